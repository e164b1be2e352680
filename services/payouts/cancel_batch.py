"""Drop a batch that was not sent."""

from uuid import UUID

from infra.database import Tx
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.payouts.batch_rows import BatchMoved, batch_in, batch_moved, cancel_items, lock_items


async def cancel_batch(scope: Scope, batch_id: UUID, idempotency_key: str | None = None) -> BatchMoved:
    """Cancel all items; nothing was taken from anybody yet. Raises NotFound, BatchState once it was sent."""

    async def work(tx: Tx) -> BatchMoved:
        batch = await batch_in(tx, batch_id, "draft", "approved")
        items = await lock_items(tx, batch_id, batch["state"])
        await cancel_items(tx, dict.fromkeys((one["id"] for one in items), "batch_cancelled"))
        await tx.execute(
            "UPDATE payout_batches SET state = 'cancelled', settled_at = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            batch_id,
            tx.now,
        )
        await record_change(tx, "cancel_batch", "payout batch", batch_id, {"state": batch["state"]}, None)
        return await batch_moved(tx, batch_id)

    return await once(scope, "cancel_batch", idempotency_key, {"batch_id": str(batch_id)}, work, BatchMoved)
