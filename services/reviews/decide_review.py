"""The brand takes a review off the pages, for a reason that is told, or puts it back."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.scope import Scope
from services.audit import record_change

_READ = "SELECT state, hidden_for FROM reviews WHERE brand_id = $1 AND id = $2 FOR UPDATE"
_WRITE = """
UPDATE reviews SET state = $3, hidden_for = $4, decided_at = $5, decided_by = $6 WHERE brand_id = $1 AND id = $2
"""


class DecideReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hidden` with a reason: unlawful, about somebody else, not about the product. A low mark is none."""

    hidden: bool
    reason: Annotated[str, Meta(max_length=500)] = ""


async def decide_review(scope: Scope, review_id: UUID, command: DecideReview) -> None:
    """Hide or show the review; in the audit log. Raises NotFound, InvalidInput for hiding without a reason."""
    reason = command.reason.strip() if command.hidden else ""
    if command.hidden and not reason:
        raise InvalidInput(FieldFault("reason", "is needed to hide a review", "隐藏评价须说明理由"))

    async def work(tx: Tx) -> None:
        before = await tx.fetchrow(_READ, tx.brand_id, review_id)
        if before is None:
            raise NotFound(what="review", ref=review_id)
        state = "hidden" if command.hidden else "shown"
        await tx.execute(_WRITE, tx.brand_id, review_id, state, reason, tx.now, tx.scope.actor.account_id)
        after = {"state": state, "hidden_for": reason}
        await record_change(tx, "decide_review", "review", review_id, dict(before), after)

    await transact(scope, work)
