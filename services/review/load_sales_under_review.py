"""What the fraud rules read, loaded for many sales with a handful of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from commission.fraud.facts import CouponUse, DoorOrder, PlacedScan, SaleFacts, SeenTouch
from infra.database import Tx
from services.review.load_traces import TraceBook, load_traces
from services.sharing.coupon_owner import coupon_owner_at
from services.sharing.customer_groups import CustomerGroup, customer_groups

LOOKS_BACK = timedelta(days=30)
_MILLION = 1_000_000
# What is still to be paid of these orders, a row a seller.
_SALES = f"""
SELECT o.id AS order_id, o.customer_id, o.visitor_id, o.paid_at, o.address_hash, o.device_hash, o.coupon_id,
  k.code AS coupon, {coupon_owner_at("k", "o.paid_at")} AS coupon_seller, o.ship_to ->> 'phone' AS ship_phone,
  c.seller_id,
  array_agg(c.id ORDER BY c.id) AS line_ids,
  (SELECT p.payer_hash FROM payments AS p WHERE p.brand_id = $1 AND p.order_id = o.id AND p.state = 'succeeded'
     AND p.payer_hash IS NOT NULL LIMIT 1) AS payer_hash
FROM commission_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
JOIN retail_orders AS o ON o.brand_id = l.brand_id AND o.id = l.order_id
LEFT JOIN coupons AS k ON k.brand_id = o.brand_id AND k.id = o.coupon_id
WHERE c.brand_id = $1 AND l.order_id = ANY($2::uuid[]) AND c.state <> 'reversed'
GROUP BY o.brand_id, o.id, k.brand_id, k.id, c.seller_id ORDER BY o.id, c.seller_id
"""  # noqa: S608 - no word of anybody else in it
_BROWSERS = """
SELECT customer_id, visitor_id FROM identifications
WHERE brand_id = $1 AND customer_id = ANY($2::uuid[]) AND undone_at IS NULL
"""
_TOUCHES = """
SELECT t.id, t.at, t.visitor_id, t.seller_id, t.referrer_host, t.proved_at, p.latitude, p.longitude
FROM touches AS t LEFT JOIN places AS p ON p.brand_id = t.brand_id AND p.id = t.place_id
WHERE t.brand_id = $1 AND t.visitor_id = ANY($2::uuid[]) AND t.at > $3 AND t.at <= $4 AND t.kind IN ('click', 'scan')
ORDER BY t.at DESC LIMIT 20000
"""
# Customers who paid with the coupon and whose browser had never been on a link of its seller's.
_STRANGERS = f"""
SELECT o.coupon_id, o.paid_at FROM retail_orders AS o JOIN coupons AS k ON k.brand_id = o.brand_id AND k.id =
  o.coupon_id
WHERE o.brand_id = $1 AND o.coupon_id = ANY($2::uuid[]) AND o.placed_at > $3 AND o.paid_at IS NOT NULL AND NOT EXISTS (
  SELECT FROM touches AS t WHERE t.brand_id = o.brand_id AND t.visitor_id = o.visitor_id
    AND t.seller_id = {coupon_owner_at("k", "o.paid_at")} AND t.at <= o.paid_at)
"""  # noqa: S608 - no word of anybody else in it
_DOORS = """
SELECT o.id AS order_id, o.customer_id, o.paid_at, o.address_hash, p.payer_hash, s.seller_id FROM retail_orders AS o
LEFT JOIN payments AS p ON p.brand_id = o.brand_id AND p.order_id = o.id AND p.state = 'succeeded'
JOIN LATERAL (SELECT DISTINCT c.seller_id FROM commission_lines AS c JOIN retail_order_lines AS l
  ON l.brand_id = c.brand_id AND l.id = c.order_line_id WHERE c.brand_id = o.brand_id AND l.order_id = o.id) AS s ON
    true
WHERE o.brand_id = $1 AND o.paid_at > $4 AND o.id IN (
  SELECT id FROM retail_orders WHERE brand_id = $1 AND address_hash = ANY($2::bytea[]) AND paid_at > $4
  UNION SELECT order_id FROM payments WHERE brand_id = $1 AND payer_hash = ANY($3::bytea[]) AND purpose = 'retail')
"""


@dataclass(frozen=True, slots=True)
class SaleUnderReview:
    """One seller's part in one order: the commission lines it pays, and the facts."""

    order_id: UUID
    seller_id: UUID
    line_ids: tuple[UUID, ...]
    facts: SaleFacts


@dataclass(slots=True)
class _Book:
    people: Mapping[UUID, CustomerGroup]
    browsers: dict[UUID, set[UUID]]
    touches: dict[UUID, list[asyncpg.Record]]
    strangers: dict[UUID, list[datetime]]
    doors: Sequence[asyncpg.Record]
    traces: TraceBook


async def load_sales_under_review(
    tx: Tx, order_ids: Sequence[UUID], household_days: int
) -> list[SaleUnderReview]:
    """The sales of these orders of which something is still to be paid. `household_days` is how far around an order
    others at its door are looked for."""
    sales = await tx.fetch(_SALES, tx.brand_id, list(order_ids))
    if not sales:
        return []
    book = await _book(tx, sales, household_days)
    return [
        SaleUnderReview(row["order_id"], row["seller_id"], tuple(row["line_ids"]), _facts(row, book))
        for row in sales
    ]


async def _book(tx: Tx, sales: Sequence[asyncpg.Record], household_days: int) -> _Book:
    earliest = min(row["paid_at"] for row in sales)
    doors = await _doors(tx, sales, earliest - timedelta(days=household_days))
    customers = {row["customer_id"] for row in (*sales, *doors)}
    people = await customer_groups(tx, customers, tx.now)
    members = {each for row in sales for each in people[row["customer_id"]].members}
    browsers: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await tx.fetch(_BROWSERS, tx.brand_id, list(members)):
        browsers[row["customer_id"]].add(row["visitor_id"])
    own = {row["visitor_id"] for row in sales if row["visitor_id"]}
    seen = list(set[UUID]().union(own, *browsers.values()))
    touches: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    latest = max(row["paid_at"] for row in sales)
    for row in await tx.fetch(_TOUCHES, tx.brand_id, seen, earliest - LOOKS_BACK, latest):
        touches[row["visitor_id"]].append(row)
    strangers: dict[UUID, list[datetime]] = defaultdict(list)
    coupons = list({row["coupon_id"] for row in sales if row["coupon_id"]})
    if coupons:
        for row in await tx.fetch(_STRANGERS, tx.brand_id, coupons, earliest - LOOKS_BACK):
            strangers[row["coupon_id"]].append(row["paid_at"])
    return _Book(people, browsers, touches, strangers, doors, await load_traces(tx, sales, people))


async def _doors(tx: Tx, sales: Sequence[asyncpg.Record], since: datetime) -> list[asyncpg.Record]:
    addresses = list({row["address_hash"] for row in sales if row["address_hash"]})
    payers = list({row["payer_hash"] for row in sales if row["payer_hash"]})
    if not addresses and not payers:
        return []
    return await tx.fetch(_DOORS, tx.brand_id, addresses, payers, since)


def _facts(sale: asyncpg.Record, book: _Book) -> SaleFacts:
    person = book.people[sale["customer_id"]]
    browsers = set[UUID]().union(*(book.browsers[each] for each in person.members))
    browsers |= {sale["visitor_id"]} if sale["visitor_id"] else set()
    path = [
        touch
        for browser in browsers
        for touch in book.touches[browser]
        if sale["paid_at"] - LOOKS_BACK < touch["at"] <= sale["paid_at"]
    ]
    coupon = None
    if sale["coupon_id"] and sale["coupon_seller"] == sale["seller_id"]:
        coupon = CouponUse(sale["coupon"], tuple(book.strangers[sale["coupon_id"]]))
    return SaleFacts(
        seller=str(sale["seller_id"]),
        customer=str(person.root),
        at=sale["paid_at"],
        of_buyer=book.traces.of_buyer(sale),
        of_seller=book.traces.of_seller(sale["seller_id"]),
        touches=tuple(
            SeenTouch(str(touch["id"]), touch["at"], touch["referrer_host"])
            for touch in path
            if touch["seller_id"] == sale["seller_id"]
        ),
        coupon=coupon,
        same_door=_same_door(sale, book),
        scans=tuple(_scan(touch) for touch in path if touch["latitude"] is not None),
    )


def _same_door(sale: asyncpg.Record, book: _Book) -> tuple[DoorOrder, ...]:
    return tuple(
        DoorOrder(str(book.people[row["customer_id"]].root), row["paid_at"])
        for row in book.doors
        if row["order_id"] != sale["order_id"]
        and row["seller_id"] == sale["seller_id"]
        and any(row[key] is not None and row[key] == sale[key] for key in ("address_hash", "payer_hash"))
    )


def _scan(touch: asyncpg.Record) -> PlacedScan:
    """Where, and when the code that was scanned there was on display."""
    return PlacedScan(
        touch["proved_at"] or touch["at"],
        int(touch["latitude"] * _MILLION),
        int(touch["longitude"] * _MILLION),
    )
