"""By what buyers and sellers are known: accounts, phones, and keyed hashes. Loaded for many sales together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from commission.fraud.facts import Traces
from infra.contacts import normalise_phone
from infra.database import Tx
from services.sharing.customer_groups import CustomerGroup, customer_groups

# Whoever was ever known on the browser that ordered, before or since.
_ON_BROWSERS = """
SELECT visitor_id, customer_id FROM identifications
WHERE brand_id = $1 AND visitor_id = ANY($2::uuid[]) AND undone_at IS NULL
"""
_CUSTOMERS = """
SELECT c.id, c.account_id, c.phone, a.phone AS account_phone FROM customers AS c
LEFT JOIN accounts AS a ON a.brand_id = c.brand_id AND a.id = c.account_id
WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])
"""
_SELLERS = """
SELECT s.id, s.account_id, a.phone, c.id AS customer_id FROM sellers AS s
JOIN accounts AS a ON a.brand_id = s.brand_id AND a.id = s.account_id
LEFT JOIN customers AS c ON c.brand_id = s.brand_id AND c.account_id = s.account_id
WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[])
"""
_DEVICES = (
    "SELECT account_id, device_hash FROM known_devices WHERE brand_id = $1 AND account_id = ANY($2::uuid[])"
)
_ORDERS = """
SELECT o.customer_id, o.address_hash, p.payer_hash FROM retail_orders AS o
LEFT JOIN payments AS p ON p.brand_id = o.brand_id AND p.order_id = o.id AND p.state = 'succeeded'
WHERE o.brand_id = $1 AND o.customer_id = ANY($2::uuid[]) AND o.paid_at IS NOT NULL
"""
_STOCK = """
SELECT o.seller_id, p.payer_hash FROM stock_orders AS o
JOIN payments AS p ON p.brand_id = o.brand_id AND p.order_id = o.id AND p.purpose = 'stock' AND p.state = 'succeeded'
WHERE o.brand_id = $1 AND o.seller_id = ANY($2::uuid[]) AND p.payer_hash IS NOT NULL
"""


@dataclass(slots=True)
class _Known:
    accounts: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    payers: set[str] = field(default_factory=set)

    def frozen(self) -> Traces:
        return Traces(
            frozenset(self.accounts),
            frozenset(self.phones),
            frozenset(self.devices),
            frozenset(self.addresses),
            frozenset(self.payers),
        )


@dataclass(slots=True)
class TraceBook:
    """Traces by order and by seller."""

    region: str
    _customers: dict[UUID, asyncpg.Record]
    _people: Mapping[UUID, CustomerGroup]
    _on_browser: dict[UUID, set[UUID]]
    _sellers: dict[UUID, _Known]

    def of_seller(self, seller_id: UUID) -> Traces:
        return self._sellers[seller_id].frozen()

    def of_buyer(self, sale: asyncpg.Record) -> Traces:
        """The buyer's, by the order and by everybody known on the browser that ordered."""
        known = _Known()
        behind = set(self._people[sale["customer_id"]].members) | self._on_browser[sale["visitor_id"]]
        for customer in (self._customers[each] for each in behind):
            if customer["account_id"] is not None:
                known.accounts.add(str(customer["account_id"]))
            known.phones |= {customer[key] for key in ("phone", "account_phone") if customer[key]}
        ship_phone = normalise_phone(sale["ship_phone"], self.region) if sale["ship_phone"] else None
        known.phones |= {ship_phone} if ship_phone else set()
        _add_hashes(known, sale)
        return known.frozen()


async def load_traces(
    tx: Tx, sales: Sequence[asyncpg.Record], people: Mapping[UUID, CustomerGroup]
) -> TraceBook:
    """Everything that tells whether a buyer is the seller in person."""
    on_browser: dict[UUID, set[UUID]] = defaultdict(set)
    browsers = list({row["visitor_id"] for row in sales if row["visitor_id"]})
    for row in await tx.fetch(_ON_BROWSERS, tx.brand_id, browsers):
        on_browser[row["visitor_id"]].add(row["customer_id"])
    members = {each for row in sales for each in people[row["customer_id"]].members}
    named = members.union(*on_browser.values())
    customers = {row["id"]: row for row in await tx.fetch(_CUSTOMERS, tx.brand_id, list(named))}
    region: str = await tx.fetchval("SELECT jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    sellers = await _sellers(tx, {row["seller_id"] for row in sales})
    return TraceBook(region, customers, people, on_browser, sellers)


async def _sellers(tx: Tx, seller_ids: set[UUID]) -> dict[UUID, _Known]:
    known = {each: _Known() for each in seller_ids}
    rows = await tx.fetch(_SELLERS, tx.brand_id, list(seller_ids))
    of_account: dict[UUID, UUID] = {row["account_id"]: row["id"] for row in rows}
    for row in rows:
        known[row["id"]].accounts.add(str(row["account_id"]))
        known[row["id"]].phones |= {row["phone"]} if row["phone"] else set()
    for row in await tx.fetch(_DEVICES, tx.brand_id, list(of_account)):
        known[of_account[row["account_id"]]].devices.add(row["device_hash"].hex())
    shopping = {row["customer_id"]: row["id"] for row in rows if row["customer_id"]}
    groups = await customer_groups(tx, shopping, tx.now)
    seller_of = {each: seller for mine, seller in shopping.items() for each in groups[mine].members}
    for row in await tx.fetch(_ORDERS, tx.brand_id, list(seller_of)):
        _add_hashes(known[seller_of[row["customer_id"]]], row)
    for row in await tx.fetch(_STOCK, tx.brand_id, list(seller_ids)):
        known[row["seller_id"]].payers.add(row["payer_hash"].hex())
    return known


def _add_hashes(known: _Known, row: asyncpg.Record) -> None:
    for name, kept in (
        ("address_hash", known.addresses),
        ("payer_hash", known.payers),
        ("device_hash", known.devices),
    ):
        if name in row.keys() and row[name] is not None:  # noqa: SIM118 - a record is no mapping
            kept.add(row[name].hex())
