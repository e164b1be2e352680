"""Items whose fate is open are asked about; the beat calls it."""

from datetime import timedelta
from uuid import UUID

from infra.database import Tx, transact
from infra.rails.registry import file_rail
from infra.scope import Scope
from services.payouts.pay_item import pay_item

PATIENCE = timedelta(minutes=2)
BATCH = 200
_OPEN = """
SELECT i.id, b.rail FROM payout_items AS i JOIN payout_batches AS b ON b.brand_id = i.brand_id AND b.id = i.batch_id
WHERE i.brand_id = $1 AND i.state IN ('sent', 'unknown') AND coalesce(i.asked_at, i.sent_at) <= $2
ORDER BY coalesce(i.asked_at, i.sent_at), i.id LIMIT $3
"""


async def ask_payouts(scope: Scope) -> int:
    """Ask rails about items sent or unknown since two minutes; how many were settled. An item that its rail never got,
    because the queue lost it, is sent by this too."""

    async def work(tx: Tx) -> list[UUID]:
        rows = await tx.fetch(_OPEN, tx.brand_id, tx.now - PATIENCE, BATCH)
        return [row["id"] for row in rows if file_rail(row["rail"]) is None]

    settled = 0
    for item_id in await transact(scope, work):
        settled += await pay_item(scope, item_id) in ("confirmed", "failed")
    return settled
