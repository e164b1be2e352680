from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commission.money.window import (
    MAX_DAYS,
    Period,
    days_after,
    days_open_after,
    in_days,
    period_open_after,
    period_start,
    utc,
)

AT = datetime(2026, 3, 31, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
TICK = timedelta(microseconds=1)


def test_exactly_the_window_later_is_too_late() -> None:
    assert in_days(AT, AT, 1)
    assert in_days(AT - timedelta(days=1) + TICK, AT, 1)
    assert not in_days(AT - timedelta(days=1), AT, 1)
    assert not in_days(AT + TICK, AT, 1)
    assert not in_days(AT, AT, 0)
    assert in_days(datetime(1, 1, 1, tzinfo=UTC), AT, MAX_DAYS)


def test_bounds_agree_with_the_window() -> None:
    assert days_open_after(AT, 30) == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert days_after(AT, 30) == datetime(2026, 4, 30, 12, tzinfo=UTC)
    assert days_open_after(AT, MAX_DAYS) is None
    assert days_after(AT, MAX_DAYS) is None


def test_a_day_is_24_hours_across_a_change_of_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 12, tzinfo=berlin)  # the clocks go forward in the night to the 29th
    assert in_days(before, datetime(2026, 3, 29, 12, 59, tzinfo=berlin), 1)
    assert not in_days(before, datetime(2026, 3, 29, 13, 0, tzinfo=berlin), 1)
    assert days_after(before, 1) == datetime(2026, 3, 29, 13, 0, tzinfo=berlin)
    assert days_open_after(datetime(2026, 3, 29, 13, 0, tzinfo=berlin), 1) == before


def test_calendar_periods_are_the_brands() -> None:
    late_march_in_utc = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # already April in Shanghai
    assert period_start(late_march_in_utc, Period.MONTH, SHANGHAI) == late_march_in_utc
    assert period_start(late_march_in_utc, Period.QUARTER, SHANGHAI) == late_march_in_utc
    assert period_start(late_march_in_utc - TICK, Period.MONTH, SHANGHAI) == datetime(
        2026, 2, 28, 16, tzinfo=UTC
    )
    assert period_start(late_march_in_utc, Period.YEAR, SHANGHAI) == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert period_start(datetime(2026, 12, 5, tzinfo=UTC), Period.QUARTER, UTC) == datetime(
        2026, 10, 1, tzinfo=UTC
    )
    assert period_open_after(late_march_in_utc, Period.MONTH, SHANGHAI) == late_march_in_utc - TICK


def test_a_period_starts_in_utc_wherever_this_machine_is() -> None:
    assert period_start(AT, Period.MONTH, SHANGHAI).tzinfo is UTC


def test_a_skipped_or_doubled_midnight() -> None:
    # Amman's clocks went forward at midnight of 2016-04-01: April began at 01:00, when March ended.
    amman = ZoneInfo("Asia/Amman")
    skipped = period_start(datetime(2016, 4, 10, tzinfo=UTC), Period.MONTH, amman)
    assert skipped == datetime(2016, 3, 31, 22, 0, tzinfo=UTC)
    assert (skipped - TICK).astimezone(amman).month == 3
    assert skipped.astimezone(amman).month == 4
    # Havana's clocks went back at 01:00 on 2020-11-01: midnight happened twice, the first one counts.
    havana = ZoneInfo("America/Havana")
    doubled = period_start(datetime(2020, 11, 10, tzinfo=UTC), Period.MONTH, havana)
    assert doubled == datetime(2020, 11, 1, 4, 0, tzinfo=UTC)


def test_instants_carry_an_offset() -> None:
    with pytest.raises(ValueError, match=r"^an instant carries its offset$"):
        utc(datetime(2026, 1, 1))  # noqa: DTZ001
    assert utc(datetime(2026, 1, 1, 8, tzinfo=SHANGHAI)) == datetime(2026, 1, 1, tzinfo=UTC)
    assert utc(datetime(2026, 1, 1, 8, tzinfo=SHANGHAI)).tzinfo is UTC
    assert utc(AT) is AT
