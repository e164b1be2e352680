"""Hold pending commission lines, or let go of what an appeal held: the step behind signals and appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id

# A claim is one conditional UPDATE: only what is pending can be held (money-rules.md, Commission: States).
_HOLD = """
UPDATE commission_lines SET state = 'held' WHERE brand_id = $1 AND state = 'pending' AND id IN (
  SELECT id FROM commission_lines WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND state = 'pending' AND due_at > $3
  ORDER BY id FOR NO KEY UPDATE) RETURNING id
"""
_WRITE = """
INSERT INTO commission_holds (brand_id, id, commission_line_id, reason_code, reason, deadline, state, held_at, held_by)
SELECT $1, n.id, n.line, $2, $3, $4, 'open', $5, $6 FROM unnest($7::uuid[], $8::uuid[]) AS n (id, line)
"""


@dataclass(frozen=True, slots=True)
class HoldWish:
    """Why, in a word of the rules and in a sentence, and until when somebody means to decide."""

    reason_code: str
    reason: str
    deadline: datetime


async def hold_pending(tx: Tx, commission_line_ids: Sequence[UUID], wish: HoldWish) -> dict[UUID, UUID]:
    """Hold those of the lines that are pending and not due; the new holds by line. The order is locked, and what was
    due of it has matured: maturity comes before any event of its instant."""
    held = [row["id"] for row in await tx.fetch(_HOLD, tx.brand_id, list(commission_line_ids), tx.now)]
    holds = {line: new_id() for line in held}
    if holds:
        await tx.execute(
            _WRITE,
            tx.brand_id,
            wish.reason_code,
            wish.reason,
            wish.deadline,
            tx.now,
            tx.scope.actor.account_id,
            list(holds.values()),
            list(holds),
        )
    return holds
