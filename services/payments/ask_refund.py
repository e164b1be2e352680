"""Money is to be sent back by the way it came: written with what it is for, asked of the gateway after the commit."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.outbox import enqueue
from services.payments.without_gateway import WITHOUT_GATEWAY

TOPIC = "payments.send_refund"


class RefundOwed(NamedTuple):
    """`cause_id` is the refund, the stock return, or the stray payment itself: each cause is paid back once."""

    payment_id: UUID
    cause_id: UUID
    amount: int


async def ask_refunds(tx: Tx, owed: Sequence[RefundOwed]) -> None:
    """Write what is to be sent back, and leave word in the outbox where a gateway took the payment; a bank transfer
    waits for finance to send it. Amounts of zero are left out."""
    rows = [each for each in owed if each.amount]
    if not rows:
        return
    made = await tx.fetch(
        "WITH made AS ("
        " INSERT INTO payment_refunds (brand_id, id, payment_id, cause_id, amount, state, created_at)"
        "  SELECT $1, n.id, n.payment, n.cause, n.amount, 'pending', $2"
        "  FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[]) AS n (id, payment, cause, amount)"
        "  ON CONFLICT (brand_id, payment_id, cause_id) DO NOTHING RETURNING id, payment_id)"
        " SELECT made.id FROM made JOIN payments AS p ON p.brand_id = $1 AND p.id = made.payment_id"
        " WHERE p.gateway <> ALL($7::text[])",
        tx.brand_id,
        tx.now,
        [new_id() for _ in rows],
        [each.payment_id for each in rows],
        [each.cause_id for each in rows],
        [each.amount for each in rows],
        WITHOUT_GATEWAY,
    )
    for row in made:
        await enqueue(tx, TOPIC, {"payment_refund_id": str(row["id"])})
