"""Settlement killed in the middle of a batch: what was committed is in the books, the rest is as if never tried."""

import asyncio
import signal
import sys
from datetime import timedelta

import asyncpg

from infra.database import transact
from infra.embedded.programs import CHECKOUT
from infra.settings import Settings
from services.retail.mature_commissions import CommissionsMatured, mature_commissions
from tests.support.shop import Keeper, Shop, a_phone
from tests.support.world import value

# What the worker's task runs, in slices of four lines, at the test's own time.
CHILD = """
import asyncio, sys
from uuid import UUID
from infra.clock import SetClock
from infra.database import open_database
from infra.scope import Scope
from infra.settings import current_settings
from services.retail.mature_commissions import mature_commissions
from datetime import datetime

async def main():
    await open_database(current_settings().database_url)
    await mature_commissions(Scope(UUID(sys.argv[1]), clock=SetClock(datetime.fromisoformat(sys.argv[2]))), batch=4)

asyncio.run(main())
"""


async def sell(shop: Shop, keeper: Keeper, orders: int) -> None:
    for _ in range(orders):
        await shop.sell(keeper, {"COAT": 1, "SCARF": 1}, phone=a_phone())
        shop.clock.move_by(timedelta(minutes=1))


async def state(shop: Shop) -> tuple[object, object]:
    """How many lines are pending and how many available."""
    query = "SELECT count(*)::int FROM commission_lines WHERE brand_id = $1 AND state = $2"
    return await value(shop.scope, query, "pending"), await value(shop.scope, query, "available")


async def test_a_settlement_killed_in_a_batch_leaves_whole_batches_and_goes_on(
    shop: Shop, database: Settings
) -> None:
    early, late = await shop.keeper(), await shop.keeper()
    await sell(shop, early, 4)
    await sell(shop, late, 3)
    await sell(shop, early, 2)
    shop.clock.move_by(timedelta(days=31))

    # The third batch has the late seller's first lines; their balance is held, so it stops before it commits.
    holder = await asyncpg.connect(database.database_url)
    held = holder.transaction()
    await held.start()
    await holder.execute("SELECT set_config('storelet.brand_id', $1, true)", str(shop.scope.brand_id))
    await holder.execute("SELECT FROM seller_balances WHERE seller_id = $1 FOR UPDATE", late.id)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(shop.scope.brand_id),
        shop.clock.now().isoformat(),
        cwd=CHECKOUT,
        env=database.child_environment(),
    )
    try:
        # Of locks, not of pg_stat_activity, which stays what it was for as long as this transaction is open.
        blocked = "SELECT count(*)::int FROM pg_locks WHERE NOT granted AND $1 = ANY(pg_blocking_pids(pid))"
        pid = await holder.fetchval("SELECT pg_backend_pid()")
        for _ in range(2_400):
            if await holder.fetchval(blocked, pid):
                break
            assert child.returncode is None, "it ended before it came to the third batch"
            await asyncio.sleep(0.05)
        else:
            raise AssertionError("it never came to the third batch")
        child.send_signal(signal.SIGKILL)
        await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
        await held.rollback()
        await holder.close()

    await gone(shop)
    assert await state(shop) == (10, 8)
    assert await shop.balance(early) == (4_666, 9_332)
    assert await shop.balance(late) == (6_999, 0)
    await shop.proof()

    assert await mature_commissions(shop.scope, batch=4) == CommissionsMatured(lines=10, batches=3)
    assert await state(shop) == (0, 18)
    assert await shop.balance(early) == (0, 13_998)
    assert await shop.balance(late) == (0, 6_999)
    await shop.proved(
        cash=209_988, retail_revenue=-209_988, commission_expense=20_997, seller_available=-20_997
    )


async def gone(shop: Shop) -> None:
    """PostgreSQL has noticed that its client is no more and has let go of the lines."""
    for _ in range(2_400):
        free = await transact(
            shop.scope,
            lambda tx: tx.fetchval(
                "SELECT count(*)::int FROM (SELECT FROM commission_lines WHERE brand_id = $1"
                " AND state = 'pending' FOR UPDATE SKIP LOCKED) AS free",
                tx.brand_id,
            ),
        )
        if free == 10:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the killed settlement's lines are still locked")
