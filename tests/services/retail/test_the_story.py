"""One order from touch to maturity, with every figure; and the refusals on the way."""

from datetime import timedelta

import pytest

from infra.errors import InvalidInput, NoPolicyInForce, NotFound
from infra.ids import new_id
from services.retail.deliver_order import deliver_order
from services.retail.errors import OrderNotDeliverable, OrderNotPayable
from services.retail.mature_commissions import mature_commissions
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.support.shop import Shop, a_phone
from tests.support.world import START, make_brand, rows, value


async def test_from_touch_to_maturity(shop: Shop) -> None:
    owner, sharer = await shop.keeper(), await shop.keeper()
    visitor = new_id()
    await shop.touch(sharer, visitor)
    shop.clock.move_by(timedelta(hours=1))
    order = await shop.sell(owner, {"COAT": 2, "SCARF": 1}, visitor=visitor)
    assert (order.goods_total, order.total, order.tax_total, order.shipping_total) == (43_331, 43_331, 0, 0)
    assert await shop.decided(order) == ("touch", [str(sharer.id)])
    assert await shop.commission(order) == [
        (1, sharer.id, "rest", 39_998, 4_000, 0, "pending"),
        (2, sharer.id, "rest", 3_333, 333, 0, "pending"),
    ]
    assert await shop.balance(sharer) == (4_333, 0)
    await shop.proved(cash=43_331, retail_revenue=-43_331, commission_expense=4_333, seller_pending=-4_333)

    shop.clock.move_by(timedelta(days=2))
    delivered = await deliver_order(shop.scope, order.code)
    assert delivered.due_at == START + timedelta(hours=1, days=17)
    with pytest.raises(OrderNotDeliverable):
        await deliver_order(shop.scope, order.code)

    shop.clock.move_to(START + timedelta(hours=1, days=17) - timedelta(microseconds=1))
    assert (await mature_commissions(shop.scope)).lines == 0
    shop.clock.move_by(timedelta(microseconds=1))
    assert (await mature_commissions(shop.scope)).lines == 2
    assert (await mature_commissions(shop.scope)).lines == 0
    assert await shop.balance(sharer) == (0, 4_333)

    refunded = await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert refunded.total == 19_999
    assert await shop.commission(order) == [
        (1, sharer.id, "rest", 39_998, 4_000, 2_000, "available"),
        (2, sharer.id, "rest", 3_333, 333, 0, "available"),
    ]
    assert await shop.balance(sharer) == (0, 2_333)
    assert [asked.amount for asked in shop.gateway.refunds] == []
    await shop.proved(cash=23_332, retail_revenue=-23_332, commission_expense=2_333, seller_available=-2_333)


async def test_a_fallback_date_matures_what_was_never_delivered(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"SCARF": 1})
    assert await shop.decided(order) == ("store", [str(keeper.id)])
    shop.clock.move_to(START + timedelta(days=30))
    # A delivery at the fallback's own instant is late: the line matures first and stays so.
    assert (await deliver_order(shop.scope, order.code)).due_at is None
    assert await shop.balance(keeper) == (0, 333)


async def test_stock_is_held_sold_and_put_back(shop: Shop) -> None:
    keeper = await shop.keeper()
    levels = (
        "SELECT on_hand, reserved FROM stock_levels AS l JOIN skus AS s ON s.id = l.sku_id"
        " WHERE l.brand_id = $1 AND s.code = 'COAT'"
    )
    order = await shop.order(keeper, {"COAT": 3})
    assert await rows(shop.scope, levels) == [(100, 3)]
    await shop.tell(shop.paid_event(order, await shop.ask(order)))
    assert await rows(shop.scope, levels) == [(97, 0)]
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)], restock=False))
    assert await rows(shop.scope, levels) == [(97, 0)]
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 2)], restock=True))
    assert await rows(shop.scope, levels) == [(99, 0)]
    await shop.proved()


async def test_the_visitor_is_identified_by_paying_not_by_placing(shop: Shop) -> None:
    keeper = await shop.keeper()
    visitor, merges = new_id(), "SELECT visitor_id, via FROM identifications WHERE brand_id = $1"
    order = await shop.order(keeper, {"SCARF": 1}, visitor=visitor)
    assert await rows(shop.scope, merges) == []
    await shop.tell(shop.paid_event(order, await shop.ask(order)))
    assert await rows(shop.scope, merges) == [(visitor, "order")]


async def test_one_phone_is_one_customer_however_it_is_written(shop: Shop) -> None:
    keeper = await shop.keeper()
    for written in ("13800138000", "+86 138 0013 8000", "138-0013-8000"):
        await shop.order(keeper, {"SCARF": 1}, phone=written)
    assert await value(shop.scope, "SELECT count(*) FROM customers WHERE brand_id = $1") == 1


async def test_what_cannot_be_ordered(shop: Shop) -> None:
    keeper = await shop.keeper()
    with pytest.raises(InvalidInput) as nobody:
        await shop.order(keeper, {"SCARF": 1}, phone=None)
    assert [fault.path for fault in nobody.value.faults] == ["buyer.phone"]
    with pytest.raises(InvalidInput) as unknown:
        await shop.order(keeper, {"SCARF": 1, "HAT": 1})
    assert [fault.path for fault in unknown.value.faults] == ["lines[1].sku"]
    missing = await shop.keeper()
    await value(
        shop.scope, "UPDATE stores SET status = 'draft' WHERE brand_id = $1 AND id = $2", missing.store_id
    )
    with pytest.raises(NotFound):
        await shop.order(missing, {"SCARF": 1})


async def test_a_brand_without_rules_cannot_sell(shop: Shop) -> None:
    other = Shop(await make_brand(shop.clock), shop.clock)
    await other.sku("SCARF", 100, stock=0)
    with pytest.raises(NoPolicyInForce):
        await other.order(await other.keeper(), {"SCARF": 1})


async def test_a_paid_order_is_not_paid_again(shop: Shop) -> None:
    order = await shop.sell(await shop.keeper(), {"SCARF": 1}, phone=a_phone())
    with pytest.raises(OrderNotPayable):
        await shop.ask(order)
