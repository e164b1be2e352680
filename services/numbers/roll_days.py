"""Add up the days that changed: what the console reads in a few milliseconds, however many touches a year has."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.numbers.credit_sales import credit_sales
from services.numbers.days import day_bounds
from services.numbers.move_people import move_people
from services.numbers.people import KNOWN_AS, NOBODYS, PERSON, ROOTS
from services.numbers.period_counts import TRY_TURN, forget_counts
from services.numbers.prepare_counts import prepare_counts
from services.numbers.roll_sales import roll_sales
from services.policies.brand_zone import brand_zone

MOST_DAYS = 40
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
# No window is longer, and no refund or appeal of an older sale is to be expected.
LOOKED_AT_AGAIN = timedelta(days=400)
# What an open database transaction may still bring in for the past: touches, payments and merges are looked for again.
OVERLAP = timedelta(minutes=10)
# The day before is not over for us until what was on its way has surely arrived.
SETTLES = timedelta(hours=2)
_FIRST = """
SELECT least((SELECT min(at) FROM touches WHERE brand_id = $1),
             (SELECT min(paid_at) FROM credited_sales WHERE brand_id = $1))
"""
# A day that an earlier release added up knows nothing of sums by product and seller, nor of people by campaign.
_ROLLED = """
SELECT max(rolled_at) AS at, max(day) AS last, array_agg(day ORDER BY day) FILTER (WHERE stale OR NOT EXISTS (
  SELECT FROM sales_sums AS s WHERE s.brand_id = r.brand_id AND s.grain = 'day' AND s.dimension = 'all' AND s.key = ''
    AND s.starts = r.day)) AS stale
FROM rolled_days AS r WHERE brand_id = $1
"""
_WHO = """
SELECT clicks, people, orders FROM number_days
WHERE brand_id = $1 AND dimension = 'all' AND seller_id = $3 AND day = $2 AND key = ''
"""
_FORGET = "DELETE FROM number_days WHERE brand_id = $1 AND day = $2"
_ADD_UP = f"""
WITH RECURSIVE {ROOTS}, came AS (
  SELECT t.seller_id, t.store_id, t.link_id, t.channel, t.campaign, t.kind, v.card_variant_id, v.landing_variant_id,
    {PERSON} AS person
  FROM touches AS t {KNOWN_AS}
  LEFT JOIN landing_views AS v ON v.brand_id = t.brand_id AND v.touch_id = t.id
  WHERE t.brand_id = $1 AND t.at >= $3 AND t.at < $4
), clicked AS (
  SELECT d.dimension, d.seller_id, d.key, count(*) FILTER (WHERE kind IN ('click', 'scan'))::int AS clicks,
    count(DISTINCT person) FILTER (WHERE kind IN ('click', 'scan'))::int AS people,
    count(*) FILTER (WHERE kind = 'preview')::int AS previews, count(*) FILTER (WHERE kind = 'bot')::int AS bots
  FROM came CROSS JOIN LATERAL (VALUES
    ('all', '{NOBODYS}'::uuid, ''), ('all', came.seller_id, ''), ('store', '{NOBODYS}'::uuid, store_id::text),
    ('store', came.seller_id, store_id::text),
    ('channel', '{NOBODYS}'::uuid, channel), ('channel', came.seller_id, channel),
    ('campaign', '{NOBODYS}'::uuid, campaign), ('campaign', came.seller_id, campaign),
    ('link', came.seller_id, link_id::text),
    ('card', '{NOBODYS}'::uuid, card_variant_id::text), ('card', came.seller_id, card_variant_id::text),
    ('landing', '{NOBODYS}'::uuid, landing_variant_id::text), ('landing', came.seller_id, landing_variant_id::text)
  ) AS d (dimension, seller_id, key) WHERE d.key IS NOT NULL GROUP BY 1, 2, 3
), sold AS (
  SELECT d.dimension, d.seller_id, d.key, count(DISTINCT s.order_id)::int AS orders, sum(s.sales)::bigint AS sales,
    sum(s.refunded)::bigint AS refunded, sum(s.commission)::bigint AS commission, sum(s.reversed)::bigint AS reversed
  FROM credited_sales AS s CROSS JOIN LATERAL (VALUES
    ('all', '{NOBODYS}'::uuid, ''), ('all', s.seller_id, ''), ('store', '{NOBODYS}'::uuid, s.store_id::text),
    ('store', s.seller_id, s.store_id::text),
    ('channel', '{NOBODYS}'::uuid, s.channel), ('channel', s.seller_id, s.channel),
    ('campaign', '{NOBODYS}'::uuid, s.campaign), ('campaign', s.seller_id, s.campaign),
    ('link', s.seller_id, s.link_id::text),
    ('card', '{NOBODYS}'::uuid, s.card_variant_id::text), ('card', s.seller_id, s.card_variant_id::text),
    ('landing', '{NOBODYS}'::uuid, s.landing_variant_id::text), ('landing', s.seller_id, s.landing_variant_id::text)
  ) AS d (dimension, seller_id, key)
  WHERE s.brand_id = $1 AND s.paid_at >= $3 AND s.paid_at < $4 AND d.key IS NOT NULL AND d.seller_id IS NOT NULL
  GROUP BY 1, 2, 3
)
INSERT INTO number_days (brand_id, day, dimension, seller_id, key, clicks, people, previews, bots, orders, sales,
  refunded, commission, reversed)
SELECT $1, $2, dimension, seller_id, key, coalesce(clicks, 0), coalesce(people, 0), coalesce(previews, 0),
  coalesce(bots, 0), coalesce(orders, 0), coalesce(sales, 0), coalesce(refunded, 0), coalesce(commission, 0),
  coalesce(reversed, 0)
FROM clicked FULL JOIN sold USING (dimension, seller_id, key)
"""  # noqa: S608 - our own words
# The last day of each person moves forward alone, and with it the count of those who came last on a day.
_SEEN = f"""
WITH RECURSIVE {ROOTS}, came AS (
  SELECT DISTINCT d.dimension, d.key, {PERSON} AS person_id FROM touches AS t {KNOWN_AS}
  CROSS JOIN LATERAL (VALUES ('all', ''), ('store', t.store_id::text), ('channel', t.channel),
    ('campaign', t.campaign)) AS d (dimension, key)
  WHERE t.brand_id = $1 AND t.at >= $3 AND t.at < $4 AND t.kind IN ('click', 'scan')
), moved AS (
  SELECT c.dimension, c.key, c.person_id, p.last_day AS was FROM came AS c
  LEFT JOIN people_seen AS p ON p.brand_id = $1 AND p.dimension = c.dimension AND p.key = c.key
    AND p.person_id = c.person_id
  WHERE p.last_day IS NULL OR p.last_day < $2
), put AS (
  INSERT INTO people_seen (brand_id, dimension, key, person_id, last_day)
  SELECT $1, dimension, key, person_id, $2 FROM moved ORDER BY dimension, key, person_id
  ON CONFLICT (brand_id, dimension, key, person_id) DO UPDATE SET last_day = excluded.last_day
), change AS (
  SELECT dimension, key, $2::date AS last_day, count(*) AS n FROM moved GROUP BY 1, 2
  UNION ALL SELECT dimension, key, was, -count(*) FROM moved WHERE was IS NOT NULL GROUP BY 1, 2, 3
)
INSERT INTO people_last_days AS l (brand_id, dimension, key, last_day, people)
SELECT $1, dimension, key, last_day, sum(n)::int FROM change GROUP BY 2, 3, 4
ON CONFLICT (brand_id, dimension, key, last_day) DO UPDATE SET people = l.people + excluded.people
"""  # noqa: S608 - our own words
_DONE = """
INSERT INTO rolled_days (brand_id, day, rolled_at, stale) VALUES ($1, $2, $3, false)
ON CONFLICT (brand_id, day) DO UPDATE SET rolled_at = excluded.rolled_at, stale = false
"""


class DaysRolled(msgspec.Struct, frozen=True):
    """How many days were added up; `more` where there are others left to do."""

    days: int
    more: bool


async def roll_days(scope: Scope, *, afresh: bool = False) -> DaysRolled:
    """Credit what was sold, move people who were merged, and add up today, days not added up yet and days that changed,
    up to forty. `afresh` (nightly) looks at every sale of the last 400 days again, not at the latest alone.
    """
    began = scope.clock.now()
    rolled = await transact(scope, lambda tx: tx.fetchrow(_ROLLED, tx.brand_id))
    known = None if rolled is None or rolled["at"] is None else rolled["at"] - OVERLAP
    if known is None:
        await credit_sales(scope, _EVER)
    else:
        await credit_sales(scope, began - LOOKED_AT_AGAIN if afresh else known)
    if known is not None:
        await move_people(scope, known)
    days = await transact(scope, _days)
    for day in days[:MOST_DAYS]:
        if not await transact(scope, partial(_roll, day=day, began=began)):
            return DaysRolled(0, more=False)
    if len(days) <= MOST_DAYS:
        await prepare_counts(scope)
    return DaysRolled(min(len(days), MOST_DAYS), more=len(days) > MOST_DAYS)


async def _days(tx: Tx) -> list[date]:
    zone = await brand_zone(tx)
    today = tx.now.astimezone(zone).date()
    rolled = await tx.fetchrow(_ROLLED, tx.brand_id)
    last = rolled["last"] if rolled else None
    if last is None:
        first = await tx.fetchval(_FIRST, tx.brand_id)
        last = today if first is None else first.astimezone(zone).date()
    days = {last + timedelta(days=index) for index in range((today - last).days + 1)}
    days |= {today, (tx.now - SETTLES).astimezone(zone).date()}
    days |= set((rolled["stale"] if rolled else None) or ())
    return sorted(day for day in days if day <= today)


async def _roll(tx: Tx, day: date, began: datetime) -> bool:
    # One turn at a time for a brand; who comes second leaves it to the first.
    if not await tx.fetchval(TRY_TURN, tx.brand_id):
        return False
    zone = await brand_zone(tx)
    begins, ends = day_bounds(day, zone)
    # Marked first: what changes the day while it is added up makes it stale again, after this.
    await tx.execute(_DONE, tx.brand_id, day, began)
    before = await tx.fetchrow(_WHO, tx.brand_id, day, UUID(NOBODYS))
    await tx.execute(_FORGET, tx.brand_id, day)
    await tx.execute(_ADD_UP, tx.brand_id, day, begins, ends)
    await tx.execute(_SEEN, tx.brand_id, day, begins, ends)
    await roll_sales(tx, day, begins, ends, began.astimezone(zone).date())
    if before != await tx.fetchrow(_WHO, tx.brand_id, day, UUID(NOBODYS)):
        await forget_counts(tx, day, day)
    return True
