"""Days that were added up say what counting every touch says; merges, late touches and refunds move them."""

import asyncio
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from infra.database import Tx, transact
from infra.ids import new_id
from services.numbers.credit_sales import within
from services.numbers.roll_days import roll_days
from services.policies.kinds import ATTRIBUTION_POLICY
from services.queries.number_shapes import Asked
from services.queries.numbers import numbers_file, show_numbers
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.sharing.undo_merge import UndoMerge, undo_merge
from tests.services.numbers.world import DAY, a_customer, both, brief, known, link, open_shop, touch
from tests.support.shop import ATTRIBUTION, Shop
from tests.support.world import START, value

pytestmark = pytest.mark.usefixtures("database", "own_redis")
DIMENSIONS = ("all", "day", "store", "channel", "campaign", "link", "card", "landing")


async def a_busy_week(shop: Shop, seed: int = 1) -> list[Any]:
    """Two sellers, four links, seven days of touches and sales, some refunded."""
    random = Random(seed)
    keepers = [await shop.keeper(), await shop.keeper("staff")]
    await shop.sku("COAT", 10_001)
    links = [
        (keeper, await link(shop, keeper, channel, campaign))
        for keeper in keepers
        for channel, campaign in (("wechat", "spring"), ("poster", ""))
    ]
    visitors = [new_id() for _ in range(9)]
    for _ in range(7):
        for _ in range(6):
            keeper, link_id = random.choice(links)
            visitor = random.choice(visitors)
            await touch(
                shop, link_id, visitor, kind=random.choice(["click", "scan", "click", "bot", "preview"])
            )
            shop.clock.move_by(timedelta(minutes=random.randint(1, 90)))
            if random.random() < 0.3:
                order = await shop.sell(
                    keeper, {"COAT": 2}, visitor=visitor, phone=f"+86138000000{visitors.index(visitor):02d}"
                )
                if random.random() < 0.5:
                    await refund_order(
                        shop.scope,
                        order.code,
                        RefundOrder([RefundedLine(1, 1)]),
                        idempotency_key=str(new_id()),
                    )
        shop.clock.move_to(shop.clock.now() + timedelta(hours=15))
    return visitors


async def agree(shop: Shop, **asked: Any) -> None:
    for by in DIMENSIONS:
        rolled, exact = await both(shop, by=by, **asked)
        assert (rolled.exact, exact.exact) == (False, True), by
        assert rolled.total == exact.total, by
        assert {row.key: row for row in rolled.rows} == {row.key: row for row in exact.rows}, by


async def test_days_added_up_agree_with_counting_every_touch() -> None:
    shop = await open_shop()
    await a_busy_week(shop)
    await roll_days(shop.scope)
    rolled, exact = await both(shop, period="30d")
    assert rolled.total == exact.total
    assert rolled.total.clicks > 20
    assert rolled.total.orders > 3
    assert rolled.total.refunded > 0
    await agree(shop, period="30d")
    await agree(shop, first=date(2026, 3, 3), last=date(2026, 3, 5))
    await agree(shop, first=date(2026, 3, 4), last=date(2026, 3, 4))
    seller = await value(shop.scope, "SELECT seller_id FROM links WHERE brand_id = $1 LIMIT 1")
    await agree(shop, period="30d", seller_id=seller)
    link_id = await value(shop.scope, "SELECT id FROM links WHERE brand_id = $1 LIMIT 1")
    one, counted = await both(shop, period="30d", by="day", link_id=link_id)
    assert (one.exact, one.total, one.rows) == (False, counted.total, counted.rows)


async def test_rolling_again_changes_nothing_and_a_later_day_only_adds() -> None:
    shop = await open_shop()
    await a_busy_week(shop)
    await roll_days(shop.scope)
    first = (await both(shop, period="30d"))[0]
    assert (await roll_days(shop.scope)).days >= 1
    assert (await both(shop, period="30d"))[0].total == first.total
    shop.clock.move_by(DAY)
    keeper = await shop.keeper()
    await touch(shop, await link(shop, keeper), new_id())
    await roll_days(shop.scope)
    assert (await both(shop, period="30d"))[0].total.people == first.total.people + 1
    await agree(shop, period="30d")


async def test_merged_visitors_count_once_and_apart_again_after_an_undoing() -> None:
    shop = await open_shop()
    keeper = await shop.keeper()
    link_id = await link(shop, keeper)
    phone, desk = new_id(), new_id()
    await touch(shop, link_id, phone)
    shop.clock.move_by(DAY)
    await touch(shop, link_id, phone)
    await touch(shop, link_id, desk)
    await roll_days(shop.scope)
    assert (await both(shop, period="7d"))[0].total.people == 2
    customer = await a_customer(shop.scope)
    await known(shop.scope, phone, customer)
    shop.clock.move_by(timedelta(minutes=5))
    undone = await known(shop.scope, desk, customer)
    await roll_days(shop.scope)
    await agree(shop, period="7d")
    rolled, _ = await both(shop, period="7d", by="day")
    assert rolled.total.people == 1
    assert [row.figures.people for row in rolled.rows] == [1, 1]
    shop.clock.move_by(timedelta(minutes=5))
    await undo_merge(shop.scope, undone, UndoMerge("wrong desk"))
    await roll_days(shop.scope)
    await agree(shop, period="7d")
    rolled, _ = await both(shop, period="7d", by="day")
    assert (rolled.total.people, [row.figures.people for row in rolled.rows]) == (2, [1, 2])


async def test_customers_who_are_one_person_count_once() -> None:
    shop = await open_shop()
    keeper = await shop.keeper()
    link_id = await link(shop, keeper)
    customers, visitors = [await a_customer(shop.scope) for _ in range(3)], [new_id() for _ in range(3)]
    for visitor, customer in zip(visitors, customers, strict=True):
        await touch(shop, link_id, visitor)
        await known(shop.scope, visitor, customer)
    await roll_days(shop.scope)
    assert (await both(shop, period="7d"))[0].total.people == 3

    async def merge(tx: Tx) -> None:
        for one, other in ((0, 1), (1, 2)):
            await tx.execute(
                "INSERT INTO customer_merges (brand_id, id, from_customer_id, into_customer_id, via, at)"
                " VALUES ($1, $2, $3, $4, 'operator', $5)",
                tx.brand_id,
                new_id(),
                customers[one],
                customers[other],
                tx.now,
            )

    shop.clock.move_by(timedelta(minutes=1))
    await transact(shop.scope, merge)
    await roll_days(shop.scope)
    rolled, exact = await both(shop, period="7d")
    assert (rolled.total.people, exact.total.people) == (1, 1)
    await agree(shop, period="7d")


async def test_a_touch_that_waited_and_a_refund_of_weeks_later_reach_their_day() -> None:
    shop = await open_shop()
    keeper = await shop.keeper()
    await shop.sku("COAT", 10_000)
    link_id, visitor = await link(shop, keeper), new_id()
    await touch(shop, link_id, visitor)
    order = await shop.sell(keeper, {"COAT": 2}, visitor=visitor)
    await roll_days(shop.scope)
    shop.clock.move_by(timedelta(days=9))
    await roll_days(shop.scope)
    await touch(shop, link_id, new_id(), at=START + timedelta(hours=1))
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]), idempotency_key="r")
    await roll_days(shop.scope)
    day = START.date()
    rolled, _ = await both(shop, first=day, last=day, by="link")
    (row,) = brief(rolled).values()
    assert row == (2, 2, 1, 20_000, 10_000, 2_000, 1_000)
    await agree(shop, first=day, last=day)
    assert (await show_numbers(shop.scope, Asked("30d"))).total.earnings_per_click == "500.00"


async def test_a_sale_shared_by_touches_is_shared_out_to_the_last_unit() -> None:
    shop = await open_shop()
    await shop.publish(ATTRIBUTION_POLICY, {**ATTRIBUTION, "model": "linear"})
    keepers = [await shop.keeper() for _ in range(3)]
    await shop.sku("ODD", 100)
    visitor = new_id()
    for at, keeper in enumerate(keepers):
        await touch(shop, await link(shop, keeper, "wechat", f"c{at}"), visitor)
        shop.clock.move_by(timedelta(minutes=1))
    await shop.sell(keepers[0], {"ODD": 1}, visitor=visitor)
    await roll_days(shop.scope)
    rolled, exact = await both(shop, period="today", by="campaign")
    assert sorted(row[3] for row in brief(rolled).values()) == [33, 33, 34]
    assert (rolled.total.sales, rolled.total.orders, rolled.total.commission) == (100, 1, 10)
    assert rolled.total == exact.total


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [(3, [1, 1, 1], [1, 1, 1]), (1, [2, 2, 1], [1, 0, 0]), (0, [5], [0]), (4, [3, 0, 2], [3, 0, 1])],
)
def test_parts_of_a_refund_never_exceed_the_parts_sold(
    amount: int, shares: list[int], parts: list[int]
) -> None:
    assert within(amount, shares) == parts


async def test_a_file_has_every_row_the_sum_and_no_cell_that_runs() -> None:
    shop = await open_shop()
    keeper = await shop.keeper()
    for campaign in ("=1+1", "spring"):
        await touch(shop, await link(shop, keeper, "wechat", campaign), new_id())
    file = await numbers_file(shop.scope, Asked("today", by="campaign"))
    lines = file.body.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("campaign,label,clicks,people,")
    assert {line.split(",")[0] for line in lines[1:3]} == {"'=1+1", "spring"}
    assert lines[3].startswith(",total,2,2,0,0,0,0,0,0,0,0.0000,0.00,CNY")


async def test_another_time_zone_is_counted_exactly_by_its_own_days() -> None:
    shop = await open_shop()
    keeper = await shop.keeper()
    link_id = await link(shop, keeper)
    # 23:30 on the second in Shanghai is 07:30 on the second in Los Angeles, and an hour later the third has begun.
    shop.clock.move_to(START.replace(hour=15, minute=30))
    await touch(shop, link_id, new_id())
    shop.clock.move_by(timedelta(hours=1))
    await touch(shop, link_id, new_id())
    await roll_days(shop.scope)
    home = await show_numbers(shop.scope, Asked("7d", by="day"))
    away = await show_numbers(shop.scope, Asked("7d", by="day", timezone="America/Los_Angeles"))
    assert [(row.key, row.figures.clicks) for row in home.rows] == [("2026-03-02", 1), ("2026-03-03", 1)]
    assert [(row.key, row.figures.clicks) for row in away.rows] == [("2026-03-02", 2)]
    assert (home.exact, away.exact) == (False, True)


async def test_days_that_are_still_being_added_up_are_counted_instead() -> None:
    shop = await open_shop()
    keeper = await shop.keeper()
    link_id = await link(shop, keeper)
    await touch(shop, link_id, new_id())
    await roll_days(shop.scope)
    shop.clock.move_by(timedelta(days=3))
    await touch(shop, link_id, new_id())
    # As in the middle of a first adding-up: some days were added up just now, today is not among them.
    await transact(
        shop.scope,
        lambda tx: tx.execute(
            "UPDATE rolled_days SET rolled_at = $2 WHERE brand_id = $1", tx.brand_id, tx.now
        ),
    )
    found = await show_numbers(shop.scope, Asked("7d"))
    assert (found.exact, found.total.clicks, found.total.people) == (True, 2, 2)
    await roll_days(shop.scope, afresh=True)
    found = await show_numbers(shop.scope, Asked("7d"))
    assert (found.exact, found.total.clicks, found.total.people) == (False, 2, 2)


async def test_many_read_at_once_what_nobody_has_credited_yet() -> None:
    shop = await open_shop()
    await a_busy_week(shop, seed=3)
    read = [
        show_numbers(shop.scope, Asked(period="30d", by=by, exact=True)) for by in ("card", "landing", "all")
    ]
    answers = await asyncio.gather(*read)
    assert len({answer.total for answer in answers}) == 1
    assert answers[0].total.orders > 0
