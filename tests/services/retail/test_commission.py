"""Amounts, caps and months; own stock; holds; maturity in pieces."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.ids import new_id
from infra.scope import Scope
from services.policies.kinds import TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.retail.decide_hold import DecideHold, decide_hold
from services.retail.deliver_order import deliver_order
from services.retail.errors import CommissionStateRefused
from services.retail.hold_commission import HoldCommission, hold_commission
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.support.publishing import publish_policy
from tests.support.shop import PLAN, Shop, a_phone
from tests.support.world import START, rows, value


async def opened(scope: Scope, clock: Any, plan: dict[str, Any], **more: Any) -> Shop:
    shop = await Shop(scope, clock).open(plan={**PLAN, **plan}, **more)
    await shop.sku("COAT", 19_999, category="coat")
    await shop.sku("SCARF", 3_333)
    return shop


async def first_line(shop: Shop, order: OrderPlaced) -> Any:
    return await value(
        shop.scope,
        "SELECT c.id FROM commission_lines AS c JOIN retail_order_lines AS l ON l.id = c.order_line_id"
        " WHERE c.brand_id = $1 AND l.order_id = $2 ORDER BY l.line_no LIMIT 1",
        order.id,
    )


async def test_rules_match_in_order_and_terms_are_frozen(scope: Scope, clock: Any) -> None:
    rules = [
        {"id": "coats", "match": {"category": ["coat"], "customer": ["new"]}, "rate": "0.07"},
        {"id": "staff", "match": {"seller_kind": ["staff"]}, "per_unit": 200},
        {"id": "order", "match": {"channel": ["wechat"]}, "per_order": 501},
    ]
    shop = await opened(scope, clock, {"rules": rules})
    owner, staff, sharer = await shop.keeper(), await shop.keeper("staff"), await shop.keeper()
    visitor = new_id()
    await shop.touch(sharer, visitor)
    order = await shop.sell(owner, {"COAT": 1, "SCARF": 2}, visitor=visitor)
    # 19,999 * 0.07 = 1,399.93; the sum per order falls to the one line where its rule matches.
    assert await shop.commission(order) == [
        (1, sharer.id, "coats", 19_999, 1_400, 0, "pending"),
        (2, sharer.id, "order", 6_666, 501, 0, "pending"),
    ]
    again = await shop.sell(owner, {"COAT": 1, "SCARF": 2}, visitor=visitor)
    assert [row[4] for row in await shop.commission(again)] == [376, 125]
    other = await shop.sell(staff, {"SCARF": 3}, phone=a_phone())
    assert await shop.commission(other) == [(1, staff.id, "staff", 9_999, 600, 0, "pending")]
    terms = await rows(
        shop.scope, "SELECT DISTINCT rule, terms FROM commission_lines WHERE brand_id = $1 ORDER BY 1"
    )
    assert terms == [("coats", "rate 0.07"), ("order", "per_order 501"), ("staff", "per_unit 200")]


async def test_the_base_is_after_discount_without_tax_and_shipping(scope: Scope, clock: Any) -> None:
    shop = await opened(
        scope, clock, {}, tax_rate="0.13", tax_included=True, shipping=1_000, free_shipping_from=100_000
    )
    keeper = await shop.keeper()
    await shop.coupon(keeper, "LESS", kind="amount", amount_off=3_332)
    order = await shop.sell(keeper, {"COAT": 1, "SCARF": 1}, coupon="LESS")
    # 23,332 - 3,332 = 20,000, shared 17,143 and 2,857; of these 15,171 and 2,528 without the tax of 13 %.
    assert [(line.discount, line.paid, line.tax) for line in order.lines] == [
        (2_856, 15_171, 1_972),
        (476, 2_528, 329),
    ]
    assert (order.total, order.shipping_total, order.tax_total) == (21_000, 1_000, 2_301)
    assert [row[3:5] for row in await shop.commission(order)] == [(15_171, 1_517), (2_528, 253)]
    await shop.proved(
        cash=21_000,
        retail_revenue=-17_699,
        sales_tax=-2_301,
        shipping=-1_000,
        commission_expense=1_770,
        seller_pending=-1_770,
    )


async def test_a_month_has_the_room_that_reversals_leave(scope: Scope, clock: Any) -> None:
    shop = await opened(scope, clock, {"caps": {"order": None, "seller_month": 5_000}})
    keeper = await shop.keeper()
    # Midnight in Shanghai begins the month: 16:00 in UTC.
    clock.move_to(datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    first = await shop.sell(keeper, {"COAT": 2, "SCARF": 1})
    second = await shop.sell(keeper, {"COAT": 1})
    assert [row[4] for row in await shop.commission(first)] == [4_000, 333]
    assert [row[4] for row in await shop.commission(second)] == [667]
    assert await shop.commission(await shop.sell(keeper, {"SCARF": 1})) == []
    await refund_order(shop.scope, first.code, RefundOrder([RefundedLine(1, 1)]))
    third = await shop.sell(keeper, {"COAT": 2})
    assert [row[4] for row in await shop.commission(third)] == [2_000]
    clock.move_by(timedelta(minutes=1))
    april = await shop.sell(keeper, {"COAT": 2})
    assert [row[4] for row in await shop.commission(april)] == [4_000]
    await shop.proved(
        cash=126_660,
        retail_revenue=-126_660,
        commission_expense=9_000,
        seller_pending=-9_000,
    )


async def test_a_batch_uses_up_a_month_in_order_of_the_orders(scope: Scope, clock: Any) -> None:
    shop = await opened(scope, clock, {"caps": {"order": 1_500, "seller_month": 2_000}})
    keeper = await shop.keeper()
    orders = [await shop.order(keeper, {"COAT": 1}, phone=a_phone()) for _ in range(3)]
    events = [shop.paid_event(order, await shop.ask(order)) for order in orders]
    await shop.tell(*reversed(events))
    assert [[row[4] for row in await shop.commission(order)] for order in orders] == [[1_500], [500], []]


async def test_a_rule_on_the_tier_reads_the_standing_tier(scope: Scope, clock: Any) -> None:
    rules = [
        {"id": "gold", "match": {"tier": ["gold"]}, "rate": "0.20"},
        {"id": "rest", "match": {}, "rate": "0.10"},
    ]
    shop = await opened(scope, clock, {"rules": rules})
    tiers = {
        "basis": "list",
        "window": "lifetime",
        "mode": "all_units",
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "gold", "threshold": 10_000, "price_rate": "0.50"},
        ],
    }
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(tiers))
    gold, start, staff = await shop.keeper(), await shop.keeper(), await shop.keeper("staff")
    sku = await shop.sku("LOT", 1_000)
    await shop.lot(gold, sku, 10, paid_at=clock.now(), net=10_000)
    await shop.lot(start, sku, 9, paid_at=clock.now(), net=9_000)
    amounts = [
        (await shop.commission(await shop.sell(keeper, {"COAT": 1}, phone=a_phone())))[0][2:5]
        for keeper in (gold, start, staff)
    ]
    assert amounts == [("gold", 19_999, 4_000), ("rest", 19_999, 2_000), ("rest", 19_999, 2_000)]


async def test_own_stock_earns_proceeds_and_gives_units_back_to_their_lots(shop: Shop) -> None:
    keeper, sharer = await shop.keeper(ships_from="own_stock"), await shop.keeper()
    sku = await shop.sku("BAG", 5_000, stock=0)
    old = await shop.lot(keeper, sku, 2, paid_at=START - timedelta(days=9))
    new = await shop.lot(keeper, sku, 5, paid_at=START - timedelta(days=2))
    visitor = new_id()
    await shop.touch(sharer, visitor)
    order = await shop.sell(keeper, {"BAG": 3}, visitor=visitor)
    # It is attributed, for reading; the goods were the reseller's, and so is the money.
    assert await shop.decided(order) == ("touch", [str(sharer.id)])
    assert await shop.commission(order) == []
    assert await shop.proceeds(order) == [(1, keeper.id, 15_000, 0, "pending")]
    sold = "SELECT id, sold FROM lots WHERE brand_id = $1 ORDER BY paid_at"
    assert await rows(shop.scope, sold) == [(old, 2), (new, 1)]
    await shop.proved(cash=17_000, seller_pending=-15_000, wholesale_revenue=-2_000)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 2)]))
    assert await rows(shop.scope, sold) == [(old, 1), (new, 0)]
    assert await shop.proceeds(order) == [(1, keeper.id, 15_000, 10_000, "pending")]
    shop.clock.move_by(timedelta(days=30))
    assert (await mature_commissions(shop.scope)).lines == 1
    assert await shop.balance(keeper) == (0, 5_000)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert await shop.balance(keeper) == (0, 0)
    assert await shop.proceeds(order) == [(1, keeper.id, 15_000, 15_000, "reversed")]
    await shop.proved(cash=2_000, wholesale_revenue=-2_000)


async def test_a_hold_waits_for_a_word(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"COAT": 1, "SCARF": 1})
    line = await first_line(shop, order)
    deadline = shop.clock.now() + timedelta(days=3)
    why = HoldCommission("click_flood", "Forty clicks in a minute", deadline)
    held = await hold_commission(shop.scope, line, why)
    assert held.state == "held"
    with pytest.raises(CommissionStateRefused, match="held"):
        await hold_commission(shop.scope, line, why)
    await deliver_order(shop.scope, order.code)
    shop.clock.move_by(timedelta(days=40))
    # The deadline passed long ago, and silence released nothing.
    assert (await mature_commissions(shop.scope)).lines == 1
    assert await shop.balance(keeper) == (2_000, 333)
    released = await decide_hold(shop.scope, line, DecideHold(True, "A class bought together"))
    assert (released.state, released.amount) == ("available", 2_000)
    assert await shop.balance(keeper) == (0, 2_333)
    with pytest.raises(CommissionStateRefused, match="available"):
        await decide_hold(shop.scope, line, DecideHold(False, "Too late"))
    await shop.proved(cash=23_332, retail_revenue=-23_332, commission_expense=2_333, seller_available=-2_333)


async def test_a_refused_line_takes_no_further_reversal(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"COAT": 2})
    line = await first_line(shop, order)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    why = HoldCommission("self_purchase", "One household", shop.clock.now() + timedelta(days=3))
    await hold_commission(shop.scope, line, why)
    refused = await decide_hold(shop.scope, line, DecideHold(False, "One household indeed"))
    assert (refused.state, refused.amount) == ("reversed", 0)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert await shop.commission(order) == [(1, keeper.id, "rest", 39_998, 4_000, 4_000, "reversed")]
    await shop.proved()


async def test_a_line_that_is_due_cannot_be_held_even_before_the_task(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"SCARF": 1})
    line = await first_line(shop, order)
    shop.clock.move_by(timedelta(days=30))
    why = HoldCommission("dispute", "Late", shop.clock.now() + timedelta(days=3))
    with pytest.raises(CommissionStateRefused, match="available"):
        await hold_commission(shop.scope, line, why)


async def test_a_released_line_that_is_not_due_waits_on(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"SCARF": 1})
    line = await first_line(shop, order)
    await hold_commission(
        shop.scope, line, HoldCommission("dispute", "A quarrel", shop.clock.now() + timedelta(days=3))
    )
    assert (await decide_hold(shop.scope, line, DecideHold(True, "Settled"))).state == "pending"
    assert await shop.balance(keeper) == (333, 0)
    shop.clock.move_by(timedelta(days=30))
    await mature_commissions(shop.scope)
    assert await shop.balance(keeper) == (0, 333)


async def test_a_refund_of_a_held_line_leaves_nothing_to_decide(shop: Shop) -> None:
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"COAT": 2})
    line = await first_line(shop, order)
    why = HoldCommission("dispute", "A quarrel", shop.clock.now() + timedelta(days=3))
    await hold_commission(shop.scope, line, why)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert (await shop.commission(order))[0][4:] == (4_000, 2_000, "held")
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert (await shop.commission(order))[0][4:] == (4_000, 4_000, "reversed")
    open_holds = "SELECT count(*) FROM commission_holds WHERE brand_id = $1 AND state = 'open'"
    assert await value(shop.scope, open_holds) == 0
    await shop.proved()


async def test_maturity_goes_in_pieces_and_leaves_no_trace_of_them(shop: Shop) -> None:
    one, two = await shop.keeper(), await shop.keeper("staff")
    for keeper in (one, two, one):
        await shop.sell(keeper, {"COAT": 1, "SCARF": 1}, phone=a_phone())
    shop.clock.move_by(timedelta(days=30))
    matured = await mature_commissions(shop.scope, batch=2)
    assert (matured.lines, matured.batches) == (6, 3)
    assert await shop.balance(one) == (0, 4_666)
    assert await shop.balance(two) == (0, 1_167)
    await shop.proved(cash=69_996, retail_revenue=-69_996, commission_expense=5_833, seller_available=-5_833)
