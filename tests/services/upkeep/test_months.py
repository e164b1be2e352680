"""Months are made ahead, joined without a seam, and leave whole."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from infra.clock import SetClock
from infra.database import close_database, ensure_months, open_database, transact
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import Settings
from services.sharing.record_touches import Touch, record_touches
from services.upkeep.detach_months import detach_months
from services.upkeep.make_months import make_months
from tests.support.world import make_brand, rows

NEW_YEAR = datetime(2001, 1, 1, tzinfo=UTC)
COUNTED = "SELECT tableoid::regclass::text, count(*) FROM touches WHERE brand_id = $1 GROUP BY 1 ORDER BY 1"


def touch(at: datetime) -> Touch:
    somebody = new_id()
    return Touch(new_id(), at, somebody, somebody, somebody, somebody, "click", "wechat")


async def test_a_months_end_has_no_seam_and_an_old_month_leaves_whole(scope: Scope) -> None:
    clock = SetClock(NEW_YEAR - timedelta(seconds=1))
    brand = await make_brand(clock)
    await make_months(clock)
    moments = [NEW_YEAR - timedelta(microseconds=1), NEW_YEAR, NEW_YEAR + timedelta(days=31)]
    await transact(brand, lambda tx: record_touches(tx, [touch(at) for at in moments]))
    assert await rows(brand, COUNTED) == [
        ("touches_2000_12", 1),
        ("touches_2001_01", 1),
        ("touches_2001_02", 1),
    ]

    # Twenty-five months on, December is old; January ended a moment too late to be.
    clock.move_to(NEW_YEAR + timedelta(days=31 * 25))
    gone = await detach_months(25, clock)
    assert gone[-1] == "touches_2000_12"
    assert "touches_2001_01" not in gone
    assert await rows(brand, COUNTED) == [("touches_2001_01", 1), ("touches_2001_02", 1)]
    assert await detach_months(25, clock) == []
    # What was detached is out of the service's reach, and still there.
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(brand, "SELECT id FROM touches_2000_12 WHERE brand_id = $1")


async def test_a_month_that_is_still_needed_stays(scope: Scope) -> None:
    with pytest.raises(ValueError, match="13 months"):
        await detach_months(12)
    at = datetime.now(UTC) - timedelta(days=365)
    await ensure_months("touches", at, at)
    for parent, before in (("touches", at), ("postings", NEW_YEAR)):
        with pytest.raises(asyncpg.RaiseError):
            await transact(
                scope, lambda tx, p=parent, b=before: tx.fetch("SELECT storelet_detach_months($1, $2)", p, b)
            )


async def test_what_is_known_of_one_databases_months_is_not_taken_for_the_next_ones(
    scope: Scope, database: Settings
) -> None:
    at = datetime(1987, 6, 1, tzinfo=UTC)
    await ensure_months("touches", at, at)
    await close_database()
    owner = await asyncpg.connect(database.database_owner_url)
    try:
        await owner.execute("DROP TABLE touches_1987_06")
        await open_database(database.database_url)
        await ensure_months("touches", at, at)
        assert await owner.fetchval("SELECT to_regclass('touches_1987_06')::text") == "touches_1987_06"
    finally:
        await owner.execute("DROP TABLE IF EXISTS touches_1987_06")
        await owner.close()
