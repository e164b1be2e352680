"""The brand has looked at a flagged text and keeps it."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change

_KEEP = """
UPDATE claim_flags SET state = 'kept', decided_by = $3, decided_at = $4, decision_note = $5
WHERE brand_id = $1 AND id = $2 AND state = 'open'
"""
_THERE = "SELECT EXISTS (SELECT FROM claim_flags WHERE brand_id = $1 AND id = $2)"


class KeepFlagged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the words may stand: which evidence there is."""

    note: Annotated[str, Meta(min_length=1, max_length=2000)]


async def keep_flagged(scope: Scope, flag_id: UUID, command: KeepFlagged) -> None:
    """The very text is not flagged again in this field; another text is. A flag that was decided or whose text changed
    stays as it is. Raises NotFound."""

    async def work(tx: Tx) -> None:
        if await tx.execute(_KEEP, tx.brand_id, flag_id, scope.actor.account_id, tx.now, command.note):
            await record_change(tx, "keep_flagged", "claim flag", flag_id, None, command)
        elif not await tx.fetchval(_THERE, tx.brand_id, flag_id):
            raise NotFound(what="claim flag", ref=flag_id)

    await transact(scope, work)
