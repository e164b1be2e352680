"""The proof of the books, full and swift, against one sequential scan of the postings with a sum.
`python -m bench.bench_books_proof`.

Reach: at most twice the scan over ten million postings. The scan and both proofs are taken in turn; the full proof puts
every entry together, the swift one (docs/adr/0124) reads the postings once.
"""

import argparse
import asyncio
import statistics
import sys
import time
from typing import Any

import asyncpg

from bench.harness import keep, machine, ratio, spread, told
from bench.rows_of_books import books_of, make_brand
from bench.site import own_servers
from infra.database import close_database, open_database, transact
from infra.settings import Settings
from services.bookkeeping.prove_books import prove_books

REACH = 2
_SCAN = "SELECT sum(amount) FROM postings WHERE brand_id = $1"


async def run(settings: Settings, postings: int, runs: int) -> dict[str, Any]:
    await open_database(settings.database_url)
    owner = await asyncpg.connect(settings.database_owner_url)
    try:
        scope = await make_brand()
        began = time.perf_counter()
        found = await books_of(owner, scope, postings)
        print(f"{found:,} postings written in {time.perf_counter() - began:.0f} s", flush=True)
        scans: list[float] = []
        swift: list[float] = []
        full: list[float] = []
        for _ in range(runs):
            began = time.perf_counter()
            total = await transact(scope, lambda tx: tx.fetchval(_SCAN, tx.brand_id), snapshot=True)
            scans.append(time.perf_counter() - began)
            assert total == 0
            for into, quick in ((swift, True), (full, False)):
                began = time.perf_counter()
                proof = await prove_books(scope, swift=quick)
                into.append(time.perf_counter() - began)
                assert proof.proved, [outcome for outcome in proof.outcomes if outcome.breached]
                assert proof.postings == found
            print(f"{scans[-1]:>10.2f} s{swift[-1]:>10.2f} s{full[-1]:>10.2f} s", flush=True)
    finally:
        await owner.close()
        await close_database()
    result = {
        "postings": found,
        "scan_s": round(statistics.median(scans), 2),
        "swift_s": round(statistics.median(swift), 2),
        "full_s": round(statistics.median(full), 2),
        "swift_ratio": ratio(swift, scans),
        "full_ratio": ratio(full, scans),
        "spread": spread(swift),
        "runs": runs,
    }
    result["within_reach"] = result["swift_ratio"] <= REACH
    return result


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postings", type=int, default=10_000_000, help="a multiple of 10,000")
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    about = machine()
    print(f"{told(about)}\n{'scan':>12}{'swift':>12}{'full':>12}")
    with own_servers() as settings:
        result = asyncio.run(run(settings, chosen.postings, chosen.runs))
    print(
        f"swift {result['swift_ratio']} x, full {result['full_ratio']} x the scan; noise {result['spread']:.0%}"
    )
    keep("books_proof", result | {"machine": about, "reach": REACH})
    return 0 if result["within_reach"] else 1


if __name__ == "__main__":
    sys.exit(main())
