from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.tiers.schedule import Basis
from commission.tiers.volume import VolumeTrack, lot_volume, qualifying_volume, sale_volume
from commission.tiers.window import counts_at, opens_after
from tests.commission.tiers.ladders import schedule

AT = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # half past midnight of 1 April in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
TICK = timedelta(microseconds=1)


def test_a_lot_counts_what_was_not_returned() -> None:
    lot = {"list_price": 100, "qty": 3, "net": 85, "tier_eligible": True}
    assert [lot_volume(Basis.LIST, returned=back, **lot) for back in range(4)] == [300, 200, 100, 0]
    # of 85: 28.33 -> 28 and 56.67 -> 57 undone, whatever was refunded for them
    assert [lot_volume(Basis.PAID, returned=back, **lot) for back in range(4)] == [85, 57, 28, 0]
    assert lot_volume(Basis.SELL_THROUGH, returned=0, **lot) == 0


def test_a_sale_counts_under_sell_through_alone() -> None:
    sale = {"list_price": 100, "qty": 3, "tier_eligible": True}
    assert [sale_volume(Basis.SELL_THROUGH, refunded=back, **sale) for back in range(4)] == [300, 200, 100, 0]
    assert sale_volume(Basis.LIST, refunded=0, **sale) == 0
    assert sale_volume(Basis.PAID, refunded=0, **sale) == 0


@pytest.mark.parametrize("basis", list(Basis))
def test_what_is_not_tier_eligible_counts_in_no_volume(basis: Basis) -> None:
    assert lot_volume(basis, list_price=100, qty=3, net=300, returned=0, tier_eligible=False) == 0
    assert sale_volume(basis, list_price=100, qty=3, refunded=0, tier_eligible=False) == 0


@pytest.mark.parametrize(
    ("window", "start"),
    [
        ("order", AT),
        ("lifetime", None),
        ({"rolling_days": 90}, datetime(2025, 12, 31, 16, 30, tzinfo=UTC)),
        ({"calendar": "month"}, datetime(2026, 3, 31, 16, tzinfo=UTC) - TICK),
        ({"calendar": "quarter"}, datetime(2026, 3, 31, 16, tzinfo=UTC) - TICK),
        ({"calendar": "year"}, datetime(2025, 12, 31, 16, tzinfo=UTC) - TICK),
    ],
)
def test_where_windows_open(window: object, start: datetime | None) -> None:
    assert opens_after(schedule(window=window).window, AT, SHANGHAI) == start


def test_volume_over_each_window() -> None:
    track = VolumeTrack()
    track.add(datetime(2025, 12, 31, 15, 59, tzinfo=UTC), 1)  # last year in Shanghai
    track.add(datetime(2025, 12, 31, 16, 30, tzinfo=UTC), 10)  # exactly 90 days before: too late to count
    track.add(datetime(2025, 12, 31, 16, 30, 0, 1, tzinfo=UTC), 100)
    track.add(datetime(2026, 3, 31, 15, 59, tzinfo=UTC), 1_000)  # last quarter
    track.add(datetime(2026, 3, 31, 16, 0, tzinfo=UTC), 10_000)  # midnight of 1 April
    track.add(AT, 100_000)  # at the same instant, earlier by id

    def volume(window: object) -> int:
        return qualifying_volume(schedule(window=window), track, AT, SHANGHAI)

    assert volume("order") == 0
    assert volume({"rolling_days": 90}) == 111_100
    assert volume({"calendar": "month"}) == 110_000
    assert volume({"calendar": "quarter"}) == 110_000
    assert volume({"calendar": "year"}) == 111_110
    assert volume("lifetime") == 111_111


def test_a_return_counts_at_its_orders_instant() -> None:
    track = VolumeTrack()
    bought = AT - timedelta(days=100)
    track.add(bought, 500)
    track.add(AT - timedelta(days=5), 70)
    track.add(bought, -200)  # returned today
    assert qualifying_volume(schedule(window={"rolling_days": 90}), track, AT, UTC) == 70
    assert qualifying_volume(schedule(window={"rolling_days": 120}), track, AT, UTC) == 370


def test_what_was_added_at_one_instant_is_kept_when_an_earlier_fact_comes_late() -> None:
    """A correction of the past rebuilds the track: amounts of one instant are all in it."""
    track = VolumeTrack()
    for amount in (500, 70, -200):
        track.add(AT, amount)
    track.add(AT - timedelta(days=1), 3)
    assert (track.within(None, AT), track.within(AT - TICK, AT)) == (373, 370)
    track.add(AT - timedelta(days=2), 0)
    track.add(AT - timedelta(days=2), 10)
    track.add(AT + timedelta(days=1), 1_000)
    assert [track.within(None, AT + timedelta(days=n)) for n in (-3, -2, -1, 0, 1)] == [0, 10, 13, 383, 1_383]


facts = st.lists(st.tuples(st.integers(0, 60), st.integers(-50, 100)), max_size=40)


@given(facts, st.integers(-1, 61), st.integers(-1, 61))
def test_the_track_sums_like_a_plain_sum(facts: list[tuple[int, int]], after: int, until: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    track = VolumeTrack()
    for hour, amount in facts:
        track.add(start + timedelta(hours=hour), amount)
    low, high = start + timedelta(hours=min(after, until)), start + timedelta(hours=until)
    plain = sum(amount for hour, amount in facts if min(after, until) < hour <= until)
    assert track.within(low, high) == plain
    assert track.within(None, high) == sum(amount for hour, amount in facts if hour <= until)


def test_what_counts_at_an_instant() -> None:
    rolling = schedule(window={"rolling_days": 90}).window
    assert counts_at(rolling, AT, AT, UTC)
    assert counts_at(rolling, AT - timedelta(days=90) + TICK, AT, UTC)
    assert not counts_at(rolling, AT - timedelta(days=90), AT, UTC)
    assert not counts_at(rolling, AT + TICK, AT, UTC)
    assert counts_at(schedule(window="lifetime").window, datetime(1990, 1, 1, tzinfo=UTC), AT, UTC)
    assert not counts_at(schedule(window="order").window, AT, AT, UTC)
    month = schedule(window={"calendar": "month"}).window
    assert counts_at(month, datetime(2026, 3, 31, 16, tzinfo=UTC), AT, SHANGHAI)
    assert not counts_at(month, datetime(2026, 3, 31, 16, tzinfo=UTC) - TICK, AT, SHANGHAI)


def test_a_correction_at_any_place_is_in_every_sum_after_it_and_in_none_before() -> None:
    for length in range(1, 10):
        instants = [AT + timedelta(days=n) for n in range(length)]
        for place in range(length):
            track = VolumeTrack()
            for n, instant in enumerate(instants):
                track.add(instant, 10**n)
            track.add(instants[place], 5)
            plain = [10**n + (5 if n == place else 0) for n in range(length)]
            assert [track.within(None, instant) for instant in instants] == [
                sum(plain[: n + 1]) for n in range(length)
            ]
