"""A return of stock that was paid by bank transfer: finance sends the money and records that it did."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.payments.without_gateway import BANK_TRANSFER
from services.wholesale.errors import RefundNotWaiting


class RecordStockRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bank's own reference of the transfer that was sent."""

    reference: Annotated[str, Meta(min_length=1, max_length=100)]


class StockRefundRecorded(msgspec.Struct, frozen=True):
    refund_id: UUID
    amount: int
    recorded_at: datetime


async def record_stock_refund(
    scope: Scope, refund_id: UUID, command: RecordStockRefund, idempotency_key: str | None = None
) -> StockRefundRecorded:
    """Note that the transfer was sent; the books have it since the return was confirmed.

    Raises NotFound for what no transfer is waited for, RefundNotWaiting where it was recorded before.
    """

    async def work(tx: Tx) -> StockRefundRecorded:
        row = await tx.fetchrow(
            "SELECT r.amount, r.state FROM payment_refunds AS r"
            " JOIN payments AS p ON p.brand_id = r.brand_id AND p.id = r.payment_id"
            " WHERE r.brand_id = $1 AND r.id = $2 AND p.gateway = $3 FOR NO KEY UPDATE OF r",
            tx.brand_id,
            refund_id,
            BANK_TRANSFER,
        )
        if row is None:
            raise NotFound(what="refund", ref=refund_id)
        if row["state"] != "pending":
            raise RefundNotWaiting(state=row["state"])
        await tx.execute(
            "UPDATE payment_refunds SET state = 'succeeded', gateway_ref = $3, settled_at = $4"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            refund_id,
            command.reference,
            tx.now,
        )
        told = {"state": "succeeded", "reference": command.reference}
        await record_change(
            tx, "record_stock_refund", "payment_refund", refund_id, {"state": "pending"}, told
        )
        return StockRefundRecorded(refund_id, row["amount"], tx.now)

    return await once(
        scope, "record_stock_refund", idempotency_key, (refund_id, command), work, StockRefundRecorded
    )
