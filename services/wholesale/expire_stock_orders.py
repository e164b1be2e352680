"""Cancel stock orders whose quote ran out unpaid; the beat calls it for each brand."""

from datetime import timedelta

from infra.database import Tx, transact
from infra.scope import Scope
from services.wholesale.cancel_stock_order import cancel_unpaid

BATCH = 200
# A payment made in the last second arrives a little later: the gateway's message is given time before units fall free.
MESSAGE_TRAVELS = timedelta(minutes=10)


async def expire_stock_orders(scope: Scope) -> int:
    """Cancel up to 200 expired orders; how many. Call again until it answers less than the batch."""

    async def work(tx: Tx) -> int:
        rows = await tx.fetch(
            "SELECT id FROM stock_orders WHERE brand_id = $1 AND state = 'placed' AND expires_at <= $2"
            " ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED",
            tx.brand_id,
            tx.now - MESSAGE_TRAVELS,
            BATCH,
        )
        return await cancel_unpaid(tx, [row["id"] for row in rows]) if rows else 0

    return await transact(scope, work)
