"""Close the months that ended: from then on their statements can be made out, and never change."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from commission.money.window import Period, period_start
from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.books_of_month import BOOKS_HASH, carried_by
from services.bookkeeping.signing_keys import key_in_force
from services.locks import lock_books_closing

# Months with entries of their own or late ones, and the last that ended: a month in which nothing happened is told of
# only while it is the latest. Where a brand moved its clocks west, hours of a closed month belong to the next.
_ENDED = """
SELECT greatest(date_trunc('month', occurred_at AT TIME ZONE $2)::date, $5::date) AS month FROM journal_entries
WHERE brand_id = $1 AND occurred_at >= $4 AND occurred_at < $3 AND late_month IS NULL
UNION SELECT late_month FROM journal_entries WHERE brand_id = $1 AND late_month BETWEEN $5 AND $6
UNION SELECT $6::date WHERE $6::date >= $5::date
  AND EXISTS (SELECT FROM journal_entries WHERE brand_id = $1 AND occurred_at < $3)
ORDER BY 1
"""
# Nothing may be closed under a file that is being brought in, unless it was given up.
_IMPORTING = """
SELECT EXISTS (SELECT FROM import_runs WHERE brand_id = $1 AND finished_at IS NULL
  AND started_at > $2::timestamptz - interval '1 day')
"""
_CLOSE = """
INSERT INTO closed_months (brand_id, id, month, from_at, until_at, timezone, signing_key_id, books_hash, closed_at,
  closed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_OF_BRAND = """
INSERT INTO statements (brand_id, id, month, seller_id, header)
SELECT b.id, $2, $3, NULL, jsonb_build_object('slug', b.slug, 'name', b.name, 'jurisdiction', b.jurisdiction)
FROM brands AS b WHERE b.id = $1
"""
# A seller to whom something happened in the month, or of whose money something is left at its end.
_OF_SELLERS = f"""
WITH moved AS (
  SELECT a.seller_id, a.id, sum(p.amount) AS left_over, bool_or({carried_by("$3", "$4", "$5")}) AS here
  FROM ledger_accounts AS a JOIN postings AS p ON p.brand_id = a.brand_id AND p.account_id = a.id
  JOIN journal_entries AS e ON e.brand_id = p.brand_id AND e.id = p.entry_id AND e.occurred_at = p.occurred_at
  WHERE a.brand_id = $1 AND a.seller_id IS NOT NULL AND p.occurred_at < $5
    AND (e.late_month IS NULL OR e.late_month <= $3) GROUP BY a.seller_id, a.id)
INSERT INTO statements (brand_id, id, month, seller_id, header)
SELECT $1, n.id, $3, s.id, jsonb_build_object('code', s.code, 'name', s.display_name, 'kind', s.kind)
FROM (SELECT row_number() OVER (ORDER BY seller_id) AS place, seller_id FROM moved
      GROUP BY seller_id HAVING bool_or(here) OR bool_or(left_over <> 0)) AS w
JOIN unnest($2::uuid[]) WITH ORDINALITY AS n (id, place) ON n.place = w.place
JOIN sellers AS s ON s.brand_id = $1 AND s.id = w.seller_id
"""  # noqa: S608 - our own words
_BEFORE_ALL, _EVER = date(1, 1, 1), datetime(1, 2, 1, tzinfo=UTC)


class MonthsClosed(Struct, frozen=True):
    """The months that were closed now, as `2026-03`."""

    months: list[str]


async def close_months(scope: Scope) -> MonthsClosed:
    """Close every month that ended before now, in the brand's time zone, oldest first. Called twice it closes nothing
    the second time. While a file is being imported nothing is closed: its entries belong to their own months."""
    return await transact(scope, _close)


async def _close(tx: Tx) -> MonthsClosed:
    await lock_books_closing(tx)
    if await tx.fetchval(_IMPORTING, tx.brand_id, tx.now):
        return MonthsClosed([])
    zone_name = await tx.fetchval("SELECT timezone FROM brands WHERE id = $1", tx.brand_id)
    zone = ZoneInfo(zone_name)
    running = period_start(tx.now, Period.MONTH, zone)
    latest = await tx.fetchrow(
        "SELECT month, until_at FROM closed_months WHERE brand_id = $1 ORDER BY month DESC LIMIT 1",
        tx.brand_id,
    )
    last, closed_until = (latest["month"], latest["until_at"]) if latest else (_BEFORE_ALL, _EVER)
    ended = _before(running.astimezone(zone).date())
    rows = await tx.fetch(_ENDED, tx.brand_id, zone_name, running, closed_until, _after(last), ended)
    if not rows:
        return MonthsClosed([])
    key = await key_in_force(tx)
    for row in rows:
        month: date = row["month"]
        from_at = closed_until if month == _after(last) else _starts(month, zone)
        await _close_one(tx, month, from_at, _starts(_after(month), zone), key, zone_name)
        last, closed_until = month, _starts(_after(month), zone)
    return MonthsClosed([f"{row['month']:%Y-%m}" for row in rows])


async def _close_one(
    tx: Tx, month: date, from_at: datetime, until_at: datetime, key: UUID, zone: str
) -> None:
    books_hash = await tx.fetchval(BOOKS_HASH, tx.brand_id, month, from_at, until_at)
    row: UUID = new_id()
    actor = tx.scope.actor.account_id
    await tx.execute(_CLOSE, tx.brand_id, row, month, from_at, until_at, zone, key, books_hash, tx.now, actor)
    await tx.execute(_OF_BRAND, tx.brand_id, new_id(), month)
    sellers: int = await tx.fetchval(
        "SELECT count(DISTINCT seller_id) FROM ledger_accounts WHERE brand_id = $1", tx.brand_id
    )
    await tx.execute(_OF_SELLERS, tx.brand_id, [new_id() for _ in range(sellers)], month, from_at, until_at)
    await record_change(tx, "close_months", "closed month", row, None, {"month": f"{month:%Y-%m}"})


def _starts(month: date, zone: ZoneInfo) -> datetime:
    return period_start(datetime(month.year, month.month, 2, tzinfo=zone), Period.MONTH, zone)


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
