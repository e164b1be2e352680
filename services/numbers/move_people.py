"""Visitors and customers who turned out to be one person, or were taken apart again, are counted as they are now."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import asyncpg

from infra.database import Tx, transact
from infra.scope import Scope
from services.numbers.people import KNOWN_AS, PERSON, ROOTS
from services.numbers.period_counts import forget_counts

_IDENTIFIED = """
SELECT visitor_id, customer_id FROM identifications WHERE brand_id = $1 AND (at >= $2 OR undone_at >= $2)
"""
_MERGED = """
SELECT from_customer_id, into_customer_id, at >= $2 OR undone_at >= $2 AS fresh FROM customer_merges
WHERE brand_id = $1 AND (undone_at IS NULL OR undone_at >= $2)
"""
_KNOWN = """
SELECT visitor_id, customer_id FROM identifications WHERE brand_id = $1 AND visitor_id IN (
  SELECT visitor_id FROM identifications WHERE brand_id = $1 AND customer_id = ANY($2::uuid[]))
"""
_FORGET = """
WITH gone AS (
  DELETE FROM people_seen WHERE brand_id = $1 AND person_id = ANY($2::uuid[]) RETURNING dimension, key, last_day
), fewer AS (SELECT dimension, key, last_day, count(*)::int AS n FROM gone GROUP BY 1, 2, 3)
UPDATE people_last_days AS l SET people = l.people - f.n FROM fewer AS f
WHERE l.brand_id = $1 AND l.dimension = f.dimension AND l.key = f.key AND l.last_day = f.last_day
"""
# Only of days that were added up: the others come in their turn.
_AGAIN = f"""
WITH RECURSIVE {ROOTS}, came AS (
  SELECT d.dimension, d.key, {PERSON} AS person_id, max((t.at AT TIME ZONE b.timezone)::date) AS last_day
  FROM touches AS t {KNOWN_AS} JOIN brands AS b ON b.id = t.brand_id
  JOIN rolled_days AS r ON r.brand_id = t.brand_id AND r.day = (t.at AT TIME ZONE b.timezone)::date
  CROSS JOIN LATERAL (VALUES ('all', ''), ('store', t.store_id::text), ('channel', t.channel),
    ('campaign', t.campaign)) AS d (dimension, key)
  WHERE t.brand_id = $1 AND t.visitor_id = ANY($2::uuid[]) AND t.kind IN ('click', 'scan') GROUP BY 1, 2, 3
), put AS (
  INSERT INTO people_seen (brand_id, dimension, key, person_id, last_day)
  SELECT $1, dimension, key, person_id, last_day FROM came ORDER BY 2, 3, 4
)
INSERT INTO people_last_days AS l (brand_id, dimension, key, last_day, people)
SELECT $1, dimension, key, last_day, count(*)::int FROM came GROUP BY 2, 3, 4
ON CONFLICT (brand_id, dimension, key, last_day) DO UPDATE SET people = l.people + excluded.people
"""  # noqa: S608 - our own words
# A day is counted anew where two of these browsers came on it: of one alone it knows how many people came already.
_STALE = """
UPDATE rolled_days AS r SET stale = true FROM (
  SELECT (t.at AT TIME ZONE b.timezone)::date AS day FROM touches AS t JOIN brands AS b ON b.id = t.brand_id
  WHERE t.brand_id = $1 AND t.visitor_id = ANY($2::uuid[]) AND t.kind IN ('click', 'scan')
  GROUP BY 1 HAVING count(DISTINCT t.visitor_id) > 1
) AS d WHERE r.brand_id = $1 AND r.day = d.day AND NOT r.stale
"""
# A period that holds two of them counted two people, or one who are two again.
_BETWEEN = """
SELECT min((t.at AT TIME ZONE b.timezone)::date) AS first, max((t.at AT TIME ZONE b.timezone)::date) AS last
FROM touches AS t JOIN brands AS b ON b.id = t.brand_id
WHERE t.brand_id = $1 AND t.visitor_id = ANY($2::uuid[]) AND t.kind IN ('click', 'scan')
"""
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('numbers ' || $1::uuid::text, 0))"


async def move_people(scope: Scope, since: datetime) -> int:
    """Count anew the people whose visitors or customers were merged, or taken apart, since; how many browsers that
    concerns. Called twice it changes nothing twice."""

    async def work(tx: Tx) -> int:
        await tx.fetchval(_TURN, tx.brand_id)
        identified = await tx.fetch(_IDENTIFIED, tx.brand_id, since)
        merged = await tx.fetch(_MERGED, tx.brand_id, since)
        fresh = {row["customer_id"] for row in identified}
        fresh |= {row[side] for row in merged if row["fresh"] for side in _SIDES}
        if not fresh:
            return 0
        customers, visitors = await _everybody(
            tx, fresh, [(row[_SIDES[0]], row[_SIDES[1]]) for row in merged]
        )
        await tx.execute(_FORGET, tx.brand_id, [*visitors, *customers])
        await tx.execute(_AGAIN, tx.brand_id, visitors)
        for group in await _groups(tx, visitors, merged):
            await tx.execute(_STALE, tx.brand_id, group)
            came = await tx.fetchrow(_BETWEEN, tx.brand_id, group)
            if came is not None and came["first"] is not None:
                await forget_counts(tx, came["first"], came["last"])
        return len(visitors)

    return await transact(scope, work)


_SIDES = ("from_customer_id", "into_customer_id")


async def _everybody(
    tx: Tx, fresh: set[UUID], merges: list[tuple[UUID, UUID]]
) -> tuple[set[UUID], list[UUID]]:
    """Customers and browsers that these may have been counted with. A browser that somebody else used before was
    counted as that customer, whose other browsers are then counted anew as well."""
    customers = reached(fresh, merges)
    while True:
        rows = await tx.fetch(_KNOWN, tx.brand_id, list(customers))
        more = reached(customers | {row["customer_id"] for row in rows}, merges)
        if more == customers:
            return customers, sorted({row["visitor_id"] for row in rows})
        customers = more


def reached(begin: Iterable[UUID], pairs: Iterable[tuple[UUID, UUID]]) -> set[UUID]:
    """Everybody who is connected with one of these, over any number of merges."""
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    found, waiting = set(begin), list(begin)
    while waiting:
        for each in beside[waiting.pop()] - found:
            found.add(each)
            waiting.append(each)
    return found


async def _groups(tx: Tx, visitors: list[UUID], merged: list[asyncpg.Record]) -> list[list[UUID]]:
    """Browsers by the person they ever belonged to; alone, a browser changes no day."""
    rows = await tx.fetch(
        "SELECT visitor_id, customer_id FROM identifications WHERE brand_id = $1 AND visitor_id = ANY($2::uuid[])",
        tx.brand_id,
        visitors,
    )
    pairs = [(row["visitor_id"], row["customer_id"]) for row in rows]
    pairs += [(row[_SIDES[0]], row[_SIDES[1]]) for row in merged]
    left, groups = set(visitors), []
    while left:
        group = reached([next(iter(left))], pairs) & left
        left -= group
        if len(group) > 1:
            groups.append(sorted(group))
    return groups
