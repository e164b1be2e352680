"""Two customers were taken for one person: take the merge back."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_customers
from services.sharing.undo_merge import UndoMerge


async def undo_customer_merge(scope: Scope, merge_id: UUID, command: UndoMerge) -> None:
    """From now on they are two again, and no log-in merges them by itself any more; orders decided before keep their
    decision. The second time nothing happens. Raises NotFound."""

    async def work(tx: Tx) -> None:
        row = await tx.fetchrow(
            "SELECT * FROM customer_merges WHERE brand_id = $1 AND id = $2", tx.brand_id, merge_id
        )
        if row is None:
            raise NotFound(what="customer merge", ref=merge_id)
        await lock_customers(tx, [row["from_customer_id"], row["into_customer_id"]])
        undone = await tx.execute(
            "UPDATE customer_merges SET undone_at = $3, undone_by = $4"
            " WHERE brand_id = $1 AND id = $2 AND undone_at IS NULL",
            tx.brand_id,
            merge_id,
            # After the lock, as when it was made: an order that was being paid knew them as one.
            scope.clock.now(),
            scope.actor.account_id,
        )
        if undone:
            before = {key: row[key] for key in ("from_customer_id", "into_customer_id", "via", "at")}
            await record_change(
                tx, "undo_customer_merge", "customer_merge", merge_id, before, {"reason": command.reason}
            )

    await transact(scope, work)
