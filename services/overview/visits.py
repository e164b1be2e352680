"""Who came by links in a period: clicks of people, told apart as persons (services/numbers/people.py). Programs never
count."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from msgspec import Struct

from infra.database import Tx
from services.numbers.people import KNOWN_AS, PERSON, ROOTS
from services.numbers.period_counts import Counted, Days
from services.numbers.prepare_counts import buckets
from services.overview.added_up import AddedUp
from services.overview.period import Span

_CAME = f"""
WITH RECURSIVE {ROOTS}, came AS (
  SELECT t.at, {PERSON} AS person FROM touches AS t {KNOWN_AS}
  WHERE t.brand_id = $1 AND t.at >= $2 AND t.at < $3 AND t.kind IN ('click', 'scan')
    AND ($4::uuid IS NULL OR t.store_id = $4) AND ($5::text IS NULL OR t.channel = $5)
    AND ($6::text IS NULL OR t.campaign = $6)
)
"""  # noqa: S608 - our own words
_SUMS = f"{_CAME} SELECT count(*)::int, count(DISTINCT person)::int FROM came"  # noqa: S608 - our own words
_SERIES = f"""
{_CAME} SELECT date_trunc($7, at AT TIME ZONE $8)::date AS day, count(*)::int, count(DISTINCT person)::int FROM came
GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - our own words
_DAYS = """
SELECT day, clicks, people FROM number_days WHERE brand_id = $1 AND dimension = $2 AND seller_id = $3 AND key = $4
  AND day BETWEEN $5 AND $6 AND clicks > 0 ORDER BY day
"""
# Who came until now came last on one of these days.
_SINCE = """
SELECT coalesce(sum(people), 0)::int FROM people_last_days
WHERE brand_id = $1 AND dimension = $2 AND key = $3 AND last_day >= $4
"""


class Visits(Struct, frozen=True):
    clicks: int
    people: int


class VisitsPoint(Struct, frozen=True):
    day: date
    clicks: int
    people: int


class Whose(Struct, frozen=True):
    """How the days that were added up call what is asked: `days` in number_days, `seen` in people_last_days."""

    days: Counted
    seen: tuple[str, str]


def whose(span: Span, owner: UUID | None) -> Whose | None:
    """None where filters are combined: then touches are counted. A store's touches are its owner's."""
    asked = [("store", span.store_id), ("channel", span.channel), ("campaign", span.campaign)]
    given = [(dimension, str(key)) for dimension, key in asked if key is not None]
    if len(given) > 1:
        return None
    if owner is not None:
        return Whose(Counted(seller=str(owner)), given[0])
    dimension, key = given[0] if given else ("all", "")
    return Whose(Counted("people", dimension, key), (dimension, key))


def periods_over(span: Span, parts: AddedUp, *, drawn: bool) -> Iterator[Days]:
    """The periods whose people no sum of days tells: the whole one where it is over, and where it is drawn its weeks or
    months that are."""
    first, last = parts.whole
    wanted = [parts.whole, *(buckets(first, last, span.bucket) if drawn and span.bucket != "day" else ())]
    return (days for days in wanted if days[0] < days[1] < parts.today)


async def visits_sums(
    tx: Tx, span: Span, parts: AddedUp | None, of: Whose | None, people: dict[Days, int]
) -> Visits:
    """Of the whole period: somebody who came on two days is one of its people. `people` are those of `periods_over`."""
    if parts is None or of is None:
        row = await tx.fetchrow(_SUMS, *_args(tx, span))
        return Visits(*row) if row else Visits(0, 0)
    days = await _days(tx, of, parts.whole)
    return Visits(sum(each.clicks for each in days), await _people(tx, of, parts.whole, parts, days, people))


async def visits_series(
    tx: Tx, span: Span, parts: AddedUp | None, of: Whose | None, people: dict[Days, int]
) -> list[VisitsPoint]:
    """By day, week or month of the brand's calendar."""
    if parts is None or of is None:
        rows = await tx.fetch(_SERIES, *_args(tx, span), span.bucket, span.timezone)
        return [VisitsPoint(*row) for row in rows]
    days = await _days(tx, of, parts.whole)
    if span.bucket == "day":
        return days
    points = []
    for bucket in buckets(*parts.whole, span.bucket):
        within = [each for each in days if bucket[0] <= each.day <= bucket[1]]
        if within:
            came = await _people(tx, of, bucket, parts, within, people)
            points.append(VisitsPoint(_began(bucket[0], span.bucket), sum(d.clicks for d in within), came))
    return points


async def _days(tx: Tx, of: Whose, days: Days) -> list[VisitsPoint]:
    row = of.days
    found = await tx.fetch(_DAYS, tx.brand_id, row.dimension, UUID(row.seller), row.key, *days)
    return [VisitsPoint(*each) for each in found]


async def _people(
    tx: Tx, of: Whose, days: Days, parts: AddedUp, points: list[VisitsPoint], people: dict[Days, int]
) -> int:
    if days[0] == days[1]:
        return sum(each.people for each in points)
    if days[1] < parts.today:
        return people[days]
    found: int = await tx.fetchval(_SINCE, tx.brand_id, *of.seen, days[0])
    return found


def _began(day: date, bucket: str) -> date:
    """The Monday, or the first, that a bucket is named by, though the period begins within it."""
    return day.replace(day=1) if bucket == "month" else date.fromordinal(day.toordinal() - day.weekday())


def _args(tx: Tx, span: Span) -> tuple[object, ...]:
    return (tx.brand_id, span.start, span.end, span.store_id, span.channel, span.campaign)
