"""Callbacks once, late, twice, forged or wrong; strays go back; what comes before its payment waits for it."""

from datetime import timedelta

import pytest

from infra.gateways.errors import CallbackRefused
from infra.gateways.gateway import EventKind, PaymentStanding, Standing
from infra.ids import new_id
from infra.json_text import to_json
from services.callbacks.receive_callback import receive_callback
from services.callbacks.recover_payments import recover_payments
from services.inventory.expire_reservations import expire_reservations
from services.payments.errors import RefundNotFailed
from services.payments.send_refund import send_refund
from services.payments.settle_by_hand import SettleByHand, settle_by_hand
from services.retail.cancel_order import cancel_order
from services.retail.errors import OrderNotCancellable, OrderNotPayable
from services.retail.expire_orders import expire_orders
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.support.shop import GATEWAY, Shop, a_phone
from tests.support.world import rows, value


async def payment_state(shop: Shop, payment_id: object) -> object:
    return await value(shop.scope, "SELECT state FROM payments WHERE brand_id = $1 AND id = $2", payment_id)


async def send_pending_refunds(shop: Shop) -> list[str]:
    """What the task behind the outbox does."""
    ids = await rows(
        shop.scope,
        "SELECT (payload ->> 'payment_refund_id')::uuid FROM outbox"
        " WHERE brand_id = $1 AND topic = 'payments.send_refund' ORDER BY created_at, id",
    )
    return [await send_refund(shop.scope, row[0]) for row in ids]  # type: ignore[arg-type]


async def test_a_callback_is_checked_and_applied_once(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    body = to_json(shop.paid_event(order, await shop.ask(order))).encode()
    with pytest.raises(CallbackRefused):
        await receive_callback(shop.scope, GATEWAY, {}, body)
    assert await shop.state(order) == "placed"
    genuine = {"x-null": "yes"}
    assert (await receive_callback(shop.scope, GATEWAY, genuine, body)).outcome == "applied"
    assert (await receive_callback(shop.scope, GATEWAY, genuine, body)).outcome == "duplicate"
    assert await shop.state(order) == "paid"
    await shop.proved(cash=3_333, retail_revenue=-3_333, commission_expense=333, seller_pending=-333)


async def test_another_amount_or_currency_is_refused_and_kept(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    less = shop.paid_event(order, payment, amount=3_332)
    dollars = shop.paid_event(order, payment, currency="USD")
    nobody = shop.paid_event(order, new_id())
    right = shop.paid_event(order, payment)
    outcomes = await shop.tell(less, dollars, nobody, right)
    assert [outcome.state for outcome in outcomes] == ["refused", "refused", "refused", "applied"]
    assert outcomes[0].note == "asked for 3333 CNY, told 3332 CNY"
    kept = await rows(
        shop.scope,
        "SELECT event_id, state FROM webhook_events WHERE brand_id = $1 AND state = 'refused' ORDER BY event_id",
    )
    assert kept == sorted((event.event_id, "refused") for event in (less, dollars, nobody))


async def test_events_come_in_any_order(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    failed = shop.paid_event(order, payment, kind=EventKind.PAYMENT_FAILED)
    assert [o.state for o in await shop.tell(failed)] == ["applied"]
    assert await payment_state(shop, payment) == "failed"
    assert [o.state for o in await shop.tell(shop.paid_event(order, payment))] == ["applied"]
    expired = shop.paid_event(order, payment, kind=EventKind.PAYMENT_EXPIRED)
    assert [o.state for o in await shop.tell(expired)] == ["ignored"]
    assert await payment_state(shop, payment) == "succeeded"


async def test_a_second_payment_of_one_order_goes_back_by_itself(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    first = await shop.ask(order)
    assert await shop.ask(order) == first
    await shop.tell(shop.paid_event(order, first, kind=EventKind.PAYMENT_FAILED))
    second = await shop.ask(order)
    assert second != first
    outcomes = await shop.tell(shop.paid_event(order, second), shop.paid_event(order, first))
    assert [o.note for o in outcomes] == ["", "the order could not take it; it is sent back"]
    assert await payment_state(shop, first) == "stray"
    await shop.proved(
        cash=6_666,
        retail_revenue=-3_333,
        customer_refunds_due=-3_333,
        commission_expense=333,
        seller_pending=-333,
    )
    assert await send_pending_refunds(shop) == ["pending"]
    (asked,) = shop.gateway.refunds
    assert (asked.payment_id, asked.amount) == (first, 3_333)
    told = shop.paid_event(order, first, kind=EventKind.REFUND_SUCCEEDED, refund_id=asked.refund_id)
    assert [o.state for o in await shop.tell(told)] == ["applied"]
    assert await send_pending_refunds(shop) == ["succeeded"]
    assert len(shop.gateway.refunds) == 1
    await shop.proved(cash=3_333, retail_revenue=-3_333, commission_expense=333, seller_pending=-333)


async def test_a_refund_that_the_gateway_refuses_stays_owed(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    await cancel_order(shop.scope, order.code, by="customer", secret=order.secret)
    await shop.tell(shop.paid_event(order, payment))
    await send_pending_refunds(shop)
    (asked,) = shop.gateway.refunds
    no = shop.paid_event(order, payment, kind=EventKind.REFUND_FAILED, refund_id=asked.refund_id)
    await shop.tell(no)
    await shop.proved(cash=3_333, customer_refunds_due=-3_333)
    yes = shop.paid_event(order, payment, kind=EventKind.REFUND_SUCCEEDED, refund_id=asked.refund_id)
    assert [o.state for o in await shop.tell(yes, no)] == ["applied", "duplicate"]
    await shop.proved()


async def test_what_a_gateway_refused_may_be_sent_by_hand_once(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    await cancel_order(shop.scope, order.code, by="brand")
    await shop.tell(shop.paid_event(order, payment))
    await send_pending_refunds(shop)
    (asked,) = shop.gateway.refunds
    sent = SettleByHand("bank-77")
    with pytest.raises(RefundNotFailed, match="pending"):
        await settle_by_hand(shop.scope, asked.refund_id, sent)
    await shop.tell(shop.paid_event(order, payment, kind=EventKind.REFUND_FAILED, refund_id=asked.refund_id))
    assert (await settle_by_hand(shop.scope, asked.refund_id, sent)).amount == 3_333
    with pytest.raises(RefundNotFailed, match="succeeded"):
        await settle_by_hand(shop.scope, asked.refund_id, sent)
    await shop.proved()


async def test_stock_whose_hold_fell_free_is_taken_afresh(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 2})
    payment = await shop.ask(order)
    shop.clock.move_by(timedelta(minutes=30))
    assert (await expire_reservations(shop.scope)).holds == 1
    assert await shop.state(order) == "placed"
    await shop.tell(shop.paid_event(order, payment))
    assert await shop.state(order) == "paid"
    await shop.proved(cash=6_666, retail_revenue=-6_666, commission_expense=667, seller_pending=-667)


async def test_a_late_payment_revives_an_order_that_merely_expired(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.coupon(keeper, "ONCE", kind="amount", amount_off=333, use_limit=1)
    order = await shop.order(keeper, {"SCARF": 2}, coupon="ONCE")
    payment = await shop.ask(order)
    shop.clock.move_by(timedelta(minutes=30))
    with pytest.raises(OrderNotPayable):
        await shop.ask(order)
    assert (await expire_orders(shop.scope)).orders == 1
    assert await value(shop.scope, "SELECT used FROM coupons WHERE brand_id = $1") == 0
    assert [o.note for o in await shop.tell(shop.paid_event(order, payment))] == [""]
    assert await shop.state(order) == "paid"
    assert await value(shop.scope, "SELECT used FROM coupons WHERE brand_id = $1") == 1
    await shop.proved(cash=6_333, retail_revenue=-6_333, commission_expense=633, seller_pending=-633)


async def test_a_late_payment_for_what_is_gone_goes_back(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.coupon(keeper, "ONCE", kind="amount", amount_off=333, use_limit=1)
    await shop.sku("LAST", 1_000, stock=1)
    by_coupon = await shop.order(keeper, {"SCARF": 2}, coupon="ONCE")
    by_stock = await shop.order(keeper, {"LAST": 1})
    payments = [await shop.ask(by_coupon), await shop.ask(by_stock)]
    shop.clock.move_by(timedelta(minutes=30))
    await expire_orders(shop.scope)
    await shop.order(keeper, {"SCARF": 1}, coupon="ONCE")
    await shop.sell(keeper, {"LAST": 1})
    events = [shop.paid_event(by_coupon, payments[0]), shop.paid_event(by_stock, payments[1])]
    assert {o.note for o in await shop.tell(*events)} == {"the order could not take it; it is sent back"}
    assert [await shop.state(by_coupon), await shop.state(by_stock)] == ["cancelled", "cancelled"]
    await shop.proved(
        cash=8_333,
        retail_revenue=-1_000,
        customer_refunds_due=-7_333,
        commission_expense=100,
        seller_pending=-100,
    )


async def test_a_payment_of_a_cancelled_order_goes_back(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    for _ in range(2):
        await cancel_order(shop.scope, order.code, by="customer", secret=order.secret)
    await shop.tell(shop.paid_event(order, payment))
    assert await shop.state(order) == "cancelled"
    assert await payment_state(shop, payment) == "stray"
    paid = await shop.sell(await shop.keeper(), {"SCARF": 1})
    with pytest.raises(OrderNotCancellable):
        await cancel_order(shop.scope, paid.code, by="brand")


async def test_own_stock_that_sold_elsewhere_meanwhile(shop: Shop) -> None:
    keeper = await shop.keeper(ships_from="own_stock")
    sku = await shop.sku("BAG", 5_000, stock=0)
    await shop.lot(keeper, sku, 1, paid_at=shop.clock.now())
    first, second = await shop.order(keeper, {"BAG": 1}), await shop.order(keeper, {"BAG": 1})
    events = [shop.paid_event(each, await shop.ask(each)) for each in (second, first)]
    assert [o.note for o in await shop.tell(*events)] == ["the order could not take it; it is sent back", ""]
    assert [await shop.state(first), await shop.state(second)] == ["paid", "cancelled"]
    await shop.proved(
        cash=11_000, seller_pending=-5_000, customer_refunds_due=-5_000, wholesale_revenue=-1_000
    )


async def test_an_order_that_costs_nothing_is_paid_without_a_gateway(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.coupon(keeper, "FREE", kind="rate", rate_off=1)
    order = await shop.sell(keeper, {"SCARF": 1}, coupon="FREE")
    assert order.total == 0
    assert await shop.state(order) == "paid"
    assert await shop.decided(order) == ("coupon", [str(keeper.id)])
    assert shop.gateway.payments == []
    await shop.proved()


async def test_a_lost_callback_is_made_good_by_asking(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    standing = PaymentStanding("ref", Standing.SUCCEEDED, 3_333, "CNY", shop.clock.now())
    shop.gateway.standings[payment] = standing
    assert await recover_payments(shop.scope) == 0
    shop.clock.move_by(timedelta(minutes=3))
    assert await recover_payments(shop.scope) == 1
    assert await recover_payments(shop.scope) == 0
    assert await shop.state(order) == "paid"
    assert [o.state for o in await shop.tell(shop.paid_event(order, payment))] == ["ignored"]


async def test_a_refund_before_its_payment_waits_for_it(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.order(keeper, {"COAT": 2, "SCARF": 1})
    payment = await shop.ask(order)
    early = shop.refund_event(payment, 19_999, (1, 1))
    too_many = shop.refund_event(payment, 39_998, (1, 2))
    assert [o.state for o in await shop.tell(early)] == ["parked"]
    shop.clock.move_by(timedelta(seconds=1))
    assert [o.state for o in await shop.tell(too_many)] == ["parked"]
    assert [o.state for o in await shop.tell(early)] == ["duplicate"]
    assert await shop.balance(keeper) == (0, 0)
    await shop.tell(shop.paid_event(order, payment))
    states = (
        "SELECT state FROM webhook_events WHERE brand_id = $1 AND kind = 'refund_made' ORDER BY occurred_at"
    )
    assert await rows(shop.scope, states) == [("applied",), ("refused",)]
    assert [row[4:] for row in await shop.commission(order)] == [
        (4_000, 2_000, "pending"),
        (333, 0, "pending"),
    ]
    assert await value(shop.scope, "SELECT count(*) FROM payment_refunds WHERE brand_id = $1") == 0
    await shop.proved(cash=23_332, retail_revenue=-23_332, commission_expense=2_333, seller_pending=-2_333)


async def test_a_refund_in_the_same_batch_as_its_payment(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"COAT": 1, "SCARF": 1})
    payment = await shop.ask(order)
    outcomes = await shop.tell(shop.refund_event(payment, 23_332), shop.paid_event(order, payment))
    assert [outcome.state for outcome in outcomes] == ["applied", "applied"]
    await shop.proved()
    part = await shop.tell(shop.refund_event(payment, 5))
    assert part[0].note == "a part was refunded without saying of which lines"


async def test_refunds_are_asked_of_the_gateway_that_was_paid(shop: Shop) -> None:
    order = await shop.sell(await shop.keeper(), {"COAT": 2}, phone=a_phone())
    for _ in range(2):
        await refund_order(
            shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]), idempotency_key="the same"
        )
    assert await send_pending_refunds(shop) == ["pending"]
    assert [asked.amount for asked in shop.gateway.refunds] == [19_999]
