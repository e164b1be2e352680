"""The overview to the last cent: a period, the one before it, and what each filter leaves."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.overview.period import OverviewAsked
from services.overview.show_overview import show_overview, show_overview_choices
from services.queries.books import list_entries, list_postings
from services.queries.pages import PageRequest
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.support.shop import Keeper, Shop, a_phone
from tests.support.world import START, make_lot, run


@pytest.fixture
async def shop(scope: Scope, clock: SetClock) -> Shop:
    made = await Shop(scope, clock).open()
    await made.sku("COAT", 10_000)
    await made.sku("SCARF", 2_000)
    return made


def asked(days: int = 10, **more: object) -> OverviewAsked:
    return OverviewAsked(START - timedelta(days=days), START + timedelta(days=days), **more)  # type: ignore[arg-type]


async def visited(shop: Shop, keeper: Keeper, people: int, **more: object) -> list[UUID]:
    visitors = [new_id() for _ in range(people)]
    for visitor in visitors:
        await shop.touch(keeper, visitor, **more)  # type: ignore[arg-type]
    return visitors


async def test_a_period_in_figures(scope: Scope, shop: Shop, clock: SetClock) -> None:
    keeper = await shop.keeper("staff")
    visitors = await visited(shop, keeper, 8)
    await shop.touch(keeper, visitors[0])
    await shop.touch(keeper, new_id(), kind="bot")
    phone = a_phone()
    first = await shop.sell(keeper, {"COAT": 2, "SCARF": 1}, visitor=visitors[0], phone=phone)
    clock.move_by(timedelta(days=1))
    await shop.sell(keeper, {"COAT": 1}, visitor=visitors[0], phone=phone)
    await shop.order(keeper, {"COAT": 1}, phone=a_phone())
    await refund_order(scope, first.code, RefundOrder([RefundedLine(1, 1)], reason="torn"), "refund")
    found = await show_overview(scope, asked())
    now = found.now
    assert (now.gross, now.refunded, now.sales) == (32_000, 10_000, 22_000)
    assert (now.orders, now.customers, now.order_value) == (2, 1, 16_000)
    assert (now.clicks, now.people, now.conversion) == (9, 8, 2_500)
    assert now.repeat_share == 5_000
    # 0.05 of what is left.
    assert (now.commission, now.commission_share) == (1_100, 500)
    assert now.refund_share == 3_125
    assert [(p.day, p.sales, p.orders, p.refunded, p.commission) for p in found.sales] == [
        (date(2026, 3, 2), 12_000, 1, 10_000, 600),
        (date(2026, 3, 3), 10_000, 1, 0, 500),
    ]
    assert [(p.day, p.clicks, p.people) for p in found.visits] == [(date(2026, 3, 2), 9, 8)]
    assert [(p.code, p.units, p.sales, p.orders, p.refunded) for p in found.products] == [
        ("COAT", 3, 20_000, 2, 10_000),
        ("SCARF", 1, 2_000, 1, 0),
    ]
    assert (found.currency, found.bucket, found.timezone) == ("CNY", "day", "Asia/Shanghai")
    assert found.before.orders == 0
    assert (found.before.conversion, found.before.repeat_share, found.before.order_value) == (
        None,
        None,
        None,
    )


async def test_the_period_before_ends_where_this_one_begins(
    scope: Scope, shop: Shop, clock: SetClock
) -> None:
    keeper = await shop.keeper()
    await shop.sell(keeper, {"SCARF": 1})
    clock.move_by(timedelta(days=1))
    await shop.sell(keeper, {"COAT": 1})
    found = await show_overview(scope, OverviewAsked(START + timedelta(days=1), START + timedelta(days=2)))
    assert (found.now.sales, found.before.sales, found.before_start) == (10_000, 2_000, START)
    assert [(p.day, p.sales) for p in found.sales_before] == [(date(2026, 3, 2), 2_000)]


async def test_of_one_store(scope: Scope, shop: Shop, clock: SetClock) -> None:
    one, other = await shop.keeper(), await shop.keeper()
    await visited(shop, one, 2)
    await visited(shop, other, 3)
    await shop.sell(one, {"SCARF": 1})
    await shop.sell(other, {"COAT": 1}, phone=a_phone())
    found = await show_overview(scope, asked(store_id=one.store_id))
    assert (found.now.sales, found.now.people, found.now.conversion) == (2_000, 2, 5_000)
    assert [product.code for product in found.products] == ["SCARF"]
    with pytest.raises(NotFound):
        await show_overview(scope, asked(store_id=new_id()))


async def test_sales_from_own_stock_are_sales_but_pay_no_commission(
    scope: Scope, shop: Shop, clock: SetClock
) -> None:
    keeper = await shop.keeper(ships_from="own_stock")
    sku = await shop.sku("HAT", 1_000, stock=0)
    await shop.lot(keeper, sku, 5, paid_at=clock.now())
    await shop.sell(keeper, {"HAT": 2})
    now = (await show_overview(scope, asked())).now
    assert (now.sales, now.commission, now.commission_share) == (2_000, 0, None)
    assert (now.stock_bought, now.stock_orders) == (1_000, 1)


async def test_tiers_move_by_buying_and_by_sending_back(scope: Scope, shop: Shop, clock: SetClock) -> None:
    keeper, sku = await shop.keeper(), await shop.sku("HAT", 1_000)
    for day in range(3):
        await make_lot(scope, keeper.id, sku, 5, paid_at=START + timedelta(days=day))
    body = '{"tiers": [{"name": "start"}, {"name": "mid"}, {"name": "top"}]}'
    await run(scope, "UPDATE tier_schedules SET body = $2::jsonb WHERE brand_id = $1", body)
    for day, tier in enumerate(("start", "top", "mid")):
        await run(
            scope,
            "UPDATE stock_orders SET tier = $2 WHERE brand_id = $1 AND paid_at = $3",
            tier,
            START + timedelta(days=day),
        )
    found = await show_overview(scope, asked())
    assert [(move.before, move.after, move.moves, move.up) for move in found.tiers] == [
        ("start", "top", 1, True),
        ("top", "mid", 1, False),
    ]
    assert (found.now.tiers_up, found.now.tiers_down) == (1, 1)
    later = await show_overview(scope, OverviewAsked(START + timedelta(days=2), START + timedelta(days=3)))
    assert [(move.before, move.after) for move in later.tiers] == [("top", "mid")]


async def test_a_year_is_drawn_by_weeks_and_three_by_months(scope: Scope, shop: Shop) -> None:
    assert (await show_overview(scope, OverviewAsked(START - timedelta(days=365), START))).bucket == "week"
    assert (await show_overview(scope, OverviewAsked(START - timedelta(days=1000), START))).bucket == "month"
    assert (await show_overview(scope, OverviewAsked())).bucket == "day"
    for wrong in (OverviewAsked(START, START), OverviewAsked(START - timedelta(days=1200), START)):
        with pytest.raises(InvalidInput):
            await show_overview(scope, wrong)


async def test_choices_are_what_links_have(scope: Scope) -> None:
    assert (await show_overview_choices(scope)).channels == []


async def test_the_journal_is_found_by_the_order_it_speaks_of(
    scope: Scope, shop: Shop, clock: SetClock
) -> None:
    keeper = await shop.keeper("staff")
    one = await shop.sell(keeper, {"COAT": 2})
    other = await shop.sell(keeper, {"SCARF": 1}, phone=a_phone())
    await refund_order(scope, one.code, RefundOrder([RefundedLine(1, 1)], reason="torn"), "refund")
    found = await list_entries(scope, PageRequest(filters={"order": one.code}))
    assert sorted(row.event for row in found.rows) == [
        "commission_accrued",
        "commission_reversed",
        "retail_paid",
        "retail_refunded",
    ]
    assert len((await list_entries(scope, PageRequest(filters={"order": other.code}))).rows) == 2
    assert (await list_entries(scope, PageRequest(filters={"order": "R-NOBODY"}))).rows == []
    paid = await list_entries(scope, PageRequest(filters={"order": one.code, "event": "retail_paid"}))
    assert [row.cause_id for row in paid.rows] == [one.id]
    moved = await list_postings(scope, PageRequest(filters={"account": "seller_pending"}))
    assert sorted(row.amount for row in moved.rows) == [-1_000, -100, 500]
    assert {row.seller_id for row in moved.rows} == {keeper.id}
