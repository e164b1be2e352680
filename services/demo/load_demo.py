"""Load the demo: the real year, the stores, three months of shoppers, a payout batch. Resumed where it was stopped."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from infra.clock import SetClock
from infra.database import Tx, ensure_months, transact
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.bookkeeping.close_months import close_months
from services.bookkeeping.prove_books import BooksProof, prove_books
from services.demo import cast
from services.demo.found_brand import found_brand
from services.demo.numbers import FirstNumbers, first_numbers
from services.demo.open_stores import open_stores
from services.demo.pay_day import send_refunds
from services.demo.pay_sellers import pay_sellers
from services.demo.picture_goods import picture_goods
from services.demo.restock import restock
from services.demo.shoppers import Stage, deliver_and_refund, open_links, read_stage, shop
from services.imports.online_retail.import_online_retail import import_online_retail
from services.people.find_brand import BrandFacts
from services.retail.expire_orders import expire_orders
from services.retail.mature_commissions import mature_commissions

KIND = "demo"
PAYOUT_DAY = 75

Progress = Callable[[str, int, int], None]


# The first member of staff's: who logs in as staff1 finds the visit there.
_A_LINK = """
SELECT '/l/' || l.code FROM links l JOIN sellers v ON v.brand_id = l.brand_id AND v.id = l.seller_id
JOIN accounts a ON a.brand_id = v.brand_id AND a.id = v.account_id
WHERE l.brand_id = $1 AND a.email = $2 ORDER BY l.target_kind <> 'store', l.channel, l.code LIMIT 1
"""


class DemoLoaded(msgspec.Struct, frozen=True):
    """What the demo ends with. `fresh` says whether anything was still to be loaded; `link` is the path of one that a
    seller shares."""

    brand: BrandFacts
    fresh: bool
    link: str
    numbers: FirstNumbers
    proof: BooksProof


class _Mark(msgspec.Struct, frozen=True):
    """How far the three months have been played: `days` of them, from `first_day` on."""

    first_day: datetime
    days: int = 0


async def load_demo(file: Path, now: datetime, progress: Progress) -> DemoLoaded:
    """Bring the demo to its end: what is there already is left as it is, so a second call loads nothing.

    `file` is the Online Retail file; the three months end with the day before `now`. The play goes through the services
    alone, on a clock of its own; nothing is written beside them but how far it came.
    """
    brand = await found_brand()
    scope = Scope(brand.brand_id)
    await import_online_retail(scope, file, progress)
    mark = await transact(scope, _read_mark) or _Mark(cast.Calendar.ending_before(now).first_day)
    calendar = cast.Calendar(mark.first_day)
    clock = SetClock(calendar.morning(0) - timedelta(hours=2))
    fresh = mark.days < cast.DAYS
    if fresh:
        await open_stores(brand.brand_id, clock)
        await picture_goods(Scope(brand.brand_id, clock=clock))
        await _play(Scope(brand.brand_id, clock=clock), calendar, mark, progress)
    end = mark.first_day + timedelta(days=cast.DAYS)
    await close_months(Scope(brand.brand_id, clock=SetClock(now)))
    numbers = await first_numbers(scope, mark.first_day, end)
    link = await transact(scope, lambda tx: tx.fetchval(_A_LINK, tx.brand_id, "staff1@demo.example"))
    return DemoLoaded(brand, fresh, link, numbers, await prove_books(scope))


async def _play(scope: Scope, calendar: cast.Calendar, mark: _Mark, progress: Progress) -> None:
    stage = await read_stage(scope)
    await ensure_months("postings", calendar.morning(0), calendar.morning(cast.DAYS))
    for day in range(cast.DAYS):
        if day < mark.days:
            # Played before: only who opened which store last is remembered again.
            await open_links(scope, stage, day, calendar.morning(day))
            continue
        await _play_day(scope, stage, calendar, day)
        await transact(scope, lambda tx, done=day + 1: _write_mark(tx, _Mark(calendar.first_day, done)))  # type: ignore[misc]
        progress("days of shopping", day + 1, cast.DAYS)


async def _play_day(scope: Scope, stage: Stage, calendar: cast.Calendar, day: int) -> None:
    clock = scope.clock
    if not isinstance(clock, SetClock):
        raise TypeError("the play needs a clock that can be set")
    morning = calendar.morning(day)
    clock.move_to(morning)
    await mature_commissions(scope)
    await expire_orders(scope)
    await deliver_and_refund(scope, morning - timedelta(hours=9), day)
    await send_refunds(scope)
    await open_links(scope, stage, day, morning)
    clock.move_to(morning + timedelta(hours=9))
    await shop(scope, stage, day)
    await restock(scope, day)
    if day == PAYOUT_DAY:
        clock.move_by(timedelta(hours=1))
        await pay_sellers(scope)


async def _read_mark(tx: Tx) -> _Mark | None:
    body = await tx.fetchval(
        "SELECT report FROM import_runs WHERE brand_id = $1 AND kind = $2", tx.brand_id, KIND
    )
    return msgspec.json.decode(body, type=_Mark) if body else None


async def _write_mark(tx: Tx, mark: _Mark) -> None:
    row: UUID = new_id()
    await tx.execute(
        "INSERT INTO import_runs (brand_id, id, kind, file_sha256, started_at, finished_at, report)"
        " VALUES ($1, $2, $3, 'play', $4, $4, $5::jsonb)"
        " ON CONFLICT (brand_id, kind, file_sha256) DO UPDATE SET finished_at = $4, report = $5::jsonb",
        tx.brand_id,
        row,
        KIND,
        tx.now,
        to_json(mark),
    )
