from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.tiers.dry_run import DryRun, Past, PastOrder, PastReturn, PastSale, SellerCompared, dry_run
from commission.tiers.schedule import TierSchedule
from tests.commission.tiers.ladders import line, schedule, schedules

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def order(name: str, on: int, seller: str, qty: int, charged: int, tier: str = "start") -> PastOrder:
    return PastOrder(name, day(on), seller, name, (line("1", 1_000, qty),), (charged,), tier)


def run(history: list[Past], **changes: object) -> DryRun:
    return dry_run(schedule(**changes), history, start=START, end=END, zone=UTC)


def test_who_pays_more_and_who_less() -> None:
    # all were charged half of list
    history: list[Past] = [
        order("o0", -10, "lee", 30, 15_000),  # before the quarter: counts, is not compared
        order("o1", 1, "lee", 20, 10_000),  # 30,000 + 20,000: top, 5,600
        order("o2", 2, "ann", 10, 5_000),  # 10,000: start, 6,000
        order("o3", 3, "bob", 30, 15_000),  # middle, 13,500
        order("o4", 89, "ann", 10, 5_000),  # 20,000: middle, 4,500
        order("o5", 90, "ann", 10, 5_000),  # the quarter is over
    ]
    result = run(history)
    assert [(each.order, each.tier, each.charged, each.would_charge) for each in result.orders] == [
        ("o1", "top", 10_000, 5_600),
        ("o2", "start", 5_000, 6_000),
        ("o3", "middle", 15_000, 13_500),
        ("o4", "middle", 5_000, 4_500),
    ]
    assert result.orders[0].tier_then == "start"
    assert result.orders[0].difference == -4_400
    assert result.sellers == (
        SellerCompared("ann", 2, 10_000, 10_500),
        SellerCompared("bob", 1, 15_000, 13_500),
        SellerCompared("lee", 1, 10_000, 5_600),
    )
    assert [each.seller for each in result.pay_more] == ["ann"]
    assert [each.seller for each in result.pay_less] == ["bob", "lee"]
    assert [each.difference for each in result.sellers] == [500, -1_500, -4_400]
    assert (result.charged, result.would_charge) == (35_000, 29_600)


def test_a_return_lowers_the_volume_from_when_it_happened() -> None:
    history: list[Past] = [
        order("o1", 1, "lee", 30, 0),
        order("o2", 5, "lee", 1, 0),
        PastReturn("o4", day(6), "o1", "1", 20),
        order("o5", 6, "lee", 1, 0),  # same instant, after the return by its id
        order("o3", 6, "lee", 1, 0),  # same instant, before the return by its id
    ]
    assert [(each.order, each.tier) for each in run(history).orders] == [
        ("o1", "middle"),
        ("o2", "middle"),
        ("o3", "middle"),
        ("o5", "start"),
    ]


def test_paid_volume_is_what_the_new_schedule_would_have_charged() -> None:
    before, inside = order("o0", -1, "lee", 10, 9_999), order("o1", 1, "lee", 10, 9_999)
    result = run([before, inside, order("o2", 2, "lee", 10, 9_999)], basis="paid", counts_current_order=False)
    # before o1: the 9,999 once charged; before o2: 9,999 + 6,000, not 19,998
    assert [(each.tier, each.would_charge) for each in result.orders] == [("start", 6_000), ("start", 6_000)]
    returned = PastReturn("r", day(2), "o0", "1", 10)
    more = [order("o3", 3, "lee", 9, 0), order("o4", 4, "lee", 1, 0)]
    result = run([before, inside, *more, returned], basis="paid", counts_current_order=False)
    assert [each.tier for each in result.orders] == ["start", "start", "start"]
    result = run([before, inside, *more], basis="paid", counts_current_order=False)
    assert [each.tier for each in result.orders] == ["start", "start", "middle"]


def test_sell_through_counts_sales_at_their_instant() -> None:
    history: list[Past] = [
        PastSale("s1", day(1), "lee", day(1), 25_000),
        order("o1", 2, "lee", 50, 0),
        PastSale("s2", day(3), "lee", day(1), -5_001),
        order("o2", 4, "lee", 50, 0),
    ]
    assert [each.tier for each in run(history, basis="sell_through").orders] == ["middle", "start"]
    assert [each.tier for each in run(history, basis="list").orders] == ["top", "top"]


def test_a_lot_may_go_back_in_steps() -> None:
    """10 and again 10 of 30 units: 10,000 are left, and the next order of 9,000 stays below 20,000."""
    back = [PastReturn("r1", day(2), "o1", "1", 10), PastReturn("r2", day(3), "o1", "1", 10)]
    history: list[Past] = [order("o1", 1, "lee", 30, 0), *back, order("o2", 4, "lee", 9, 0)]
    assert [each.tier for each in run(history).orders] == ["middle", "start"]
    assert [each.tier for each in run([*history[:2], history[3]]).orders] == ["middle", "middle"]


def test_a_calendar_window_is_the_brands() -> None:
    """The last hours of January in Greenwich are February in Shanghai: 15,000 and 5,000 are of one month there."""
    first = PastOrder(
        "o1", datetime(2026, 1, 31, 17, tzinfo=UTC), "lee", "o1", (line("1", 1_000, 15),), (0,), "start"
    )
    history: list[Past] = [first, order("o2", 40, "lee", 5, 0)]
    monthly = schedule(window={"calendar": "month"})
    for zone, tier in ((ZoneInfo("Asia/Shanghai"), "middle"), (UTC, "start")):
        result = dry_run(monthly, history, start=START, end=END, zone=zone)
        assert result.orders[1].tier == tier
    assert [each.at for each in result.orders] == [first.at, day(40)]


def test_a_cent_more_and_a_cent_less_are_told() -> None:
    result = run([order("o1", 1, "ann", 10, 5_999), order("o2", 1, "bob", 10, 6_001)])
    assert [each.seller for each in result.pay_more] == ["ann"]
    assert [each.seller for each in result.pay_less] == ["bob"]


def test_a_return_of_an_unknown_order_is_refused() -> None:
    with pytest.raises(ValueError, match="no line 1 of order o9 before its return"):
        run([PastReturn("r", day(1), "o9", "1", 1)])


@given(
    schedules(),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 80), st.integers(1, 8)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_schedule_that_charged_the_orders_changes_nothing_in_any_order_of_facts(
    ladder: TierSchedule, bought: list[tuple[str, int, int]], shuffle: object
) -> None:
    free: list[Past] = [order(f"o{i}", on, who, qty, 0) for i, (who, on, qty) in enumerate(bought)]
    first = dry_run(ladder, free, start=START, end=END, zone=UTC)
    charged = {each.order: each.would_charge for each in first.orders}
    history: list[Past] = [
        order(f"o{i}", on, who, qty, charged[f"o{i}"]) for i, (who, on, qty) in enumerate(bought)
    ]
    shuffle.shuffle(history)  # type: ignore[attr-defined]
    again = dry_run(ladder, history, start=START, end=END, zone=UTC)
    assert all(each.difference == 0 for each in again.orders)
    assert [each.order for each in again.orders] == [each.order for each in first.orders]
    assert again.pay_more == again.pay_less == ()
