"""The import of the UCI year through the law, against COPY of the same rows into the same tables.
`python -m bench.bench_import_year`.

Reach: at most 8 times the COPY, and the whole year in less than 60 s and 1 GiB once installed. Each round imports the
file into a brand of its own and then copies that brand's rows, as they came out, into tables of the same columns,
checks and indexes, table after table. The import is a process of its own, so that its memory is its own.
"""

import argparse
import asyncio
import io
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

import asyncpg

from bench.harness import keep, machine, ratio, spread, told
from bench.site import own_servers
from infra.clock import SetClock
from infra.database import close_database, open_database
from infra.embedded.programs import CHECKOUT
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import Settings
from services.imports.online_retail.import_online_retail import TABLES
from services.people.create_brand import CreateBrand, create_brand
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from tests.support.publishing import publish_policy

REACH, SECONDS, MIB = 8, 60, 1024
FILE = CHECKOUT / "data" / "online_retail.csv.xz"
LINES = 541_909
SCHEDULE: dict[str, Any] = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "silver", "threshold": 100_000, "price_rate": "0.50"},
        {"name": "gold", "threshold": 1_000_000, "price_rate": "0.40"},
    ],
}
RIGHTS: dict[str, Any] = {"window_days": 365, "restocking_rate": "0", "pricing": "keep_price"}
# Every table that the import writes many rows into.
COPIED = [*TABLES, "products", "sku_prices", "seller_status_changes"]
_CHILD = """
import asyncio, resource, sys
from pathlib import Path
from uuid import UUID
from infra.database import open_database
from infra.scope import Scope
from infra.settings import current_settings
from services.imports.online_retail.import_online_retail import import_online_retail

async def main():
    await open_database(current_settings().database_url)
    done = await import_online_retail(Scope(UUID(sys.argv[1])), Path(sys.argv[2]), lambda *_: None)
    print(done.report.lines, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

asyncio.run(main())
"""


async def make_wholesaler() -> Scope:
    scope = Scope(new_id(), clock=SetClock(datetime(2010, 1, 1, tzinfo=UTC)))
    await create_brand(
        scope, CreateBrand(f"b{scope.brand_id.hex[-8:]}", "Bench", "GBP", "GB", "Europe/London")
    )
    since = datetime(2010, 1, 1, tzinfo=UTC)
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(SCHEDULE, since))
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RIGHTS, since))
    return scope


def imported(settings: Settings, scope: Scope) -> tuple[float, float]:
    """Seconds and MiB of importing the year in a process of its own, its start included."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(scope.brand_id), str(FILE)],
        cwd=CHECKOUT,
        env=settings.child_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.perf_counter() - began
    lines, kib = map(int, done.stdout.split())
    assert lines == LINES
    return took, kib / 1024


async def copied(owner: "asyncpg.Connection[asyncpg.Record]", scope: Scope) -> tuple[float, int]:
    """Seconds of COPY of the brand's rows, in one transaction, and how many rows there were."""
    took, rows = 0.0, 0
    async with owner.transaction():
        for table in COPIED:
            buffer = io.BytesIO()
            told = await owner.copy_from_query(
                f"SELECT * FROM {table} WHERE brand_id = '{scope.brand_id}'",  # noqa: S608 - our own words
                output=buffer,
                format="binary",
            )
            rows += int(told.split()[-1])
            buffer.seek(0)
            began = time.perf_counter()
            await owner.copy_to_table(f"beside_{table}", source=buffer, format="binary")
            took += time.perf_counter() - began
    return took, rows


async def run(settings: Settings, runs: int) -> dict[str, Any]:
    await open_database(settings.database_url)
    owner = await asyncpg.connect(settings.database_owner_url)
    took: list[float] = []
    copies: list[float] = []
    memory: list[float] = []
    try:
        for table in COPIED:
            await owner.execute(f"CREATE TABLE beside_{table} (LIKE {table} INCLUDING ALL)")
        for _ in range(runs):
            scope = await make_wholesaler()
            seconds, mib = await asyncio.to_thread(imported, settings, scope)
            await owner.execute("SELECT set_config('storelet.brand_id', $1, false)", str(scope.brand_id))
            beside, rows = await copied(owner, scope)
            took.append(seconds)
            copies.append(beside)
            memory.append(mib)
            print(
                f"{rows:>10,} rows{beside:>10.1f} s{seconds:>10.1f} s{seconds / beside:>8.1f} x{mib:>8.0f} MiB",
                flush=True,
            )
    finally:
        await owner.close()
        await close_database()
    result: dict[str, Any] = {
        "rows": rows,
        "copy_s": round(statistics.median(copies), 2),
        "import_s": round(statistics.median(took), 2),
        "ratio": ratio(took, copies),
        "spread": spread(took),
        "peak_mib": round(max(memory)),
        "runs": runs,
    }
    result["within_reach"] = (
        result["ratio"] <= REACH and result["import_s"] < SECONDS and result["peak_mib"] < MIB
    )
    return result


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    about = machine()
    print(f"{told(about)}\n{'rows':>15}{'copy':>12}{'import':>12}{'ratio':>10}{'memory':>12}")
    with own_servers() as settings:
        result = asyncio.run(run(settings, chosen.runs))
    print(f"median {result['ratio']} x, noise {result['spread']:.0%}")
    keep("import_year", result | {"machine": about, "reach": REACH})
    return 0 if result["within_reach"] else 1


if __name__ == "__main__":
    sys.exit(main())
