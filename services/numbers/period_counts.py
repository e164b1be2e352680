"""Who came, and who paid, in periods that are over: counted once, kept until somebody of them changes.

The people of two periods are not the sum of the people of each, so no days add up to them. What is over changes
seldom: by touches that come late, and by merges. Both forget what they concern (`forget_counts`).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.numbers.days import bounds_of
from services.numbers.people import KNOWN_AS, NOBODYS, PERSON, ROOTS
from services.policies.brand_zone import brand_zone

Days = tuple[date, date]


class Counted(msgspec.Struct, frozen=True):
    """Of what a count is: people or customers, of all or of one store, seller, channel or campaign."""

    what: str = "people"
    dimension: str = "all"
    key: str = ""
    seller: str = NOBODYS


_KNOWN = """
SELECT first_day, last_day, counted FROM period_counts JOIN unnest($6::date[], $7::date[]) AS w (first_day, last_day)
  USING (first_day, last_day) WHERE brand_id = $1 AND what = $2 AND dimension = $3 AND seller_id = $4 AND key = $5
"""
# Browsers first, each once, then who they are: ten million touches are two million browsers.
_PEOPLE = """
WITH RECURSIVE {roots}, t AS (
  SELECT DISTINCT t.brand_id, t.visitor_id, 'click' AS kind FROM touches AS t
  WHERE t.brand_id = $1 AND t.at >= $2 AND t.at < $3 AND t.kind IN ('click', 'scan') {filters}
)
SELECT count(DISTINCT {person})::int FROM t {known_as}
"""
# A seller's touches lie on the links that the days of the period name, and are found by them.
_ON_LINKS = """ AND t.seller_id = $4::uuid AND t.link_id = ANY(ARRAY(SELECT DISTINCT d.key::uuid FROM number_days AS d
  WHERE d.brand_id = $1 AND d.dimension = 'link' AND d.seller_id = $4::uuid AND d.day BETWEEN $5 AND $6))"""
_FILTERS = {
    "all": " AND $4::text = ''",
    "channel": " AND t.channel = $4::text",
    "campaign": " AND t.campaign = $4::text",
    "seller": _ON_LINKS,
}
_CUSTOMERS = """
SELECT count(DISTINCT customer_id)::int FROM retail_orders WHERE brand_id = $1 AND paid_at >= $2 AND paid_at < $3
  AND $4::text = ''
"""
_CREDITED = """
SELECT count(DISTINCT o.customer_id)::int FROM credited_sales AS c
JOIN retail_orders AS o ON o.brand_id = c.brand_id AND o.id = c.order_id
WHERE c.brand_id = $1 AND c.paid_at >= $2 AND c.paid_at < $3 AND c.{dimension} = $4
"""
_KEEP = """
INSERT INTO period_counts (brand_id, what, dimension, seller_id, key, first_day, last_day, counted, counted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""
_FORGET = "DELETE FROM period_counts WHERE brand_id = $1 AND last_day >= $2 AND first_day <= $3"
# Days are added up and people moved in turns; what is counted in a turn of its own cannot have been overtaken.
TRY_TURN = "SELECT pg_try_advisory_xact_lock(hashtextextended('numbers ' || $1::uuid::text, 0))"


async def counts_of(scope: Scope, of: Counted, periods: Iterable[Days]) -> dict[Days, int]:
    """The count of each period; all of its days are over, and added up. What was not counted yet is counted now, and
    kept where nobody adds days up at this very moment."""
    wanted = sorted(set(periods))
    if not wanted:
        return {}
    known = await transact(scope, lambda tx: _known(tx, of, wanted))
    for days in wanted:
        if days not in known:
            known[days] = await transact(scope, lambda tx: _count(tx, of, days))  # noqa: B023 - awaited at once
    return known


async def forget_counts(tx: Tx, first: date, last: date) -> None:
    """Somebody came, paid or was another on these days: what was counted over them is counted when asked again."""
    await tx.execute(_FORGET, tx.brand_id, first, last)


async def _known(tx: Tx, of: Counted, wanted: Sequence[Days]) -> dict[Days, int]:
    firsts, lasts = [days[0] for days in wanted], [days[1] for days in wanted]
    found = await tx.fetch(_KNOWN, tx.brand_id, of.what, of.dimension, UUID(of.seller), of.key, firsts, lasts)
    return {(row["first_day"], row["last_day"]): row["counted"] for row in found}


async def _count(tx: Tx, of: Counted, days: Days) -> int:
    in_turn = await tx.fetchval(TRY_TURN, tx.brand_id)
    counted = await _counted(tx, of, days)
    if in_turn:
        await tx.execute(
            _KEEP, tx.brand_id, of.what, of.dimension, UUID(of.seller), of.key, *days, counted, tx.now
        )
    return counted


async def _counted(tx: Tx, of: Counted, days: Days) -> int:
    begins, ends = bounds_of(days, await brand_zone(tx))
    if of.what == "customers":
        query = _CUSTOMERS if of.dimension == "all" else _CREDITED.format(dimension=of.dimension)
        found: int = await tx.fetchval(query, tx.brand_id, begins, ends, of.key)
        return found
    by = "seller" if of.seller != NOBODYS else of.dimension
    arguments: list[object] = [of.seller if by == "seller" else of.key]
    if by == "seller":
        arguments += days
    query = _PEOPLE.format(roots=ROOTS, person=PERSON, known_as=KNOWN_AS, filters=_FILTERS[by])
    people: int = await tx.fetchval(query, tx.brand_id, begins, ends, *arguments)
    return people
