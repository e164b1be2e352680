"""A brand's overview and a seller's "today" over a year of touches, through their services, on embedded PostgreSQL.
`python -m bench.bench_today_overview`.

Reach: p95 at most 100 ms, flat as history grows: the year of ten million touches at most twice as slow as that of one
million or within a tenth of the reach. Before reading, the task of every minute has added the days up, as it does on a
site that runs; a read is the service call, from the pool's connection to the answer that is written as JSON.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from bench.year_of_touches import add_up, fill
from infra.database import close_database, open_database
from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.embedded.servers import EmbeddedServers
from infra.ids import new_id
from infra.migrate import migrate
from infra.scope import Actor, Scope
from infra.settings import load_settings, use_settings
from services.overview.period import OverviewAsked
from services.overview.show_overview import show_overview
from services.people.create_brand import CreateBrand, create_brand
from services.queries.number_shapes import Asked
from services.queries.numbers import show_numbers

REACH_MS = 100
ZONE = ZoneInfo("Asia/Shanghai")
Read = Callable[[], Awaitable[object]]


def midnight(days_ago: int) -> datetime:
    day = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=days_ago)


def overview(scope: Scope, days: int, **filters: Any) -> Read:
    """The console's own question: so many days until the end of today, beside as many before."""
    return lambda: show_overview(scope, OverviewAsked(midnight(days - 1), midnight(-1), **filters))


def today(scope: Scope, days: int) -> Read:
    """The workbench's first page: the seller's numbers of a period and of the one before it."""
    acting = scope.acting_as(Actor("account", new_id(), seller_id=named("seller 7")))
    last = datetime.now(ZONE).date()
    spans = [(last - timedelta(days=days - 1), last)]
    spans.append((spans[0][0] - timedelta(days=days), spans[0][0] - timedelta(days=1)))

    async def both() -> object:
        asked = [Asked(first=a, last=b, by="all", seller_id=acting.actor.seller_id) for a, b in spans]
        return await asyncio.gather(*(show_numbers(acting, each) for each in asked))

    return both


def named(name: str) -> UUID:
    """The id that PostgreSQL made of it by `md5(name)::uuid`."""
    return UUID(md5(name.encode(), usedforsecurity=False).hexdigest())


def pages(scope: Scope) -> dict[str, Read]:
    store = named("store 7")
    return {
        "overview, 30 days": overview(scope, 30),
        "overview, a year": overview(scope, 365),
        "overview, 30 days of a channel": overview(scope, 30, channel="wechat"),
        "overview, 30 days of a store": overview(scope, 30, store_id=store),
        "overview, 30 days of a campaign": overview(scope, 30, campaign="spring"),
        "a seller's today": today(scope, 1),
        "a seller's 7 days": today(scope, 7),
        "a seller's 30 days": today(scope, 30),
    }


async def timed(read: Read, reads: int) -> list[float]:
    took = []
    for _ in range(reads + 3):
        started = time.perf_counter()
        msgspec.json.encode(await read())
        took.append((time.perf_counter() - started) * 1000)
    return took[3:]


async def measure(scope: Scope, size: int, reads: int) -> list[dict[str, Any]]:
    rows = []
    for name, read in pages(scope).items():
        started = time.perf_counter()
        await read()
        first = (time.perf_counter() - started) * 1000
        took = sorted(await timed(read, reads))
        row = {
            "touches": size,
            "page": name,
            "first_ms": round(first, 1),
            "median_ms": round(statistics.median(took), 1),
            "p95_ms": round(took[int(len(took) * 0.95)], 1),
            "spread": round((took[-1] - took[0]) / statistics.median(took), 2),
            "reads": len(took),
        }
        row["within_reach"] = row["p95_ms"] <= REACH_MS
        rows.append(row)
        print(
            f"{size:>12,}  {name:<34}{row['first_ms']:>10.1f}{row['median_ms']:>10.1f}{row['p95_ms']:>10.1f} ms"
            f"   noise {row['spread']:.0%}",
            flush=True,
        )
    return rows


async def run(folder: Path, size: int, reads: int) -> list[dict[str, Any]]:
    """One size, in a data folder of its own; one that was filled before is measured again."""
    settings = load_settings({"STORELET_DATA": str(folder / "data"), "STORELET_LOG_LEVEL": "WARNING"})
    DataFolder(settings.data).make()
    with ExitStack() as stack:
        stack.enter_context(DataFolder(settings.data).hold("command"))
        servers = EmbeddedServers(settings, lambda _: None)
        settings = await asyncio.to_thread(servers.start)
        stack.callback(servers.stop)
        use_settings(settings)
        await migrate(settings.database_owner_url)
        await open_database(settings.database_url)
        filled = folder / "filled.json"
        if filled.exists():
            scope = Scope(UUID(json.loads(filled.read_text())["brand"]))
        else:
            scope = Scope(new_id())
            await create_brand(scope, CreateBrand("bench", "Bench", "CNY", "CN", str(ZONE)))
            owner = await asyncpg.connect(settings.database_owner_url)
            await fill(owner, scope, size, datetime.now(UTC))
            await owner.close()
            filled.write_text(json.dumps({"brand": str(scope.brand_id)}))
        await add_up(scope)
        try:
            return await measure(scope, size, reads)
        finally:
            await close_database()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--touches", type=int, nargs="*", default=[1_000_000, 10_000_000])
    options.add_argument("--reads", type=int, default=60)
    options.add_argument(
        "--keep", type=Path, help="fill data folders here once, and measure them again next time"
    )
    options.add_argument("--json", type=Path, help="keep the results here")
    chosen = options.parse_args()
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python"
        f" {platform.python_version()}"
    )
    print(machine)
    print(f"{'touches':>12}  {'page':<34}{'first':>10}{'median':>10}{'p95':>10}")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="storelet-bench-") as temporary:
        for size in chosen.touches:
            folder = (chosen.keep or Path(temporary)) / str(size)
            folder.mkdir(parents=True, exist_ok=True)
            for each in (folder, folder.parent):
                each.chmod(0o711)
            rows += asyncio.run(run(folder, size, chosen.reads))
    if chosen.json:
        commit = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whichever git there is
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        result = {"machine": machine, "commit": commit, "reach_ms": REACH_MS, "rows": rows}
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["within_reach"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
