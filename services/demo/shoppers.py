"""What shoppers do on a day: they open links, some of them order, pay, and a few change their minds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from infra.database import Tx, ensure_months, transact
from infra.scope import Actor, Scope
from services.demo import cast
from services.demo.pay_day import pay_orders_of_day
from services.inventory.errors import OutOfStock
from services.retail.deliver_order import deliver_order
from services.retail.place_order import Buyer, OrderedLine, OrderPlaced, PlaceOrder, ShipTo, place_order
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.sharing.kind_of_opening import TouchKind
from services.sharing.record_touches import Touch, record_touches

DELIVERED_AFTER, REFUNDED_AFTER = 3, 9
SHOPPERS = 600
SHOPPER = Actor("visitor")


class _Link(NamedTuple):
    id: UUID
    seller_id: UUID
    store_id: UUID
    store: str
    channel: str
    target_ref: str


# Sellers in an order that is the same in every demo: codes of resellers come from the file, those of staff and the
# slugs of stores are drawn anew each time.
_LINKS = """
SELECT l.id, l.seller_id, l.store_id, s.slug, l.channel, l.target_ref FROM links l
JOIN stores s ON s.brand_id = l.brand_id AND s.id = l.store_id
JOIN sellers v ON v.brand_id = l.brand_id AND v.id = l.seller_id
JOIN accounts a ON a.brand_id = v.brand_id AND a.id = v.account_id
WHERE l.brand_id = $1
ORDER BY v.kind, CASE v.kind WHEN 'staff' THEN a.email ELSE v.code END, l.target_ref, l.channel
"""
_SHELVES = """
SELECT s.slug, k.code FROM stores s JOIN store_items i ON i.brand_id = s.brand_id AND i.store_id = s.id
JOIN sellers v ON v.brand_id = s.brand_id AND v.id = s.seller_id
JOIN accounts a ON a.brand_id = v.brand_id AND a.id = v.account_id
JOIN skus k ON k.brand_id = i.brand_id AND k.product_id = i.product_id
WHERE s.brand_id = $1
  AND (s.ships_from = 'brand' AND EXISTS (SELECT FROM stock_levels l WHERE l.brand_id = k.brand_id
         AND l.sku_id = k.id AND l.on_hand - l.reserved > 20)
    OR s.ships_from = 'own_stock' AND EXISTS (SELECT FROM lots l WHERE l.brand_id = k.brand_id
         AND l.seller_id = s.seller_id AND l.sku_id = k.id AND l.qty - l.sold - l.returned > 20))
ORDER BY v.kind, CASE v.kind WHEN 'staff' THEN a.email ELSE v.code END, k.code
"""


@dataclass(slots=True)
class Stage:
    """The scenery, read once: links, shelves, and which visitor opened which store last. Shelves are in the order of
    their sellers, for the play draws from them by their place."""

    links: list[_Link]
    shelves: dict[str, list[str]]
    last_store: dict[int, str] = field(default_factory=dict)


async def read_stage(scope: Scope) -> Stage:
    """The links and shelves that the sellers made."""
    return await transact(scope, _read_stage, snapshot=True)


async def _read_stage(tx: Tx) -> Stage:
    links = await tx.fetch(_LINKS, tx.brand_id)
    shelves: dict[str, list[str]] = {}
    for row in await tx.fetch(_SHELVES, tx.brand_id):
        shelves.setdefault(row["slug"], []).append(row["code"])
    return Stage([_Link(*row) for row in links], shelves)


async def open_links(scope: Scope, stage: Stage, day: int, start: datetime) -> int:
    """The day's clicks, most by people, a few by crawlers; how many were new."""
    draw = cast.chance("clicks", day)
    touches: list[Touch] = []
    for number in range(draw.randint(140, 200)):
        link = stage.links[min(int(draw.expovariate(1 / 180)), len(stage.links) - 1)]
        # Three of four are new; the others come back.
        visitor = (
            1_000 * day + number
            if draw.randrange(100) < 75
            else 1_000 * draw.randint(0, day) + draw.randint(0, 139)
        )
        kind: TouchKind = (
            "bot" if draw.randrange(100) < 4 else "preview" if draw.randrange(100) < 3 else "click"
        )
        at = start + timedelta(seconds=draw.randint(0, 30_000))
        touches.append(
            Touch(
                cast.fixed_id(scope.brand_id, "touch", day, number),
                at,
                link.id,
                link.seller_id,
                link.store_id,
                visitor_id(scope, visitor),
                kind,
                link.channel,
                target_ref=link.target_ref,
            )
        )
        if kind == "click":
            stage.last_store[visitor] = link.store
    await ensure_months("touches", start, start + timedelta(days=1))
    return await transact(scope, lambda tx: record_touches(tx, touches))


def visitor_id(scope: Scope, visitor: int) -> UUID:
    """A browser of the play."""
    return cast.fixed_id(scope.brand_id, "visitor", visitor)


async def shop(scope: Scope, stage: Stage, day: int) -> int:
    """The day's orders, placed and paid; how many were paid. Keys are fixed: a day played again orders nothing new."""
    draw = cast.chance("orders", day)
    paid: list[OrderPlaced] = []
    for number in range(draw.randint(7, 12)):
        visitor = draw.choice(sorted(stage.last_store)[-400:]) if stage.last_store else 0
        store = (
            stage.last_store.get(visitor) if draw.randrange(100) < 80 else draw.choice(list(stage.shelves))
        )
        if store is None or store not in stage.shelves:
            continue
        command = PlaceOrder(
            store, _cart(draw, stage.shelves[store]), _buyer(draw), ship_to=ShipTo("", "", "GB", "", "London")
        )
        try:
            order = await place_order(
                scope.acting_as(SHOPPER),
                command,
                visitor_id=visitor_id(scope, visitor),
                idempotency_key=f"demo-{day}-{number}",
            )
        except OutOfStock:
            continue
        if draw.randrange(100) < 94:
            paid.append(order)
    await pay_orders_of_day(scope, paid)
    return len(paid)


def _cart(draw: Random, shelf: list[str]) -> list[OrderedLine]:
    skus = draw.sample(shelf, min(len(shelf), draw.choice((1, 1, 2, 3))))
    return [OrderedLine(sku, draw.choice((1, 1, 2, 2, 3, 6))) for sku in skus]


def _buyer(draw: Random) -> Buyer:
    number = min(int(draw.expovariate(1 / 220)), SHOPPERS - 1)
    return Buyer(f"Shopper {number}", f"{cast.DRAMA_NUMBERS}{number:03d}")


async def deliver_and_refund(scope: Scope, day_start: datetime, day: int) -> tuple[int, int]:
    """What was paid three days ago arrives; of what was paid nine days ago, a little comes back."""
    arrived = await _codes(scope, day_start - timedelta(days=DELIVERED_AFTER), "paid")
    for code, _ in arrived:
        await deliver_order(scope, code, f"demo-delivered-{code}")
    draw = cast.chance("refunds", day)
    refunded = 0
    for code, lines in await _codes(scope, day_start - timedelta(days=REFUNDED_AFTER), "delivered"):
        if draw.randrange(100) < 7:
            units = [
                RefundedLine(line_no, 1 if draw.randrange(100) < 50 else qty) for line_no, qty in lines[:1]
            ]
            await refund_order(
                scope, code, RefundOrder(units, reason="Not as expected"), f"demo-refund-{code}"
            )
            refunded += 1
    return len(arrived), refunded


async def _codes(scope: Scope, since: datetime, state: str) -> list[tuple[str, list[tuple[int, int]]]]:
    async def work(tx: Tx) -> list[tuple[str, list[tuple[int, int]]]]:
        rows = await tx.fetch(
            "SELECT o.code, l.line_no, l.qty FROM retail_orders o"
            " JOIN retail_order_lines l ON l.brand_id = o.brand_id AND l.order_id = o.id"
            " WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $2 + interval '1 day' AND o.state = $3"
            " ORDER BY o.paid_at, o.id, l.line_no",
            tx.brand_id,
            since,
            state,
        )
        found: dict[str, list[tuple[int, int]]] = {}
        for row in rows:
            found.setdefault(row["code"], []).append((row["line_no"], row["qty"]))
        return list(found.items())

    return await transact(scope, work)
