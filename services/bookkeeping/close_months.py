"""Close the months that ended: from then on their statements can be made out, and never change."""

from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from commission.money.window import Period, period_start
from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.books_of_month import BOOKS_HASH, ENTRIES_OF_MONTH
from services.bookkeeping.make_out_statements import make_out_statements
from services.bookkeeping.signing_keys import KEY_IN_FORCE, key_in_force
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
_BEFORE_ALL, _EVER = date(1, 1, 1), datetime(1, 2, 1, tzinfo=UTC)


class MonthsClosed(Struct, frozen=True):
    """The months that were closed now, as `2026-03`."""

    months: list[str]


class _Month(NamedTuple):
    month: date
    from_at: datetime
    until_at: datetime
    timezone: str


class _Content(NamedTuple):
    entries: int
    books_hash: str


async def close_months(scope: Scope) -> MonthsClosed:
    """Close every month that ended before now, in the brand's time zone, oldest first, and make out its statements.

    Called twice it closes nothing the second time. While a file is being imported nothing is closed: its entries belong
    to their own months. The brand's sales wait for as long as it takes to see that nothing was added to what was hashed
    before, and no longer.
    """
    hashed: dict[_Month, _Content] = {}
    for month in await transact(scope, _ended):
        hashed[month] = await transact(scope, partial(_content, month), snapshot=True)
    closed: list[str] = []
    if hashed:
        await transact(scope, key_in_force)
        closed = await transact(scope, partial(_close, hashed))
    await make_out_statements(scope)
    return MonthsClosed(closed)


async def _ended(tx: Tx) -> list[_Month]:
    if await tx.fetchval(_IMPORTING, tx.brand_id, tx.now):
        return []
    zone_name = await tx.fetchval("SELECT timezone FROM brands WHERE id = $1", tx.brand_id)
    zone = ZoneInfo(zone_name)
    running = period_start(tx.now, Period.MONTH, zone)
    latest = await tx.fetchrow(
        "SELECT month, until_at FROM closed_months WHERE brand_id = $1 ORDER BY month DESC LIMIT 1",
        tx.brand_id,
    )
    last, closed_until = (latest["month"], latest["until_at"]) if latest else (_BEFORE_ALL, _EVER)
    ended = _before(running.astimezone(zone).date())
    months = []
    for row in await tx.fetch(_ENDED, tx.brand_id, zone_name, running, closed_until, _after(last), ended):
        month: date = row["month"]
        from_at = closed_until if month == _after(last) else _starts(month, zone)
        last, closed_until = month, _starts(_after(month), zone)
        months.append(_Month(month, from_at, closed_until, zone_name))
    return months


async def _content(month: _Month, tx: Tx) -> _Content:
    bounds = (tx.brand_id, month.month, month.from_at, month.until_at)
    return _Content(await tx.fetchval(ENTRIES_OF_MONTH, *bounds), await tx.fetchval(BOOKS_HASH, *bounds))


async def _close(hashed: dict[_Month, _Content], tx: Tx) -> list[str]:
    await lock_books_closing(tx)
    months = await _ended(tx)
    key = await tx.fetchval(KEY_IN_FORCE, tx.brand_id)
    for month in months:
        bounds = (tx.brand_id, month.month, month.from_at, month.until_at)
        content = hashed.get(month)
        # Entries are never changed or deleted: as many as before are the same as before.
        if content is None or content.entries != await tx.fetchval(ENTRIES_OF_MONTH, *bounds):
            content = await _content(month, tx)
        row: UUID = new_id()
        actor = tx.scope.actor.account_id
        await tx.execute(_CLOSE, tx.brand_id, row, *month, key, content.books_hash, tx.now, actor)
        await record_change(tx, "close_months", "closed month", row, None, {"month": f"{month.month:%Y-%m}"})
    return [f"{each.month:%Y-%m}" for each in months]


def _starts(month: date, zone: ZoneInfo) -> datetime:
    return period_start(datetime(month.year, month.month, 2, tzinfo=zone), Period.MONTH, zone)


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
