"""What attribution reads, loaded for many orders with a handful of statements and handed out order by order."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from commission.attribution.candidates import Facts
from commission.attribution.facts import (
    Binding,
    Coupon,
    Identification,
    Purchase,
    SellerStanding,
    Touch,
)
from commission.attribution.policy import AttributionPolicy
from infra.database import Tx
from services.retail.sale import Sale
from services.sharing.coupon_owner import coupon_owner_at
from services.sharing.customer_groups import CustomerGroup, customer_groups

_VISITORS = """
SELECT DISTINCT visitor_id FROM identifications
WHERE brand_id = $1 AND customer_id = ANY($2::uuid[]) AND (undone_at IS NULL OR undone_at > $3)
"""
_IDENTIFICATIONS = """
SELECT id, at, visitor_id, customer_id FROM identifications
WHERE brand_id = $1 AND visitor_id = ANY($2::uuid[]) AND (undone_at IS NULL OR undone_at > $3)
"""
_TOUCHES = """
SELECT id, at, visitor_id, seller_id, store_id, channel, kind FROM touches
WHERE brand_id = $1 AND visitor_id = ANY($2::uuid[]) AND at > $3 AND at <= $4
"""
_BINDINGS = """
SELECT id, at, seller_id, customer_id, visitor_id, hand_over_id FROM bindings
WHERE brand_id = $1 AND (customer_id = ANY($2::uuid[]) OR visitor_id = ANY($3::uuid[])) AND at <= $4
"""
_COUPONS = f"""
SELECT c.id, c.code, {coupon_owner_at("c", "$3")} AS seller_id, c.channel, c.valid_from, c.valid_until
FROM coupons AS c WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])
"""  # noqa: S608 - no word of anybody else in it
_SELLERS = """
SELECT s.id, s.kind, s.cohort, s.status, s.account_id, a.phone FROM sellers AS s
LEFT JOIN accounts AS a ON a.brand_id = s.brand_id AND a.id = s.account_id
WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[])
"""
_BUYERS = """
SELECT c.id, c.account_id, c.phone, a.phone AS account_phone, c.same_as_sellers FROM customers AS c
LEFT JOIN accounts AS a ON a.brand_id = c.brand_id AND a.id = c.account_id
WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])
"""
_SELLER_HISTORY = """
SELECT seller_id AS id, status = 'active' AS open, at FROM seller_status_changes
WHERE brand_id = $1 AND seller_id = ANY($2::uuid[]) ORDER BY at, id
"""
# A store without a written history was opened when it says so.
_STORE_HISTORY = """
SELECT store_id AS id, status = 'published' AS open, at, id AS change FROM store_status_changes
WHERE brand_id = $1 AND store_id = ANY($2::uuid[])
UNION ALL
SELECT s.id, true, s.published_at, s.id FROM stores AS s
WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[]) AND s.published_at IS NOT NULL AND NOT EXISTS (
  SELECT FROM store_status_changes AS c WHERE c.brand_id = s.brand_id AND c.store_id = s.id)
ORDER BY at, change
"""


@dataclass(slots=True)
class _History:
    """When a seller or a store was active. Before the first line of a seller's history it was, of a store's not."""

    at_first: bool
    instants: list[datetime] = field(default_factory=list)
    states: list[bool] = field(default_factory=list)

    def active(self, at: datetime) -> bool:
        # A change at a touch's instant comes before the touch (money-rules.md, Attribution 1).
        index = bisect_right(self.instants, at)
        return self.states[index - 1] if index else self.at_first


@dataclass(slots=True)
class FactBook:
    """The facts of a batch of orders, by what they hang on."""

    at: datetime
    sellers: dict[UUID, asyncpg.Record]
    """Kind, cohort and status of every seller that the facts name."""
    people: Mapping[UUID, CustomerGroup]
    """Each buyer with all the customers that are the same person."""
    _buyers: dict[UUID, asyncpg.Record]
    _coupons: dict[UUID, Coupon]
    _touches: dict[UUID, list[Touch]]
    _identifications: dict[UUID, list[Identification]]
    _visitors: dict[UUID, set[UUID]]
    _bindings_of_customer: dict[UUID, list[Binding]]
    _bindings_of_visitor: dict[UUID, list[Binding]]

    def purchase(self, sale: Sale) -> Purchase:
        """The order as attribution sees it. Its id orders it among events of the same instant."""
        return Purchase(
            id=str(sale.order_id),
            at=self.at,
            customer=str(self.people[sale.customer_id].root),
            visitor=str(sale.visitor_id) if sale.visitor_id else None,
            coupon=self._coupons[sale.coupon_id] if sale.coupon_id else None,
            store=str(sale.store_owner),
        )

    def facts(self, sale: Sale) -> Facts:
        """What the law needs for this order, and not much more."""
        person = self.people[sale.customer_id]
        visitors = set[UUID]().union(*(self._visitors[each] for each in person.members))
        visitors |= {sale.visitor_id} if sale.visitor_id else set()
        touches = [touch for visitor in visitors for touch in self._touches[visitor]]
        bindings = [
            *(binding for each in person.members for binding in self._bindings_of_customer[each]),
            *(binding for visitor in visitors for binding in self._bindings_of_visitor[visitor]),
        ]
        named = {str(sale.store_owner), *(each.seller for each in touches), *(b.seller for b in bindings)}
        if sale.coupon_id:
            named.add(self._coupons[sale.coupon_id].seller)
        return Facts(
            touches=touches,
            identifications=[each for visitor in visitors for each in self._identifications[visitor]],
            bindings=bindings,
            sellers={seller: self._standing(UUID(seller), sale) for seller in sorted(named)},
        )

    def identify(self, sale: Sale) -> None:
        """The order identified its visitor: later orders of the batch know it (money-rules.md, Attribution 1)."""
        if sale.visitor_id is None:
            return
        self._identifications[sale.visitor_id].append(
            Identification(
                str(sale.order_id), self.at, str(sale.visitor_id), str(self.people[sale.customer_id].root)
            )
        )
        self._visitors[sale.customer_id].add(sale.visitor_id)

    def _standing(self, seller_id: UUID, sale: Sale) -> SellerStanding:
        seller = self.sellers[seller_id]
        buyer = [self._buyers[each] for each in self.people[sale.customer_id].members]
        same: str | None = None
        if seller["account_id"] is not None and seller["account_id"] in {row["account_id"] for row in buyer}:
            same = "account"
        elif any(seller_id in row["same_as_sellers"] for row in buyer):
            # By account or phone, as it was before the buyer's data was erased.
            same = "account"
        elif seller["phone"] is not None and seller["phone"] in {
            row[phone] for row in buyer for phone in ("phone", "account_phone")
        }:
            same = "phone"
        return SellerStanding(active=seller["status"] == "active", same_person=same)


async def load_facts(tx: Tx, sales: Sequence[Sale], policy: AttributionPolicy, at: datetime) -> FactBook:
    """Everything the law needs about these orders, decided at `at` (their payment's instant)."""
    people = await customer_groups(tx, (sale.customer_id for sale in sales), at)
    customers = list({each for person in people.values() for each in person.members})
    ordering = {sale.visitor_id for sale in sales if sale.visitor_id}
    known = {row["visitor_id"] for row in await tx.fetch(_VISITORS, tx.brand_id, customers, at)}
    visitors = list(known | ordering)
    merges = await tx.fetch(_IDENTIFICATIONS, tx.brand_id, visitors, at)
    touches = await tx.fetch(_TOUCHES, tx.brand_id, visitors, _opens(policy, at), at)
    bindings = await tx.fetch(_BINDINGS, tx.brand_id, customers, visitors, at)
    coupons = await _coupons(tx, sales, at)
    sellers = {row["seller_id"] for row in (*touches, *bindings)} | {sale.store_owner for sale in sales}
    sellers |= {UUID(coupon.seller) for coupon in coupons.values()}
    seller_rows = await tx.fetch(_SELLERS, tx.brand_id, list(sellers))
    buyers = await tx.fetch(_BUYERS, tx.brand_id, customers)
    book = FactBook(
        at=at,
        sellers={row["id"]: row for row in seller_rows},
        people=people,
        _buyers={row["id"]: row for row in buyers},
        _coupons=coupons,
        _touches=await _touches(tx, touches),
        _identifications=defaultdict(list),
        _visitors=defaultdict(set),
        _bindings_of_customer=defaultdict(list),
        _bindings_of_visitor=defaultdict(list),
    )
    _sort_in(book, merges, bindings)
    return book


def _opens(policy: AttributionPolicy, at: datetime) -> datetime:
    try:
        return at - policy.longest_window()
    except OverflowError:
        return datetime.min.replace(tzinfo=at.tzinfo)


async def _coupons(tx: Tx, sales: Iterable[Sale], at: datetime) -> dict[UUID, Coupon]:
    ids = [sale.coupon_id for sale in sales if sale.coupon_id]
    if not ids:
        return {}
    return {
        row["id"]: Coupon(
            row["code"], str(row["seller_id"]), row["channel"], row["valid_from"], row["valid_until"]
        )
        for row in await tx.fetch(_COUPONS, tx.brand_id, ids, at)
    }


async def _touches(tx: Tx, rows: Sequence[asyncpg.Record]) -> dict[UUID, list[Touch]]:
    found: dict[UUID, list[Touch]] = defaultdict(list)
    if not rows:
        return found
    sellers = await _histories(tx, _SELLER_HISTORY, {row["seller_id"] for row in rows}, at_first=True)
    stores = await _histories(tx, _STORE_HISTORY, {row["store_id"] for row in rows}, at_first=False)
    for row in rows:
        active = sellers[row["seller_id"]].active(row["at"]) and stores[row["store_id"]].active(row["at"])
        found[row["visitor_id"]].append(
            Touch(
                id=str(row["id"]),
                at=row["at"],
                visitor=str(row["visitor_id"]),
                seller=str(row["seller_id"]),
                channel=row["channel"],
                kind=row["kind"],
                seller_active=active,
            )
        )
    return found


async def _histories(tx: Tx, query: str, ids: set[UUID], *, at_first: bool) -> dict[UUID, _History]:
    histories = {each: _History(at_first) for each in ids}
    for row in await tx.fetch(query, tx.brand_id, list(ids)):
        histories[row["id"]].instants.append(row["at"])
        histories[row["id"]].states.append(row["open"])
    return histories


def _sort_in(book: FactBook, merges: Iterable[asyncpg.Record], bindings: Iterable[asyncpg.Record]) -> None:
    # Everybody of a group goes by its root's name: to the law they are one customer.
    name = {each: str(person.root) for person in book.people.values() for each in person.members}
    for row in merges:
        customer = name.get(row["customer_id"], str(row["customer_id"]))
        book._identifications[row["visitor_id"]].append(
            Identification(str(row["id"]), row["at"], str(row["visitor_id"]), customer)
        )
        book._visitors[row["customer_id"]].add(row["visitor_id"])
    for row in bindings:
        binding = Binding(
            id=str(row["id"]),
            at=row["at"],
            seller=str(row["seller_id"]),
            customer=name.get(row["customer_id"], str(row["customer_id"])) if row["customer_id"] else None,
            visitor=str(row["visitor_id"]) if row["visitor_id"] else None,
            handed_over=row["hand_over_id"] is not None,
        )
        if row["customer_id"]:
            book._bindings_of_customer[row["customer_id"]].append(binding)
        else:
            book._bindings_of_visitor[row["visitor_id"]].append(binding)
