"""Quotes, orders and payments of stock: the promise is kept, the volume counts, nothing is oversold."""

import asyncio
from datetime import timedelta

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from services.bookkeeping.prove_books import prove_books
from services.inventory.errors import OutOfStock
from services.policies.kinds import TIER_SCHEDULE
from services.wholesale.cancel_stock_order import cancel_stock_order
from services.wholesale.errors import PaymentDiffers, QuoteExpired, QuoteUsed, StockOrderNotOpen
from services.wholesale.expire_stock_orders import expire_stock_orders
from services.wholesale.pay_stock_order import StockPayment
from services.wholesale.place_stock_order import PlaceStockOrder, place_stock_order
from services.wholesale.quote_stock import CartLine, QuoteStock, quote_stock
from tests.services.wholesale.conftest import SCHEDULE, Shop
from tests.support.world import make_seller, rows, run, value


async def on_hand(shop: Shop, code: str) -> tuple[object, ...]:
    found = await rows(
        shop.scope,
        "SELECT l.on_hand, l.reserved FROM stock_levels l JOIN skus s ON s.id = l.sku_id"
        " WHERE l.brand_id = $1 AND s.code = $2",
        code,
    )
    return found[0]


async def test_a_quote_prices_the_cart_at_the_tier_it_reaches(shop: Shop) -> None:
    quoted = await shop.quote(A=99, B=1)
    assert (quoted.tier, quoted.list_total, quoted.net_total) == ("start", 993_333, 594_000 + 2_000)
    assert [(line.list_value, line.net) for line in quoted.lines] == [(990_000, 594_000), (3_333, 2_000)]
    assert quoted.next_tier is not None
    assert (quoted.next_tier.tier, quoted.next_tier.amount) == ("silver", 6_667)
    assert quoted.next_tier.units == {"A": 1, "B": 3}
    assert [why.code for why in quoted.reasons] == [
        "volume_before",
        "tier_reached",
        "tier_price",
        "next_tier",
    ]


async def test_the_threshold_is_reached_at_equality(shop: Shop) -> None:
    quoted = await shop.quote(A=100)
    assert (quoted.tier, quoted.net_total) == ("silver", 500_000)


async def test_paid_orders_lift_the_tier_of_the_next_one(shop: Shop) -> None:
    await shop.buy(A=60)
    quoted = await shop.quote(A=40)
    assert (quoted.volume_before, quoted.tier, quoted.net_total) == (600_000, "silver", 200_000)


async def test_an_unpaid_order_counts_for_nothing(shop: Shop) -> None:
    await shop.place(A=60)
    assert (await shop.quote(A=40)).volume_before == 0


async def test_paying_opens_a_lot_a_line_and_moves_the_stock(shop: Shop) -> None:
    order = await shop.buy(A=3, B=2)
    lots = await rows(
        shop.scope,
        "SELECT line_no, qty, list_price, net, sold, returned, refunded FROM lots WHERE brand_id = $1 ORDER BY line_no",
    )
    assert lots == [(1, 3, 10_000, 18_000, 0, 0, 0), (2, 2, 3_333, 4_000, 0, 0, 0)]
    assert (await on_hand(shop, "A"), await on_hand(shop, "B")) == ((997, 0), (998, 0))
    proof = await prove_books(shop.scope)
    assert proof.proved, proof
    assert proof.trial_balance == {"CNY": {"cash": 22_000, "wholesale_revenue": -22_000}}
    assert await shop.pay(order) is StockPayment.ALREADY_PAID


async def test_twenty_deliveries_of_one_payment_are_one_payment(shop: Shop) -> None:
    order = await shop.place(A=3)
    outcomes = await asyncio.gather(*(shop.pay(order) for _ in range(20)))
    assert sorted(outcomes) == [StockPayment.ALREADY_PAID] * 19 + [StockPayment.PAID]
    assert await on_hand(shop, "A") == (997, 0)
    assert (await prove_books(shop.scope)).trial_balance == {
        "CNY": {"cash": 18_000, "wholesale_revenue": -18_000}
    }


async def test_two_orders_that_cross_a_tier_at_once_end_as_if_one_came_first(shop: Shop) -> None:
    first, second = await shop.place(A=60), await shop.place(A=60)
    assert (first.net_total, second.net_total) == (360_000, 360_000)
    assert await asyncio.gather(shop.pay(first), shop.pay(second)) == [StockPayment.PAID] * 2
    assert (await shop.quote(A=1)).volume_before == 1_200_000
    assert (await prove_books(shop.scope)).proved


async def test_a_quote_is_kept_where_the_schedule_moves_on(shop: Shop) -> None:
    order = await shop.place(A=100)
    dearer = {**SCHEDULE, "tiers": [{"name": "only", "threshold": 0, "price_rate": "0.90"}]}
    await shop.publish(TIER_SCHEDULE, dearer)
    assert (await shop.quote(A=100)).net_total == 900_000
    assert await shop.pay(order) is StockPayment.PAID
    assert (await prove_books(shop.scope)).trial_balance == {
        "CNY": {"cash": 500_000, "wholesale_revenue": -500_000}
    }


async def test_a_quote_ends_at_its_expiry(shop: Shop, clock: SetClock) -> None:
    quoted = await shop.quote(A=1)
    clock.move_to(quoted.expires_at)
    with pytest.raises(QuoteExpired):
        await place_stock_order(shop.scope, shop.seller, PlaceStockOrder(quoted.id))


async def test_a_quote_is_ordered_once(shop: Shop) -> None:
    quoted = await shop.quote(A=1)
    command = PlaceStockOrder(quoted.id)
    orders = await asyncio.gather(
        *(place_stock_order(shop.scope, shop.seller, command) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(order, QuoteUsed) for order in orders) == 4
    assert await on_hand(shop, "A") == (1_000, 1)


async def test_the_same_key_gets_the_same_order(shop: Shop) -> None:
    quoted = await shop.quote(A=1)
    command = PlaceStockOrder(quoted.id)
    orders = [await place_stock_order(shop.scope, shop.seller, command, "k1") for _ in range(3)]
    assert orders[0] == orders[1] == orders[2]


async def test_a_payment_of_another_amount_changes_nothing(shop: Shop) -> None:
    order = await shop.place(A=1)
    with pytest.raises(PaymentDiffers, match="5999 CNY was paid and 6000 CNY is due"):
        await shop.pay(order, amount=5_999)
    assert await value(shop.scope, "SELECT state FROM stock_orders WHERE brand_id = $1") == "placed"


async def test_a_payment_made_after_the_expiry_is_too_late(shop: Shop, clock: SetClock) -> None:
    order = await shop.place(A=1)
    clock.move_to(order.expires_at)
    assert await shop.pay(order) is StockPayment.TOO_LATE
    assert await value(shop.scope, "SELECT count(*) FROM lots WHERE brand_id = $1") == 0


async def test_an_expired_order_frees_its_units(shop: Shop, clock: SetClock) -> None:
    order = await shop.place(A=4)
    assert await on_hand(shop, "A") == (1_000, 4)
    clock.move_to(order.expires_at)
    assert await expire_stock_orders(shop.scope) == 0
    clock.move_by(timedelta(minutes=10))
    assert await expire_stock_orders(shop.scope) == 1
    assert await on_hand(shop, "A") == (1_000, 0)


async def test_a_cancelled_order_frees_its_units_and_a_paid_one_stays(shop: Shop) -> None:
    order = await shop.place(A=4)
    await cancel_stock_order(shop.scope, shop.seller, order.id)
    await cancel_stock_order(shop.scope, shop.seller, order.id)
    assert await on_hand(shop, "A") == (1_000, 0)
    paid = await shop.buy(A=1)
    with pytest.raises(StockOrderNotOpen):
        await cancel_stock_order(shop.scope, shop.seller, paid.id)


async def test_more_than_there_is_cannot_be_ordered(shop: Shop) -> None:
    quoted = await shop.quote(A=1_001)
    with pytest.raises(OutOfStock) as refused:
        await place_stock_order(shop.scope, shop.seller, PlaceStockOrder(quoted.id))
    assert [(fault.path, fault.message) for fault in refused.value.faults] == [
        ("lines[0].qty", "only 1000 left")
    ]


async def test_a_cart_with_faults_names_each(shop: Shop) -> None:
    lines = (CartLine("A", 0), CartLine("nope", 1), CartLine("A", 1))
    with pytest.raises(InvalidInput) as refused:
        await quote_stock(shop.scope, shop.seller, QuoteStock(lines))
    assert [fault.path for fault in refused.value.faults] == ["lines[0].qty", "lines[2].sku"]
    with pytest.raises(InvalidInput) as unknown:
        await quote_stock(shop.scope, shop.seller, QuoteStock(lines[1:2]))
    assert [fault.path for fault in unknown.value.faults] == ["lines[0].sku"]


async def test_staff_strangers_and_the_suspended_buy_no_stock(shop: Shop) -> None:
    staff = await make_seller(shop.scope, "staff")
    command = QuoteStock((CartLine("A", 1),))
    assert staff.seller_id is not None
    for seller, code in ((staff.seller_id, "not_a_reseller"), (new_id(), "not_found")):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - the code is what is compared
            await quote_stock(shop.scope, seller, command)
        assert getattr(refused.value, "code", None) == code
    await run(
        shop.scope, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1 AND id = $2", shop.seller
    )
    with pytest.raises(Exception, match="suspended"):
        await quote_stock(shop.scope, shop.seller, command)


async def test_anothers_quote_is_not_there(shop: Shop) -> None:
    quoted = await shop.quote(A=1)
    other = await make_seller(shop.scope)
    assert other.seller_id is not None
    with pytest.raises(NotFound):
        await place_stock_order(shop.scope, other.seller_id, PlaceStockOrder(quoted.id))
