"""A visitor was taken for somebody else: take the merge back."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change


class UndoMerge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is taken back goes to the audit log."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


async def undo_merge(scope: Scope, identification_id: UUID, command: UndoMerge) -> None:
    """From now on the identification counts no more; orders decided before keep their decision. The second time nothing
    happens. Raises NotFound."""

    async def work(tx: Tx) -> None:
        row = await tx.fetchrow(
            "SELECT * FROM identifications WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            identification_id,
        )
        if row is None:
            raise NotFound(what="identification", ref=identification_id)
        if row["undone_at"] is not None:
            return
        await tx.execute(
            "UPDATE identifications SET undone_at = $3, undone_by = $4 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            identification_id,
            tx.now,
            scope.actor.account_id,
        )
        await record_change(
            tx,
            "undo_merge",
            "identification",
            identification_id,
            {
                "visitor_id": row["visitor_id"],
                "customer_id": row["customer_id"],
                "via": row["via"],
                "at": row["at"],
            },
            {"reason": command.reason},
        )

    await transact(scope, work)
