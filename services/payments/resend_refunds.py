"""Refunds that wait for too long are asked for again; the beat calls it."""

from datetime import timedelta

from infra.database import Tx, transact
from infra.scope import Scope
from services.outbox import enqueue
from services.payments.ask_refund import TOPIC
from services.payments.without_gateway import WITHOUT_GATEWAY

PATIENCE = timedelta(minutes=15)
BATCH = 200
# Only where no message is under way already: a refund that a gateway settles slowly collects no queue of askings.
_WAITING = """
SELECT r.id FROM payment_refunds AS r JOIN payments AS p ON p.brand_id = r.brand_id AND p.id = r.payment_id
WHERE r.brand_id = $1 AND r.state = 'pending' AND r.created_at < $2 AND p.gateway <> ALL($5::text[]) AND NOT EXISTS (
  SELECT FROM outbox AS o WHERE o.brand_id = $1 AND o.topic = $3 AND o.created_at > $2
  AND o.payload ->> 'payment_refund_id' = r.id::text)
ORDER BY r.id LIMIT $4 FOR NO KEY UPDATE OF r SKIP LOCKED
"""


async def resend_refunds(scope: Scope) -> int:
    """Leave word again for refunds pending since fifteen minutes; how many. What the queue lost is found here; the
    gateway knows each refund by our id and sends the money once."""

    async def work(tx: Tx) -> int:
        rows = await tx.fetch(_WAITING, tx.brand_id, tx.now - PATIENCE, TOPIC, BATCH, WITHOUT_GATEWAY)
        for row in rows:
            await enqueue(tx, TOPIC, {"payment_refund_id": str(row["id"])})
        return len(rows)

    return await transact(scope, work)
