"""Count, once a day is over, what the console asks of the days before: nobody waits for it then."""

from collections.abc import Iterator
from datetime import date, timedelta

from infra.database import Tx, transact
from infra.scope import Scope
from services.numbers.days import last_of_month
from services.numbers.period_counts import Counted, Days, counts_of
from services.policies.brand_zone import brand_zone

# The periods that the overview and the workbench offer (web/console/src/lib/period.ts).
OFFERED = (7, 30, 90, 365)
BY_DAY, BY_WEEK = 93, 400
_FIRST = "SELECT min(day) FROM rolled_days WHERE brand_id = $1"
_NAMES = """
SELECT DISTINCT dimension, key FROM people_last_days
WHERE brand_id = $1 AND dimension IN ('channel', 'campaign') AND last_day >= $2 ORDER BY 1, 2 LIMIT 60
"""


def bucket_of(days: int) -> str:
    """What the plots of a period of so many days are drawn by: day, week or month."""
    return "day" if days <= BY_DAY else "week" if days <= BY_WEEK else "month"


def buckets(first: date, last: date, bucket: str) -> Iterator[Days]:
    """The days of a period by week (from Monday) or month, cut at its ends; each day by itself for `day`."""
    at = first
    while at <= last:
        if bucket == "day":
            end = at
        elif bucket == "week":
            end = at + timedelta(days=6 - at.weekday())
        else:
            end = last_of_month(at.replace(day=1))
        yield at, min(end, last)
        at = end + timedelta(days=1)


async def prepare_counts(scope: Scope) -> None:
    """People of the periods before those that are offered, in all and by channel and campaign; customers of the same
    and of what is over of the offered ones; people of the weeks of a year. What is known already is left alone."""
    today, began, names = await transact(scope, _facts)
    if began is None:
        return
    closed = [(today - timedelta(days=days - 1), today - timedelta(days=1)) for days in OFFERED]
    before = [
        (today - timedelta(days=2 * days - 1), today - timedelta(days=days))
        for days in OFFERED
        if today - timedelta(days=days) >= began
    ]
    await counts_of(scope, Counted(), [*before, *_weeks_of_a_year(today)])
    await counts_of(scope, Counted("customers"), [*closed, *before])
    for dimension, key in names:
        await counts_of(scope, Counted("people", dimension, key), before)


def _weeks_of_a_year(today: date) -> list[Days]:
    year = today - timedelta(days=OFFERED[-1] - 1)
    return [days for days in buckets(year, today, bucket_of(OFFERED[-1])) if days[1] < today]


async def _facts(tx: Tx) -> tuple[date, date | None, list[tuple[str, str]]]:
    today = tx.now.astimezone(await brand_zone(tx)).date()
    began = await tx.fetchval(_FIRST, tx.brand_id)
    found = await tx.fetch(_NAMES, tx.brand_id, today - timedelta(days=90))
    return today, began, [(row["dimension"], row["key"]) for row in found]
