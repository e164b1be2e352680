"""Every kind of tier schedule through the services, to the last minor unit."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.clock import SetClock
from infra.scope import Scope
from services.policies.kinds import TIER_SCHEDULE
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.wholesale.quote_stock import CartLine, QuoteStock, quote_stock
from tests.services.wholesale.conftest import SCHEDULE, Shop
from tests.support.shop import Shop as RetailShop
from tests.support.shop import a_phone
from tests.support.world import make_sku, put_stock


def schedule(**changed: Any) -> dict[str, Any]:
    """The fixture's ladder with something else; silver from 500,000 on where the basis is what was paid."""
    body = {**deepcopy(SCHEDULE), **changed}
    if changed.get("basis") == "paid":
        body["tiers"][1]["threshold"] = 500_000
    return body


async def test_graduated_cuts_the_order_at_the_thresholds_and_rounds_once(shop: Shop) -> None:
    await shop.publish(TIER_SCHEDULE, schedule(mode="graduated"))
    quoted = await shop.quote(A=100, B=1)
    # 1,000,000 at 0.60 and 3,333 at 0.50 are 601,666.5; the lines get it by their list values.
    assert (quoted.tier, quoted.net_total) == ("silver", 601_667)
    assert [line.net for line in quoted.lines] == [599_668, 1_999]
    await shop.buy(A=100, B=1)
    assert (await shop.quote(A=1)).net_total == 5_000
    # The rest of silver, then top: 3,996,667 at 0.50 and 3,333 at 0.28 are 1,999,266.74.
    assert (await shop.quote(A=400)).net_total == 1_999_267


async def test_the_paid_basis_asks_what_each_tier_would_charge(shop: Shop) -> None:
    await shop.publish(TIER_SCHEDULE, schedule(basis="paid"))
    # At silver's own price 99 units are 495,000: silver is not reached; 100 are 500,000: it is, at equality.
    assert [((await shop.quote(A=qty)).tier, (await shop.quote(A=qty)).net_total) for qty in (99, 100)] == [
        ("start", 594_000),
        ("silver", 500_000),
    ]
    order = await shop.buy(A=99)
    assert ((await shop.quote(A=1)).volume_before, (await shop.quote(A=1)).tier) == (594_000, "silver")
    await shop.confirm(await shop.preview(order, line1=33))
    back = await shop.quote(A=1)
    assert (back.volume_before, back.tier, back.net_total) == (396_000, "start", 6_000)


async def test_sell_through_counts_what_left_the_shelf_for_customers(scope: Scope, clock: SetClock) -> None:
    shop = await RetailShop(scope, clock).open()
    body = schedule(basis="sell_through", counts_current_order=False)
    body["tiers"] = [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "silver", "threshold": 10_000, "price_rate": "0.50"},
    ]
    await shop.publish(TIER_SCHEDULE, body)
    keeper = await shop.keeper(ships_from="own_stock")
    bag = await shop.sku("BAG", 5_000, stock=50)
    await shop.lot(keeper, bag, 5, paid_at=clock.now(), net=25_000)

    async def standing() -> tuple[int, str, int]:
        quoted = await quote_stock(scope, keeper.id, QuoteStock((CartLine("BAG", 10),)))
        return quoted.volume_before, quoted.tier, quoted.net_total

    # What is bought counts for nothing, however much it is.
    assert await standing() == (0, "start", 30_000)
    order = await shop.sell(keeper, {"BAG": 2}, phone=a_phone())
    assert await standing() == (10_000, "silver", 25_000)
    clock.move_by(timedelta(days=3))
    await refund_order(scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert await standing() == (5_000, "start", 30_000)


BOUGHT_AT = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai, in March and in the first quarter


@pytest.mark.parametrize(
    ("window", "later", "counted"),
    [
        ("order", timedelta(0), 0),
        ({"calendar": "month"}, timedelta(minutes=20), 600_000),
        ({"calendar": "month"}, timedelta(minutes=30), 0),
        ({"calendar": "quarter"}, timedelta(minutes=30), 0),
        ({"calendar": "year"}, timedelta(minutes=30), 600_000),
        ({"calendar": "year"}, timedelta(days=276), 0),
        ({"rolling_days": 90}, timedelta(days=90) - timedelta(microseconds=1), 600_000),
        ({"rolling_days": 90}, timedelta(days=90), 0),
        ("lifetime", timedelta(days=3_000), 600_000),
    ],
)
async def test_volume_counts_in_the_schedules_window_by_the_brands_calendar(
    shop: Shop, clock: SetClock, window: object, later: timedelta, counted: int
) -> None:
    await shop.publish(TIER_SCHEDULE, schedule(window=window))
    clock.move_to(BOUGHT_AT)
    await shop.buy(A=60)
    clock.move_to(BOUGHT_AT + later)
    quoted = await shop.quote(A=40)
    tier, net = ("silver", 200_000) if counted else ("start", 240_000)
    assert (quoted.volume_before, quoted.tier, quoted.net_total) == (counted, tier, net)


async def test_an_order_that_does_not_count_itself_lifts_only_the_next(shop: Shop) -> None:
    await shop.publish(TIER_SCHEDULE, schedule(counts_current_order=False))
    order = await shop.buy(A=100)
    assert (order.tier, order.net_total) == ("start", 600_000)
    assert (await shop.quote(A=1)).net_total == 5_000


async def test_a_line_that_is_not_eligible_counts_nowhere_and_costs_its_list_price(shop: Shop) -> None:
    gift = await make_sku(shop.scope, "GIFT", list_price=900_000, tier_eligible=False)
    await put_stock(shop.scope, shop.location, gift, 5)
    quoted = await shop.quote(A=1, GIFT=2)
    assert (quoted.tier, quoted.list_total, quoted.net_total) == ("start", 1_810_000, 1_806_000)
    await shop.buy(A=1, GIFT=2)
    assert (await shop.quote(A=1)).volume_before == 10_000
