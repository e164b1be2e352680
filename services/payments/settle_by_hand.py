"""A gateway refused to send money back: somebody sends it another way and says so."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.payments.errors import RefundNotFailed
from services.payments.settle_refunds import RefundSettled, settle_refunds


class SettleByHand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the money was sent: a bank's reference, a receipt's number."""

    reference: Annotated[str, Meta(min_length=1, max_length=200)]


class SettledByHand(msgspec.Struct, frozen=True):
    payment_refund_id: UUID
    amount: int
    state: str


async def settle_by_hand(
    scope: Scope, payment_refund_id: UUID, command: SettleByHand, idempotency_key: str | None = None
) -> SettledByHand:
    """Note that a refund which its gateway refused was sent by hand. Raises NotFound, RefundNotFailed: what the gateway
    still has in hand must not be sent twice."""

    async def work(tx: Tx) -> SettledByHand:
        row = await tx.fetchrow(
            "SELECT amount, state FROM payment_refunds WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            payment_refund_id,
        )
        if row is None:
            raise NotFound(what="refund", ref=payment_refund_id)
        if row["state"] != "failed":
            raise RefundNotFailed(state=row["state"])
        books: list[Caused] = []
        await settle_refunds(tx, [RefundSettled(payment_refund_id, True, tx.now)], books)
        await tx.execute(
            "UPDATE payment_refunds SET gateway_ref = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            payment_refund_id,
            command.reference,
        )
        await record_change(
            tx,
            "settle_by_hand",
            "payment_refund",
            payment_refund_id,
            {"state": "failed"},
            {"state": "succeeded", "reference": command.reference},
        )
        await post_entries(tx, books)
        return SettledByHand(payment_refund_id, row["amount"], "succeeded")

    return await once(
        scope, "settle_by_hand", idempotency_key, (payment_refund_id, command), work, SettledByHand
    )
