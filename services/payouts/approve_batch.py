"""A second person lets a batch go."""

from uuid import UUID

from infra.database import Tx
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.payouts.batch_rows import BatchMoved, batch_in, batch_moved, cancel_items, lock_items
from services.payouts.errors import NothingToPay, SecondPersonNeeded
from services.payouts.examine import examine


async def approve_batch(scope: Scope, batch_id: UUID, idempotency_key: str | None = None) -> BatchMoved:
    """Look at every item once more, cancel those that cannot be paid, approve the rest.

    Raises NotFound, BatchState, SecondPersonNeeded for the batch's maker, NothingToPay where all items are blocked.
    """

    async def work(tx: Tx) -> BatchMoved:
        batch = await batch_in(tx, batch_id, "draft")
        if scope.actor.account_id in (None, batch["created_by"]):
            raise SecondPersonNeeded
        items = await lock_items(tx, batch_id, "draft")
        examined = await examine(tx, batch["currency"], {one["seller_id"]: one["gross"] for one in items})
        blocked = {
            one["id"]: examined[one["seller_id"]].preflight["findings"][0]["code"]
            for one in items
            if examined[one["seller_id"]].blocked
        }
        if len(blocked) == len(items):
            raise NothingToPay
        await cancel_items(tx, blocked)
        await tx.execute(
            "UPDATE payout_items SET state = 'approved' WHERE brand_id = $1 AND batch_id = $2 AND state = 'draft'",
            tx.brand_id,
            batch_id,
        )
        await tx.execute(
            "UPDATE payout_batches SET state = 'approved', approved_by = $3, approved_at = $4"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            batch_id,
            scope.actor.account_id,
            tx.now,
        )
        await record_change(tx, "approve_batch", "payout batch", batch_id, None, {"blocked": len(blocked)})
        return await batch_moved(tx, batch_id)

    return await once(scope, "approve_batch", idempotency_key, {"batch_id": str(batch_id)}, work, BatchMoved)
