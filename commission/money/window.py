"""Windows of time. A day is 24 hours; a calendar period is the brand's, in its time zone.

A window is written as the instant it opens after: `t` is inside for an event at `T` when
`opens_after < t <= T`. Instants have microseconds, in Python and in PostgreSQL alike, so the inclusive
start of a calendar period is "after the microsecond before", and SQL and this module share one comparison.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

MAX_DAYS = timedelta.max.days
_TICK = timedelta(microseconds=1)


class Period(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive time.

    Python subtracts and compares two times of one zone by the wall clock, which is wrong across a change
    of the clocks; so every window is computed in UTC.
    """
    if instant.tzinfo is UTC:
        return instant
    if instant.utcoffset() is None:
        raise ValueError("an instant carries its offset")
    return instant.astimezone(UTC)


def in_days(instant: datetime, at: datetime, days: int) -> bool:
    """Whether `at - days < instant <= at`: exactly `days` later is too late (money-rules.md, Numbers)."""
    age = utc(at) - utc(instant)
    return timedelta(0) <= age < timedelta(days=days)


def days_after(instant: datetime, days: int) -> datetime | None:
    """The first instant that is too late for a window of `days`; None where the calendar ends first."""
    try:
        return utc(instant) + timedelta(days=days)
    except OverflowError:
        return None


def days_open_after(at: datetime, days: int) -> datetime | None:
    """`at - days`: a rolling window's exclusive start; None where that lies before the calendar."""
    try:
        return utc(at) - timedelta(days=days)
    except OverflowError:
        return None


def period_start(at: datetime, period: Period, zone: tzinfo) -> datetime:
    """The first instant, in UTC, of the calendar period that holds `at`, in the brand's `zone`.

    Where midnight falls into a change of the clocks, `fold=0` names the first of two midnights, and for a
    midnight that was skipped the instant of the change: in both cases the true start of the day.
    """
    local = utc(at).astimezone(zone)
    months = _MONTHS[period]
    first = (local.month - 1) // months * months + 1
    return datetime(local.year, first, 1, tzinfo=zone).astimezone(UTC)


def period_open_after(at: datetime, period: Period, zone: tzinfo) -> datetime:
    """The period's start as an exclusive bound (see the module's text)."""
    return period_start(at, period, zone) - _TICK
