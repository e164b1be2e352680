"""A bank transfer for a stock order was seen on the account: finance records it by hand."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.fields import Instant, Minor
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.payments.without_gateway import BANK_TRANSFER
from services.wholesale.errors import PaymentKnown, PaymentTooLate, StockOrderNotOpen, StockOrderWaits
from services.wholesale.pay_stock_order import StockPayment, pay_stock_order


class RecordStockPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A transfer of `amount` minor units that reached the account at `paid_at`; `reference` is the bank's own."""

    amount: Minor
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    reference: Annotated[str, Meta(min_length=1, max_length=100)]
    paid_at: Instant


class StockPaymentRecorded(msgspec.Struct, frozen=True):
    payment_id: UUID
    order_id: UUID
    recorded_at: datetime


async def record_stock_payment(
    scope: Scope, order_id: UUID, command: RecordStockPayment, idempotency_key: str | None = None
) -> StockPaymentRecorded:
    """Pay the order with the transfer; the audit log says who said so. All of it or none.

    Raises:
        NotFound: no such order. PaymentKnown: this transfer was recorded before. InvalidInput: it lies ahead.
        StockOrderNotOpen: the order is paid. PaymentDiffers: another amount or currency is due.
        PaymentTooLate: the quote had run out when the money came, or the units are gone.
    """

    async def work(tx: Tx) -> StockPaymentRecorded:
        if command.paid_at > tx.now:
            raise InvalidInput(FieldFault("paid_at", "lies in the future", "不能晚于当前时间"))
        payment_id = await _write(tx, order_id, command)
        fate = await pay_stock_order(
            tx, order_id, amount=command.amount, currency=command.currency, paid_at=command.paid_at
        )
        if fate is not StockPayment.PAID:
            code = await tx.fetchval(
                "SELECT code FROM stock_orders WHERE brand_id = $1 AND id = $2", tx.brand_id, order_id
            )
            if fate is StockPayment.ALREADY_PAID:
                raise StockOrderNotOpen(order=code, state="paid")
            if fate is StockPayment.NOT_PASSED:
                raise StockOrderWaits(order=code)
            raise PaymentTooLate(order=code)
        told = {"state": "paid", "payment_id": payment_id, **msgspec.structs.asdict(command)}
        await record_change(tx, "record_stock_payment", "stock_order", order_id, {"state": "placed"}, told)
        return StockPaymentRecorded(payment_id, order_id, tx.now)

    return await once(
        scope, "record_stock_payment", idempotency_key, (order_id, command), work, StockPaymentRecorded
    )


async def _write(tx: Tx, order_id: UUID, command: RecordStockPayment) -> UUID:
    """The bank's reference is unique: one transfer cannot pay two orders, whoever records it and when."""
    payment_id: UUID | None = await tx.fetchval(
        "INSERT INTO payments (brand_id, id, gateway, purpose, order_id, amount, currency, state, gateway_ref,"
        " created_at, settled_at) VALUES ($1, $2, $3, 'stock', $4, $5, $6, 'succeeded', $7, $8, $9)"
        " ON CONFLICT (brand_id, gateway, gateway_ref) DO NOTHING RETURNING id",
        tx.brand_id,
        new_id(),
        BANK_TRANSFER,
        order_id,
        command.amount,
        command.currency,
        command.reference,
        tx.now,
        command.paid_at,
    )
    if payment_id is None:
        raise PaymentKnown(reference=command.reference)
    return payment_id
