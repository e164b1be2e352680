"""Which days of a period were added up, and what is left to be counted from sales themselves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from infra.database import Tx
from services.numbers.days import bounds_of, last_of_month
from services.overview.period import Span

# Older than this and nobody adds up any more: then everything is counted.
FRESH = timedelta(minutes=10)
_ROLLED = """
SELECT max(r.rolled_at) AS at, min(r.day) AS first, max(r.day) AS last,
  coalesce(bool_and(s.starts IS NOT NULL), false) AS whole
FROM rolled_days AS r LEFT JOIN sales_sums AS s ON s.brand_id = r.brand_id AND s.grain = 'day' AND s.dimension = 'all'
  AND s.starts = r.day AND s.key = '' WHERE r.brand_id = $1
"""
_NEVER = (date(1, 1, 1), date(1, 1, 1))


class Rolled(Struct, frozen=True):
    """The state of the days that the task keeps: from the first to the last, as of `at`; `today` is not over."""

    at: datetime
    first: date
    last: date
    today: date


class AddedUp(Struct, frozen=True):
    """A period in three parts: `months` that are over (the first days of the first and of the last), `days` around
    them, and the instants of `live`.

    `closed` are all days of the first two parts, None where there are none; `whole` are all days of the period.
    """

    months: tuple[date, date] | None
    days: tuple[tuple[date, date], ...]
    closed: tuple[date, date] | None
    whole: tuple[date, date]
    live: tuple[datetime, datetime]
    today: date

    @property
    def arguments(self) -> tuple[date, ...]:
        """Of statements over sales_sums: months from and to, then twice days from and to."""
        days = (*self.days, _NEVER, _NEVER)
        return (*(self.months or _NEVER), *days[0], *days[1])

    def by_day(self) -> "AddedUp":
        """The same without months."""
        days = () if self.closed is None else (self.closed,)
        return AddedUp(None, days, self.closed, self.whole, self.live, self.today)


async def rolled_now(tx: Tx, timezone: str) -> Rolled | None:
    """None where nothing was added up yet, or not lately, or by an earlier release."""
    row = await tx.fetchrow(_ROLLED, tx.brand_id)
    if row is None or row["at"] is None or not row["whole"] or tx.now - row["at"] > FRESH:
        return None
    return Rolled(row["at"], row["first"], row["last"], tx.now.astimezone(ZoneInfo(timezone)).date())


def added_up(span: Span, rolled: Rolled | None) -> AddedUp | None:
    """None for a period that does not consist of whole days of the brand's calendar: that is counted. The last day may
    be cut where that is still to come."""
    zone = ZoneInfo(span.timezone)
    if rolled is None:
        return None
    first = span.start.astimezone(zone).date()
    last = (span.end - timedelta(microseconds=1)).astimezone(zone).date()
    begins, ends = bounds_of((first, last), zone)
    if span.start != begins or (span.end != ends and last < rolled.today):
        return None
    closed_to = min(last, rolled.last, rolled.today - timedelta(days=1))
    if closed_to < first:
        return AddedUp(None, (), None, (first, last), (span.start, span.end), rolled.today)
    live = (bounds_of((closed_to, closed_to), zone)[1], span.end)
    months = _months(first, closed_to, rolled.today)
    days: tuple[tuple[date, date], ...] = ((first, closed_to),)
    if months is not None:
        edges = (
            (first, months[0] - timedelta(days=1)),
            (last_of_month(months[1]) + timedelta(days=1), closed_to),
        )
        days = tuple(each for each in edges if each[0] <= each[1])
    return AddedUp(months, days, (first, closed_to), (first, last), live, rolled.today)


def _months(first: date, last: date, today: date) -> tuple[date, date] | None:
    """The first days of the first and the last month that lie in the period whole, and are over."""
    begin = first if first.day == 1 else last_of_month(first.replace(day=1)) + timedelta(days=1)
    end = last.replace(day=1)
    if last < last_of_month(end) or end == today.replace(day=1):
        end = (end - timedelta(days=1)).replace(day=1)
    return (begin, end) if begin <= end else None
