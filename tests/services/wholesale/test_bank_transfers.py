"""Transfers that finance records by hand, and the way back of their money; refunds by a gateway are asked once."""

from datetime import timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput
from infra.ids import new_id
from services.bookkeeping.prove_books import prove_books
from services.wholesale.errors import (
    PaymentDiffers,
    PaymentKnown,
    PaymentTooLate,
    RefundNotWaiting,
    StockOrderNotOpen,
)
from services.wholesale.record_stock_payment import RecordStockPayment, record_stock_payment
from services.wholesale.record_stock_refund import RecordStockRefund, record_stock_refund
from tests.services.wholesale.conftest import Shop
from tests.support.world import rows, run, value


def transfer(shop: Shop, amount: int, reference: str = "B-1") -> RecordStockPayment:
    return RecordStockPayment(amount, "CNY", reference, shop.clock.now())


async def test_a_transfer_pays_once_and_says_who(shop: Shop) -> None:
    order = await shop.place(A=100)
    seen = transfer(shop, 500_000)
    first = await record_stock_payment(shop.scope, order.id, seen, "key")
    assert await record_stock_payment(shop.scope, order.id, seen, "key") == first
    assert await value(shop.scope, "SELECT sum(qty) FROM lots WHERE brand_id = $1") == 100
    assert await rows(
        shop.scope, "SELECT gateway, purpose, state, amount FROM payments WHERE brand_id = $1"
    ) == [("bank_transfer", "stock", "succeeded", 500_000)]
    assert await rows(
        shop.scope, "SELECT action FROM audit_log WHERE brand_id = $1 AND subject_kind = 'stock_order'"
    ) == [("record_stock_payment",)]
    with pytest.raises(PaymentKnown):
        await record_stock_payment(shop.scope, (await shop.place(A=100)).id, seen)
    with pytest.raises(StockOrderNotOpen):
        await record_stock_payment(shop.scope, order.id, transfer(shop, 500_000, "B-2"))
    assert (await prove_books(shop.scope)).trial_balance == {
        "CNY": {"cash": 500_000, "wholesale_revenue": -500_000}
    }


async def test_what_does_not_fit_is_not_recorded(shop: Shop, clock: SetClock) -> None:
    order = await shop.place(A=100)
    with pytest.raises(PaymentDiffers):
        await record_stock_payment(shop.scope, order.id, transfer(shop, 499_999))
    ahead = RecordStockPayment(500_000, "CNY", "B-1", clock.now() + timedelta(seconds=1))
    with pytest.raises(InvalidInput):
        await record_stock_payment(shop.scope, order.id, ahead)
    clock.move_to(order.expires_at)
    with pytest.raises(PaymentTooLate):
        await record_stock_payment(shop.scope, order.id, transfer(shop, 500_000))
    assert await value(shop.scope, "SELECT count(*) FROM payments WHERE brand_id = $1") == 0
    # What reached the account in time gets the promised price, however late somebody looks.
    in_time = RecordStockPayment(500_000, "CNY", "B-1", order.expires_at - timedelta(seconds=1))
    await record_stock_payment(shop.scope, order.id, in_time)


async def test_the_refund_of_a_transfer_waits_for_a_person(shop: Shop) -> None:
    order = await shop.place(A=100)
    await record_stock_payment(shop.scope, order.id, transfer(shop, 500_000))
    await shop.confirm(await shop.preview(order, line1=30))
    waiting = await rows(shop.scope, "SELECT id, amount, state FROM payment_refunds WHERE brand_id = $1")
    assert [row[1:] for row in waiting] == [(135_000, "pending")]
    assert (
        await value(
            shop.scope, "SELECT count(*) FROM outbox WHERE brand_id = $1 AND topic = 'payments.send_refund'"
        )
        == 0
    )
    refund_id = waiting[0][0]
    assert isinstance(refund_id, UUID)
    sent = await record_stock_refund(shop.scope, refund_id, RecordStockRefund("B-9"))
    assert sent.amount == 135_000
    with pytest.raises(RefundNotWaiting):
        await record_stock_refund(shop.scope, refund_id, RecordStockRefund("B-10"))


async def test_a_gateway_is_asked_once_for_a_return(shop: Shop) -> None:
    order = await shop.buy(A=100)
    # Nobody can be asked for what came in without a payment of ours.
    await shop.confirm(await shop.preview(order, line1=10))
    assert await rows(shop.scope, "SELECT amount FROM payment_refunds WHERE brand_id = $1") == []
    await run(
        shop.scope,
        "INSERT INTO payments (brand_id, id, gateway, purpose, order_id, amount, currency, state, created_at)"
        " VALUES ($1, $2, 'null', 'stock', $3, 500000, 'CNY', 'succeeded', $4)",
        new_id(),
        order.id,
        shop.clock.now(),
    )
    await shop.confirm(await shop.preview(order, line1=30))
    assert await rows(shop.scope, "SELECT amount, state FROM payment_refunds WHERE brand_id = $1") == [
        (135_000, "pending")
    ]
    assert (
        await value(
            shop.scope, "SELECT count(*) FROM outbox WHERE brand_id = $1 AND topic = 'payments.send_refund'"
        )
        == 1
    )
