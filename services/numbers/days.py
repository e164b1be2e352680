"""Days of a calendar, and the instants at which they begin and end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the day, and the first that is not in it any more."""
    return bounds_of((day, day), zone)


def bounds_of(days: tuple[date, date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The same of the days from the first to the last, both included."""
    begins = datetime.combine(days[0], time(), zone)
    return begins.astimezone(UTC), datetime.combine(days[1] + timedelta(days=1), time(), zone).astimezone(UTC)


def last_of_month(first: date) -> date:
    """The last day of the month that begins with `first`."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
