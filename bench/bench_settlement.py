"""Settlement: commission lines that are due mature and are posted, against one INSERT … SELECT of as many rows into a
table of the same columns, checks and indexes. `python -m bench.bench_settlement`.

Reach: at most 3 times that insert, memory flat. Caps were applied when the lines were written (docs/adr/0016): what
matures is what they left, so there is nothing to cap again. Both are taken in turn, a brand of its own each time.
"""

import argparse
import asyncio
import statistics
import sys
import time
from typing import Any

import asyncpg
import psutil

from bench.harness import keep, machine, ratio, spread, told
from bench.rows_of_books import commission_of, make_brand
from bench.site import own_servers
from infra.database import close_database, open_database, transact
from infra.settings import Settings
from services.bookkeeping.prove_books import prove_books
from services.retail.mature_commissions import mature_commissions

REACH = 3
MEMORY_MIB = 64
_BESIDE = "CREATE TABLE beside (LIKE commission_lines INCLUDING ALL)"
_INSERT = "INSERT INTO beside SELECT * FROM commission_lines WHERE brand_id = $1"


async def run(settings: Settings, lines: int, runs: int) -> dict[str, Any]:
    await open_database(settings.database_url)
    owner = await asyncpg.connect(settings.database_owner_url)
    inserts, settled, grown = [], [], []
    try:
        await owner.execute(_BESIDE)
        for _ in range(runs):
            scope = await make_brand()
            await commission_of(owner, scope, lines)
            inserts.append(await seconds(owner.execute(_INSERT, scope.brand_id, timeout=1200)))
            before = psutil.Process().memory_info().rss
            took, matured = await timed(mature_commissions(scope))
            settled.append(took)
            grown.append((psutil.Process().memory_info().rss - before) / 2**20)
            assert matured.lines == lines, matured
            await matured_exactly(scope)
            print(
                f"{lines:>12,}{inserts[-1]:>10.1f} s{took:>10.1f} s{took / inserts[-1]:>8.2f} x", flush=True
            )
    finally:
        await owner.close()
        await close_database()
    result = {
        "lines": lines,
        "insert_s": round(statistics.median(inserts), 2),
        "settled_s": round(statistics.median(settled), 2),
        "ratio": ratio(settled, inserts),
        "spread": spread(settled),
        "grown_mib": round(max(grown), 1),
        "runs": runs,
    }
    result["within_reach"] = result["ratio"] <= REACH and result["grown_mib"] <= MEMORY_MIB
    return result


async def matured_exactly(scope: Any) -> None:
    """Nothing is pending, what is available is the sum of the lines, and both follow from the postings."""
    row = await transact(
        scope,
        lambda tx: tx.fetchrow(
            "SELECT sum(pending) AS pending, sum(available) AS available, (SELECT sum(amount) FROM commission_lines"
            " WHERE brand_id = $1 AND state = 'available') AS lines FROM seller_balances WHERE brand_id = $1",
            tx.brand_id,
        ),
    )
    assert row is not None
    assert (row["pending"], row["available"]) == (0, row["lines"]), row
    proof = await prove_books(scope)
    wrong = {outcome.name for outcome in proof.outcomes if outcome.breached}
    # The lines were written without their sale and accrual: these two alone must say so.
    assert wrong <= {"balances_are_their_postings", "retail_sales_are_in_the_books"}, wrong


async def seconds(work: Any) -> float:
    return (await timed(work))[0]


async def timed(work: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = await work
    return time.perf_counter() - began, answer


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=1_000_000, help="a multiple of 1,000")
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    about = machine()
    print(f"{told(about)}\n{'lines':>12}{'insert':>12}{'settled':>12}{'ratio':>10}")
    with own_servers() as settings:
        result = asyncio.run(run(settings, chosen.lines, chosen.runs))
    print(
        f"median {result['ratio']} x, memory grew by {result['grown_mib']} MiB, noise {result['spread']:.0%}"
    )
    keep("settlement", result | {"machine": about, "reach": REACH})
    return 0 if result["within_reach"] else 1


if __name__ == "__main__":
    sys.exit(main())
