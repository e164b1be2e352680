"""While an appeal about a line is open, what of the line is pending waits: a wrong payout would be hard to ask back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from infra.database import Tx
from services.review.hold_lines import HoldWish, hold_pending
from services.review.review_policy import review_terms

DISPUTE = "dispute"
_OTHERS = """
SELECT min(deadline) FROM appeals WHERE brand_id = $1 AND order_line_id = $2 AND state = 'open' AND id <> $3
"""


async def hold_dispute(tx: Tx, commission_line_ids: Sequence[UUID], deadline: datetime) -> None:
    """Hold what is pending of the commission lines until `deadline`, where the review policy says so."""
    if (await review_terms(tx, tx.now)).policy.appeals.hold_disputed:
        wish = HoldWish(DISPUTE, "an appeal about this line is being looked at", deadline)
        await hold_pending(tx, commission_line_ids, wish)


async def hold_for_others(
    tx: Tx, order_line_id: UUID, answered_id: UUID, commission_line_ids: Sequence[UUID]
) -> None:
    """A granted appeal gave the line anew while another about it is open: what was given waits for that answer too."""
    deadline = await tx.fetchval(_OTHERS, tx.brand_id, order_line_id, answered_id)
    if deadline is not None:
        await hold_dispute(tx, commission_line_ids, deadline)
