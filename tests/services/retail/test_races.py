"""Real concurrency: connections of their own, one database, no luck."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.clock import SetClock
from infra.database import Tx, transact
from infra.errors import DomainError
from infra.gateways.gateway import EventKind
from infra.scope import Scope
from services.inventory.errors import OutOfStock
from services.retail.cancel_order import cancel_order
from services.retail.errors import CouponRefused, TooManyUnitsRefunded
from services.retail.expire_orders import expire_orders
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.support.shop import PLAN, Shop, a_phone
from tests.support.world import START, make_brand, rows, value


async def outcomes(*tasks: Any) -> Counter[str]:
    """How often each thing happened: the name of the refusal, or `done`."""
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException) and not isinstance(each, DomainError):
            raise each
    return Counter(type(each).__name__ if isinstance(each, DomainError) else "done" for each in done)


async def test_twenty_deliveries_of_one_callback_are_one(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"COAT": 1, "SCARF": 2})
    event = shop.paid_event(order, await shop.ask(order))
    told = await asyncio.gather(*(shop.tell(event) for _ in range(20)))
    assert Counter(outcome.state for (outcome,) in told) == {"applied": 1, "duplicate": 19}
    await shop.proved(cash=26_665, retail_revenue=-26_665, commission_expense=2_667, seller_pending=-2_667)


async def test_twenty_events_of_one_payment_pay_once(shop: Shop) -> None:
    """A gateway that gives each delivery an id of its own."""
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    payment = await shop.ask(order)
    told = await asyncio.gather(*(shop.tell(shop.paid_event(order, payment)) for _ in range(20)))
    assert Counter(outcome.state for (outcome,) in told) == {"applied": 1, "ignored": 19}
    await shop.proved(cash=3_333, retail_revenue=-3_333, commission_expense=333, seller_pending=-333)


async def test_two_payments_of_one_order_at_once(shop: Shop) -> None:
    order = await shop.order(await shop.keeper(), {"SCARF": 1})
    first = await shop.ask(order)
    await shop.tell(shop.paid_event(order, first, kind=EventKind.PAYMENT_FAILED))
    second = await shop.ask(order)
    await asyncio.gather(*(shop.tell(shop.paid_event(order, each)) for each in (first, second)))
    states = "SELECT state FROM payments WHERE brand_id = $1 ORDER BY state"
    assert await rows(shop.scope, states) == [("stray",), ("succeeded",)]
    await shop.proved(
        cash=6_666,
        retail_revenue=-3_333,
        customer_refunds_due=-3_333,
        commission_expense=333,
        seller_pending=-333,
    )


async def test_the_last_unit_goes_to_one_order(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.sku("LAST", 1_000, stock=1)
    tried = [shop.order(keeper, {"LAST": 1}, phone=a_phone()) for _ in range(12)]
    assert await outcomes(*tried) == {"done": 1, OutOfStock.__name__: 11}


async def test_the_last_own_unit_goes_to_one_payment(shop: Shop) -> None:
    keeper = await shop.keeper(ships_from="own_stock")
    sku = await shop.sku("BAG", 5_000, stock=0)
    await shop.lot(keeper, sku, 1, paid_at=shop.clock.now())
    orders = [await shop.order(keeper, {"BAG": 1}, phone=a_phone()) for _ in range(8)]
    events = [shop.paid_event(order, await shop.ask(order)) for order in orders]
    await asyncio.gather(*(shop.tell(event) for event in events))
    states = Counter([await shop.state(order) for order in orders])
    assert states == {"paid": 1, "cancelled": 7}
    assert await rows(shop.scope, "SELECT qty, sold FROM lots WHERE brand_id = $1") == [(1, 1)]
    await shop.proved(
        cash=41_000, seller_pending=-5_000, customer_refunds_due=-35_000, wholesale_revenue=-1_000
    )


async def test_a_coupons_last_use_goes_to_one_order(shop: Shop) -> None:
    keeper = await shop.keeper()
    await shop.coupon(keeper, "TWICE", kind="amount", amount_off=100, use_limit=2)
    tried = [shop.order(keeper, {"SCARF": 1}, phone=a_phone(), coupon="TWICE") for _ in range(12)]
    assert await outcomes(*tried) == {"done": 2, CouponRefused.__name__: 10}
    assert await value(shop.scope, "SELECT used FROM coupons WHERE brand_id = $1") == 2


async def test_the_very_last_use_of_a_coupon(shop: Shop) -> None:
    """Twenty want it; whoever gets it pays less, and giving it back lets exactly one other have it."""
    keeper = await shop.keeper()
    await shop.coupon(keeper, "ONCE", kind="amount", amount_off=100, use_limit=1)
    tried = [shop.order(keeper, {"SCARF": 1}, phone=a_phone(), coupon="ONCE") for _ in range(20)]
    placed = [
        each for each in await asyncio.gather(*tried, return_exceptions=True) if isinstance(each, OrderPlaced)
    ]
    assert [order.total for order in placed] == [3_233]
    await cancel_order(shop.scope, placed[0].code, by="brand")
    tried = [shop.order(keeper, {"SCARF": 1}, phone=a_phone(), coupon="ONCE") for _ in range(20)]
    assert await outcomes(*tried) == {"done": 1, CouponRefused.__name__: 19}
    used = "SELECT used, use_limit FROM coupons WHERE brand_id = $1"
    assert await rows(shop.scope, used) == [(1, 1)]
    await shop.proof()


async def test_services_that_meet_in_the_wrong_order_both_succeed(shop: Shop) -> None:
    """Two works that lock two sellers in opposite orders must deadlock; PostgreSQL ends one, and it is run again."""
    one, two = (await shop.keeper()).id, (await shop.keeper()).id
    met, runs = asyncio.Barrier(2), Counter[UUID]()
    lock = "SELECT 1 FROM sellers WHERE brand_id = $1 AND id = $2 FOR UPDATE"

    async def work(tx: Tx, first: UUID, second: UUID) -> UUID:
        runs[first] += 1
        await tx.fetchval(lock, tx.brand_id, first)
        if runs[first] == 1:
            await met.wait()
        await tx.fetchval(lock, tx.brand_id, second)
        return first

    done = await asyncio.gather(
        transact(shop.scope, lambda tx: work(tx, one, two)),
        transact(shop.scope, lambda tx: work(tx, two, one)),
    )
    assert done == [one, two]
    assert sum(runs.values()) == 3


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(9)), copies=st.lists(st.integers(0, 8), max_size=6), at_once=st.booleans())
async def test_any_interleaving_of_callbacks_gives_the_same_books(
    database: object, order: list[int], copies: list[int], at_once: bool
) -> None:
    """Three payments, a refund of a part of each and of the rest of each: in any order, some twice, one by one or at
    once. What came before its payment waited for it."""
    clock = SetClock(START)
    shop = await Shop(await make_brand(clock), clock).open()
    await shop.sku("SCARF", 3_333)
    keeper = await shop.keeper()
    events = []
    for _ in range(3):
        sale = await shop.order(keeper, {"SCARF": 3}, phone=a_phone())
        payment = await shop.ask(sale)
        events += [
            shop.paid_event(sale, payment),
            shop.refund_event(payment, 3_333, (1, 1)),
            shop.refund_event(payment, 3_333, (1, 1)),
        ]
    sequence = [events[index] for index in (*order, *copies)]
    if at_once:
        await asyncio.gather(*(shop.tell(event) for event in sequence))
    else:
        for event in sequence:
            await shop.tell(event)
    assert await shop.balance(keeper) == (999, 0)
    await shop.proved(cash=9_999, retail_revenue=-9_999, commission_expense=999, seller_pending=-999)


async def test_many_refunds_of_one_line_give_back_what_was_paid(shop: Shop) -> None:
    order = await shop.sell(await shop.keeper(), {"SCARF": 7})
    tried = [refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)])) for _ in range(15)]
    assert await outcomes(*tried) == {"done": 7, TooManyUnitsRefunded.__name__: 8}
    assert [row[4:6] for row in await shop.commission(order)] == [(2_333, 2_333)]
    await shop.proved()


async def test_refunds_against_maturity(shop: Shop) -> None:
    """Whichever comes first, each unit that came back costs its commission once, and the books know from where."""
    keeper = await shop.keeper()
    orders = [await shop.sell(keeper, {"COAT": 2}, phone=a_phone()) for _ in range(6)]
    shop.clock.move_by(timedelta(days=30))
    refunds = [refund_order(shop.scope, each.code, RefundOrder([RefundedLine(1, 1)])) for each in orders]
    await asyncio.gather(*refunds, *(mature_commissions(shop.scope, batch=1) for _ in range(3)))
    assert {row[4:] for order in orders for row in await shop.commission(order)} == {
        (4_000, 2_000, "available")
    }
    assert await shop.balance(keeper) == (0, 12_000)
    await shop.proved(
        cash=119_994, retail_revenue=-119_994, commission_expense=12_000, seller_available=-12_000
    )


async def test_three_workers_mature_each_line_once(shop: Shop) -> None:
    keeper = await shop.keeper()
    for _ in range(10):
        await shop.sell(keeper, {"COAT": 1, "SCARF": 1}, phone=a_phone())
    shop.clock.move_by(timedelta(days=30))
    done = await asyncio.gather(*(mature_commissions(shop.scope, batch=3) for _ in range(3)))
    assert sum(each.lines for each in done) == 20
    assert await shop.balance(keeper) == (0, 23_330)


async def test_payment_against_expiry_and_cancellation(shop: Shop) -> None:
    keeper = await shop.keeper()
    orders = [await shop.order(keeper, {"SCARF": 1}, phone=a_phone()) for _ in range(8)]
    events = [shop.paid_event(order, await shop.ask(order)) for order in orders]
    shop.clock.move_by(timedelta(minutes=30))
    cancels = [cancel_order(shop.scope, order.code, by="brand") for order in orders[:4]]
    await outcomes(*(shop.tell(event) for event in events), *cancels, expire_orders(shop.scope))
    states = Counter([await shop.state(order) for order in orders[4:]])
    assert states == {"paid": 4}
    stray = await value(shop.scope, "SELECT count(*) FROM payments WHERE brand_id = $1 AND state = 'stray'")
    cancelled = [await shop.state(order) for order in orders[:4]].count("cancelled")
    assert stray == cancelled
    await shop.proof()


async def test_a_months_cap_is_one_sellers_at_a_time(scope: Scope, clock: Any) -> None:
    shop = await Shop(scope, clock).open(plan={**PLAN, "caps": {"order": None, "seller_month": 10_000}})
    await shop.sku("COAT", 19_999)
    keeper = await shop.keeper()
    orders = [await shop.order(keeper, {"COAT": 1}, phone=a_phone()) for _ in range(12)]
    events = [shop.paid_event(order, await shop.ask(order)) for order in orders]
    await asyncio.gather(*(shop.tell(event) for event in events))
    assert await shop.balance(keeper) == (10_000, 0)
    paid = [row[4] for order in orders for row in await shop.commission(order)]
    assert paid == [2_000] * 5


async def test_one_key_places_one_order(shop: Shop) -> None:
    keeper = await shop.keeper()
    placed = await asyncio.gather(*(shop.order(keeper, {"SCARF": 1}, key="only once") for _ in range(10)))
    assert len({order.id for order in placed}) == 1
    assert len({order.secret for order in placed}) == 1
    assert await value(shop.scope, "SELECT count(*) FROM retail_orders WHERE brand_id = $1") == 1


@pytest.mark.parametrize("together", [1, 5, 40])
async def test_a_batch_of_any_size_is_the_same_sale(shop: Shop, together: int) -> None:
    keeper = await shop.keeper()
    orders = [await shop.order(keeper, {"SCARF": 2}, phone=a_phone()) for _ in range(together)]
    told = await shop.tell(*[shop.paid_event(order, await shop.ask(order)) for order in orders])
    assert {outcome.state for outcome in told} == {"applied"}
    await shop.proved(
        cash=6_666 * together,
        retail_revenue=-6_666 * together,
        commission_expense=667 * together,
        seller_pending=-667 * together,
    )
