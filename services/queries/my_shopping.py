"""What a shopper who logged in sees of their own: orders and addresses."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotLoggedIn
from infra.scope import Scope
from services.retail.place_order import ShipTo

# Guests' orders that were merged into the account's customer are the account's as well.
_ORDERS = """
WITH RECURSIVE mine (id) AS (
  SELECT id FROM customers WHERE brand_id = $1 AND account_id = $2
  UNION
  SELECT m.from_customer_id FROM mine JOIN customer_merges AS m
    ON m.brand_id = $1 AND m.into_customer_id = mine.id AND m.undone_at IS NULL
)
SELECT o.code, t.slug, t.name, o.state, o.currency, o.total, o.refunded_total, o.placed_at,
  (SELECT coalesce(sum(l.qty), 0)::int FROM retail_order_lines AS l WHERE l.brand_id = $1 AND l.order_id = o.id)
FROM retail_orders AS o JOIN stores AS t ON t.brand_id = o.brand_id AND t.id = o.store_id
WHERE o.brand_id = $1 AND o.customer_id IN (SELECT id FROM mine) ORDER BY o.placed_at DESC, o.id DESC LIMIT 50
"""
_ADDRESSES = """
SELECT id, ship_to, usual FROM addresses WHERE brand_id = $1 AND account_id = $2 ORDER BY usual DESC, used_at DESC, id
"""


class MyOrder(Struct, frozen=True):
    """One of the newest fifty orders of the account. Amounts in minor units."""

    code: str
    store: str
    store_name: str
    state: str
    currency: str
    total: int
    refunded_total: int
    placed_at: datetime
    units: int


class MyAddress(Struct, frozen=True):
    address_id: UUID
    ship_to: ShipTo
    usual: bool


async def list_my_orders(scope: Scope) -> list[MyOrder]:
    """Raises NotLoggedIn."""
    account_id = _account(scope)
    rows = await transact(scope, lambda tx: tx.fetch(_ORDERS, tx.brand_id, account_id))
    return [MyOrder(*row) for row in rows]


async def list_my_addresses(scope: Scope) -> list[MyAddress]:
    """The usual one first, then the last used. Raises NotLoggedIn."""
    account_id = _account(scope)

    async def work(tx: Tx) -> list[MyAddress]:
        rows = await tx.fetch(_ADDRESSES, tx.brand_id, account_id)
        return [
            MyAddress(row["id"], msgspec.json.decode(row["ship_to"], type=ShipTo), row["usual"])
            for row in rows
        ]

    return await transact(scope, work)


def _account(scope: Scope) -> UUID:
    if scope.actor.account_id is None:
        raise NotLoggedIn
    return scope.actor.account_id
