"""Orders that were not paid in time fall away; the beat calls it."""

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.retail.cancel_order import give_up

_DUE = """
SELECT id FROM retail_orders WHERE brand_id = $1 AND state = 'placed' AND expires_at <= $2
ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
"""


class OrdersExpired(msgspec.Struct, frozen=True):
    """`more` says that there was more than one call's worth."""

    orders: int
    more: bool


async def expire_orders(scope: Scope, *, limit: int = 500) -> OrdersExpired:
    """Cancel unpaid orders whose instant has come (at equality). One that is being paid at this moment is left alone:
    its row is locked, and the payment decides."""

    async def work(tx: Tx) -> OrdersExpired:
        due = [row["id"] for row in await tx.fetch(_DUE, tx.brand_id, tx.now, limit)]
        if due:
            await give_up(tx, due, "expired")
        return OrdersExpired(len(due), len(due) == limit)

    return await transact(scope, work)
