"""What a live brand knows and a scenario cannot say: counted, so that nobody has to guess why a figure differs."""

from datetime import datetime

import msgspec

from infra.database import Tx

_STRAYS = """
SELECT coalesce(-sum(p.amount), 0)::bigint FROM postings p
JOIN ledger_accounts a ON a.brand_id = p.brand_id AND a.id = p.account_id
WHERE p.brand_id = $1 AND a.code = 'customer_refunds_due' AND p.occurred_at <= $2
"""
_FAILED = """
SELECT count(DISTINCT cause_id)::int FROM journal_entries
WHERE brand_id = $1 AND event = 'payout_failed' AND occurred_at <= $2
"""
_SHIPPING = """
SELECT coalesce(sum(r.shipping_amount), 0)::bigint FROM refunds r
WHERE r.brand_id = $1 AND r.state = 'refunded' AND r.decided_at <= $2
  AND NOT EXISTS (SELECT FROM refund_lines f WHERE f.brand_id = r.brand_id AND f.refund_id = r.id)
"""
# Due, and not matured when the history ends: the task was not there yet. The law says that it is available.
LATE = """
SELECT l.seller_id, sum(l.amount - coalesce(r.amount, 0))::bigint AS net FROM (
  SELECT c.id, c.seller_id, coalesce(k.amount, c.amount) AS amount, c.due_at, c.matured_at, c.state
  FROM commission_lines c LEFT JOIN credit_correction_lines k
    ON k.brand_id = c.brand_id AND k.commission_line_id = c.id AND k.kind = 'credited' WHERE c.brand_id = $1
  UNION ALL SELECT id, seller_id, amount, due_at, matured_at, state FROM proceeds_lines WHERE brand_id = $1) l
LEFT JOIN (SELECT coalesce(commission_line_id, proceeds_line_id) AS line_id, sum(amount) AS amount
           FROM commission_reversals WHERE brand_id = $1 AND at <= $2 GROUP BY 1) r ON r.line_id = l.id
WHERE l.due_at <= $2 AND (l.state = 'pending' OR l.matured_at > $2) GROUP BY l.seller_id
"""


class LeftOut(msgspec.Struct, frozen=True):
    """Minor units and counts.

    `customer_refunds_due`: paid by customers whose order could not take it, and not sent back yet: cash that a replay
    does not have. `failed_payouts` left nothing behind. `shipping_refunds`: shipping given back without any goods.
    `late_maturity`: due by the end and matured by a replay, while here the task that does it had not come by.
    """

    customer_refunds_due: int = 0
    failed_payouts: int = 0
    shipping_refunds: int = 0
    late_maturity: int = 0


async def left_out(tx: Tx, until: datetime) -> LeftOut:
    """What of the time up to `until` no event of the file says."""
    return LeftOut(
        customer_refunds_due=await tx.fetchval(_STRAYS, tx.brand_id, until),
        failed_payouts=await tx.fetchval(_FAILED, tx.brand_id, until),
        shipping_refunds=await tx.fetchval(_SHIPPING, tx.brand_id, until),
        late_maturity=sum(row["net"] for row in await tx.fetch(LATE, tx.brand_id, until)),
    )
