"""The one step that changes a store's status: the row and its history together."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id


async def change_store_status(tx: Tx, store_id: UUID, status: str) -> None:
    """Set the status and write when it began: attribution asks whether the store was open at a touch."""
    await tx.execute(
        "UPDATE stores SET status = $3, published_at = CASE WHEN $3 = 'published' THEN coalesce(published_at, $4)"
        " ELSE published_at END WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        store_id,
        status,
        tx.now,
    )
    await tx.execute(
        "INSERT INTO store_status_changes (brand_id, id, store_id, status, changed_by, at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        tx.brand_id,
        new_id(),
        store_id,
        status,
        tx.scope.actor.account_id,
        tx.now,
    )
