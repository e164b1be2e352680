"""Which orders the people of a brand may act on: all of them, or, for a seller, those that leave their own stock."""

from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from services.locks import lock_retail_orders

_FIND = """
SELECT o.id, o.from_stock, s.seller_id FROM retail_orders AS o
JOIN stores AS s ON s.brand_id = o.brand_id AND s.id = o.store_id
WHERE o.brand_id = $1 AND o.code = $2
"""
_OFFICE = frozenset({"admin", "finance", "operator"})


async def lock_order_of_staff(tx: Tx, code: str) -> asyncpg.Record:
    """Lock the order with that code. Raises NotFound, also for another seller's: it is none of theirs.

    The system (tasks, imports) and the brand's office act on every order, a seller on sales from their own stock.
    """
    row = await tx.fetchrow(_FIND, tx.brand_id, code)
    if row is None or not _may_act(tx, row["from_stock"], row["seller_id"]):
        raise NotFound(what="order", ref=code)
    return (await lock_retail_orders(tx, [row["id"]]))[row["id"]]


def _may_act(tx: Tx, from_stock: bool, owner: UUID) -> bool:
    actor = tx.scope.actor
    if actor.kind == "system" or actor.roles & _OFFICE:
        return True
    return from_stock and actor.seller_id == owner
