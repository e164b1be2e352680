"""Who came by links in a period: clicks of people, told apart by their browsers. Programs never count."""

from datetime import date

from msgspec import Struct

from infra.database import Tx
from services.overview.period import Span

_CAME = """
FROM touches t WHERE t.brand_id = $1 AND t.at >= $2 AND t.at < $3 AND t.kind IN ('click', 'scan')
  AND ($4::uuid IS NULL OR t.store_id = $4) AND ($5::text IS NULL OR t.channel = $5)
  AND ($6::text IS NULL OR t.campaign = $6)
"""
_SUMS = f"SELECT count(*)::int, count(DISTINCT t.visitor_id)::int {_CAME}"
_SERIES = f"""
SELECT date_trunc($7, t.at AT TIME ZONE $8)::date AS day, count(*)::int, count(DISTINCT t.visitor_id)::int
{_CAME} GROUP BY 1 ORDER BY 1
"""


class Visits(Struct, frozen=True):
    clicks: int
    people: int


class VisitsPoint(Struct, frozen=True):
    day: date
    clicks: int
    people: int


async def visits_sums(tx: Tx, span: Span) -> Visits:
    """Of the whole period: somebody who came on two days is one of its people."""
    row = await tx.fetchrow(_SUMS, *_args(tx, span))
    return Visits(*row) if row else Visits(0, 0)


async def visits_series(tx: Tx, span: Span) -> list[VisitsPoint]:
    """By day, week or month of the brand's calendar."""
    rows = await tx.fetch(_SERIES, *_args(tx, span), span.bucket, span.timezone)
    return [VisitsPoint(*row) for row in rows]


def _args(tx: Tx, span: Span) -> tuple[object, ...]:
    return (tx.brand_id, span.start, span.end, span.store_id, span.channel, span.campaign)
