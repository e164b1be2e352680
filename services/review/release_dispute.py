"""An appeal is answered without a correction: what it held goes on, unless another appeal is still open."""

from uuid import UUID

import asyncpg

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_released import commission_released
from infra.database import Tx
from services.bookkeeping.post_entry import Caused
from services.review.disputed_line import DisputedLine
from services.review.hold_dispute import DISPUTE

_OTHERS = "SELECT 1 FROM appeals WHERE brand_id = $1 AND order_line_id = $2 AND state = 'open' LIMIT 1"
# Held by an appeal, or by a correction while another appeal was open: what a reviewer held, a reviewer lets go.
_RELEASE = """
UPDATE commission_holds AS h SET state = 'released', decided_at = $2, decided_by = $3,
  decision_note = 'the appeal is answered'
FROM (SELECT id, seller_id, amount - reversed AS net, due_at <= $2 AS due FROM commission_lines
      WHERE brand_id = $1 AND id = ANY($4::uuid[]) AND state = 'held' ORDER BY id FOR NO KEY UPDATE) AS c
WHERE h.brand_id = $1 AND h.commission_line_id = c.id AND h.state = 'open' AND h.reason_code = $5
  AND (EXISTS (SELECT FROM appeals AS a WHERE a.brand_id = $1 AND a.order_line_id = $6 AND a.filed_at = h.held_at)
    OR EXISTS (SELECT FROM credit_corrections AS k WHERE k.brand_id = $1 AND k.order_line_id = $6 AND k.at = h.held_at))
  AND NOT EXISTS (SELECT FROM fraud_signals AS f WHERE f.brand_id = $1 AND f.hold_id = h.id)
RETURNING h.id AS hold_id, c.id, c.seller_id, c.net, c.due
"""
_GO_ON = """
UPDATE commission_lines SET state = CASE WHEN due_at <= $2 THEN 'available' ELSE 'pending' END,
  matured_at = CASE WHEN due_at <= $2 THEN $2 ELSE matured_at END
WHERE brand_id = $1 AND id = ANY($3::uuid[])
"""


async def release_dispute(tx: Tx, case: DisputedLine, books: list[Caused]) -> None:
    """Let go of what appeals held of the line; what is due by now matures at once. A hold that a signal stands behind
    as well waits on: that is another question."""
    if await tx.fetchval(_OTHERS, tx.brand_id, case.line["id"]):
        return
    released = await tx.fetch(
        _RELEASE,
        tx.brand_id,
        tx.now,
        tx.scope.actor.account_id,
        [row["id"] for row in case.rows],
        DISPUTE,
        case.line["id"],
    )
    await tx.execute(_GO_ON, tx.brand_id, tx.now, [row["id"] for row in released])
    books.extend(_entry(tx, row, case.order["currency"]) for row in released if row["due"])


def _entry(tx: Tx, row: asyncpg.Record, currency: str) -> Caused:
    hold_id: UUID = row["hold_id"]
    what = Happening(str(hold_id), tx.now, currency)
    return Caused(commission_released(what, str(row["seller_id"]), row["net"]), "commission_hold", hold_id)
