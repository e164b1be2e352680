"""The overview reads days that were added up: the same figures as from every touch and line, whatever is asked."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import msgspec
import pytest

from infra.ids import new_id
from services.numbers.prepare_counts import buckets
from services.numbers.roll_days import roll_days
from services.overview.added_up import Rolled, added_up
from services.overview.period import OverviewAsked, Span
from services.overview.show_overview import Overview, show_overview
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.services.numbers.world import DAY, a_customer, known, link, open_shop, touch
from tests.support.shop import Shop
from tests.support.world import rows, run

pytestmark = pytest.mark.usefixtures("database", "own_redis")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def season() -> tuple[Shop, list[datetime]]:
    """Sixty days from 2 March 2026 with touches, sales, refunds, merges; and the midnights of them."""
    shop, random = await open_shop(), Random(7)
    keepers = [await shop.keeper(), await shop.keeper("staff")]
    await shop.sku("COAT", 10_001, stock=1_000)
    await shop.sku("SCARF", 2_000, stock=1_000)
    links = [
        (keeper, await link(shop, keeper, channel, campaign))
        for keeper in keepers
        for channel, campaign in (("wechat", "spring"), ("poster", ""))
    ]
    visitors = [new_id() for _ in range(8)]
    for at in range(20):
        for _ in range(3):
            keeper, link_id = random.choice(links)
            number = random.randrange(8)
            await touch(
                shop, link_id, visitors[number], kind=random.choice(["click", "click", "scan", "bot"])
            )
            shop.clock.move_by(timedelta(minutes=random.randint(1, 60)))
        if at % 2:
            cart = {"COAT": 2} if at % 4 == 1 else {"SCARF": 3, "COAT": 1}
            order = await shop.sell(
                keeper, cart, visitor=visitors[number], phone=f"+861380000000{number:02d}"
            )
            if at % 3 == 0:
                await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
        shop.clock.move_by(3 * DAY - timedelta(hours=2))
        if at == 9:
            await roll_days(shop.scope)
    customer = await a_customer(shop.scope)
    await known(shop.scope, visitors[6], customer)
    await known(shop.scope, visitors[7], customer)
    midnight = shop.clock.now().astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return shop, [midnight - timedelta(days=days) for days in range(70)]


async def both(shop: Shop, asked: OverviewAsked) -> tuple[Overview, Overview]:
    """From days, and counted: without a word of the task for a while, everything is."""
    rolled = await show_overview(shop.scope, asked)
    await run(
        shop.scope, "UPDATE rolled_days SET rolled_at = rolled_at - interval '1 hour' WHERE brand_id = $1"
    )
    counted = await show_overview(shop.scope, asked)
    await run(
        shop.scope, "UPDATE rolled_days SET rolled_at = rolled_at + interval '1 hour' WHERE brand_id = $1"
    )
    as_of = counted.as_of
    return msgspec.structs.replace(rolled, as_of=as_of), counted


async def test_days_added_up_say_what_counting_says(season: tuple[Shop, list[datetime]]) -> None:
    shop, midnights = season
    await roll_days(shop.scope)
    store = await rows(shop.scope, "SELECT id FROM stores WHERE brand_id = $1 ORDER BY slug LIMIT 1")
    tomorrow = midnights[0] + DAY
    for asked in (
        OverviewAsked(midnights[29], tomorrow),
        OverviewAsked(midnights[6], tomorrow),
        OverviewAsked(midnights[69], tomorrow),
        OverviewAsked(midnights[40], midnights[11]),
        OverviewAsked(midnights[0] - timedelta(days=364), tomorrow),
        OverviewAsked(midnights[0] - timedelta(days=600), tomorrow),
        OverviewAsked(midnights[60], tomorrow, channel="wechat"),
        OverviewAsked(midnights[60], midnights[2], campaign="spring"),
        OverviewAsked(midnights[40], tomorrow, campaign=""),
        OverviewAsked(midnights[60], tomorrow, store_id=store[0][0]),  # type: ignore[arg-type]
        OverviewAsked(midnights[60], tomorrow, channel="wechat", campaign="spring"),
    ):
        rolled, counted = await both(shop, asked)
        assert rolled == counted, asked
    whole = (await show_overview(shop.scope, OverviewAsked(midnights[69], tomorrow))).now
    # Twenty times three touches; ten orders of six browsers, two of them one person's who bought under two numbers.
    assert whole.clicks > 30
    assert whole.orders == 10
    assert whole.refunded > 0
    assert 0 < whole.people <= 8
    assert whole.repeat_share is not None


async def test_what_changes_later_is_told_again(season: tuple[Shop, list[datetime]]) -> None:
    """A refund of an old sale, a late touch, two people who are one: kept counts are not believed any more."""
    shop, midnights = season
    await roll_days(shop.scope)
    past = OverviewAsked(midnights[69], midnights[1])
    first, _ = await both(shop, past)
    counts = "SELECT count(*)::int FROM period_counts WHERE brand_id = $1 AND what = 'people'"
    assert (await rows(shop.scope, counts))[0][0] != 0
    keeper = await shop.keeper()
    late = await touch(shop, await link(shop, keeper), new_id(), at=midnights[30])
    assert late is not None
    await run(
        shop.scope,
        "UPDATE rolled_days SET stale = true WHERE brand_id = $1 AND day = $2",
        midnights[30].date(),
    )
    ((code,),) = await rows(
        shop.scope,
        "SELECT code FROM retail_orders WHERE brand_id = $1 AND refunded_total = 0 ORDER BY paid_at LIMIT 1",
    )
    await refund_order(shop.scope, str(code), RefundOrder([RefundedLine(1, 1)]))
    shop.clock.move_by(timedelta(minutes=1))
    await roll_days(shop.scope)
    second, counted = await both(shop, past)
    assert second == counted
    assert second.now.people == first.now.people + 1
    assert second.now.refunded > first.now.refunded
    a, b = await rows(shop.scope, "SELECT DISTINCT visitor_id FROM touches WHERE brand_id = $1 LIMIT 2")
    customer = await a_customer(shop.scope)
    await known(shop.scope, a[0], customer)  # type: ignore[arg-type]
    await known(shop.scope, b[0], customer)  # type: ignore[arg-type]
    shop.clock.move_by(timedelta(minutes=1))
    await roll_days(shop.scope)
    third, counted = await both(shop, past)
    assert third == counted


async def test_a_moment_ago_is_in_it(season: tuple[Shop, list[datetime]]) -> None:
    shop, midnights = season
    await roll_days(shop.scope)
    asked = OverviewAsked(midnights[29], midnights[0] + DAY)
    before = await show_overview(shop.scope, asked)
    keeper = await shop.keeper()
    await shop.sell(keeper, {"COAT": 90}, phone="+8613900000077")
    after = await show_overview(shop.scope, asked)
    assert after.now.sales == before.now.sales + 900_090
    assert after.now.customers == before.now.customers + 1
    assert after.sharers[0].sales == 900_090
    assert after.products[0].sales >= 900_090


def test_a_period_in_months_days_and_what_is_left() -> None:
    def parts(first: date, last: date) -> object:
        begins = datetime.combine(first, datetime.min.time(), ZONE).astimezone(UTC)
        ends = datetime.combine(last + DAY, datetime.min.time(), ZONE).astimezone(UTC)
        span = Span(begins, ends, None, None, None, "day", "Asia/Shanghai", "CNY")
        rolled = Rolled(
            datetime(2026, 6, 10, 4, tzinfo=UTC), date(2026, 1, 1), date(2026, 6, 10), date(2026, 6, 10)
        )
        found = added_up(span, rolled)
        return found and (found.months, found.days, found.live[0].astimezone(ZONE).date())

    assert parts(date(2026, 6, 3), date(2026, 6, 10)) == (
        None,
        ((date(2026, 6, 3), date(2026, 6, 9)),),
        date(2026, 6, 10),
    )
    assert parts(date(2026, 2, 20), date(2026, 6, 10)) == (
        (date(2026, 3, 1), date(2026, 5, 1)),
        ((date(2026, 2, 20), date(2026, 2, 28)), (date(2026, 6, 1), date(2026, 6, 9))),
        date(2026, 6, 10),
    )
    assert parts(date(2026, 3, 1), date(2026, 4, 30)) == (
        (date(2026, 3, 1), date(2026, 4, 1)),
        (),
        date(2026, 5, 1),
    )
    assert parts(date(2026, 6, 10), date(2026, 6, 10)) == (None, (), date(2026, 6, 10))
    # Hours of a day are no days.
    cut = Span(
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 3, 5, tzinfo=UTC),
        None,
        None,
        None,
        "day",
        "Asia/Shanghai",
        "CNY",
    )
    rolled = Rolled(
        datetime(2026, 6, 10, 4, tzinfo=UTC), date(2026, 1, 1), date(2026, 6, 10), date(2026, 6, 10)
    )
    assert added_up(cut, rolled) is None


def test_weeks_and_months_are_cut_at_the_ends_of_a_period() -> None:
    assert list(buckets(date(2026, 3, 4), date(2026, 3, 16), "week")) == [
        (date(2026, 3, 4), date(2026, 3, 8)),
        (date(2026, 3, 9), date(2026, 3, 15)),
        (date(2026, 3, 16), date(2026, 3, 16)),
    ]
    assert list(buckets(date(2026, 1, 30), date(2026, 2, 28), "month")) == [
        (date(2026, 1, 30), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ]
