"""Opening a tracked link, the touch durable in PostgreSQL before the answer, against a bare Litestar route that answers
302: same server (uvicorn), same number of processes, in turn. `python -m bench.bench_link_opening` (needs wrk).

Reach: at least 1.5 times the bare route's requests per second; p99 at most 30 ms at half of our own rate; flat as the
table of touches grows. PostgreSQL is the embedded one with its durable settings (fsync, synchronous_commit on). After
each run every answered request is counted in the table: the difference must be zero.
"""

import argparse
import asyncio
import os
import statistics
import sys
from pathlib import Path
from typing import Any

import asyncpg

from bench.harness import LEAST_RUNS, in_turn, keep, machine, ratio, spread, told
from bench.site import bare_app, our_api, own_servers, pids_of, processor_seconds
from bench.wrk import wrk, wrk_is_there
from infra.database import close_database, open_database, transact
from infra.ids import new_id
from infra.scope import Actor, Scope
from infra.settings import Settings
from services.people.add_account import add_account
from services.people.add_seller import OpenSeller
from services.people.contact_of import Contact
from services.people.create_brand import CreateBrand, create_brand
from services.people.open_seller import open_seller
from services.sharing.create_link import CreateLink, create_link
from services.stores.open_store import OpenStore, open_store
from services.stores.publish_store import publish_store

REACH, P99_REACH_MS = 1.5, 30
LINKS = 200
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1"
)
# Links in turn, as a person's browser asks; the pause makes a rate of so many connections.
_LUA = """
local codes = {{ {codes} }}
local turn = math.random(#codes)
request = function()
  turn = turn % #codes + 1
  return wrk.format("GET", "/l/" .. codes[turn], {{ ["User-Agent"] = "{agent}" }})
end
function delay() return {delay} end
"""
_GROW = """
INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, at, agent_hash)
SELECT l.brand_id, uuidv7(), l.id, l.seller_id, l.store_id, gen_random_uuid(), 'click', l.channel,
  date_trunc('month', now()) + random() * (now() - date_trunc('month', now())),
  decode('00112233445566778899aabbccddeeff', 'hex')
FROM generate_series(1, $1::int) AS n
JOIN (SELECT *, row_number() OVER () AS r FROM links) AS l ON l.r = n % $2::int + 1
"""


async def make_links(settings: Settings) -> list[str]:
    await open_database(settings.database_url)
    scope = Scope(new_id())
    await create_brand(scope, CreateBrand("bench", "Bench", "CNY", "CN", "Asia/Shanghai"))
    account = await transact(scope, lambda tx: add_account(tx, "Rui", Contact(phone="+8613900000001"), None))
    seller = await open_seller(scope, OpenSeller(account_id=account, kind="reseller", display_name="Rui"))
    acting = scope.acting_as(Actor("account", account, seller.seller_id, frozenset({"reseller"})))
    await open_store(acting, OpenStore("Rui", slug="rui"))
    await publish_store(acting)
    codes = [(await create_link(acting, CreateLink("wechat"))).code for _ in range(LINKS)]
    await close_database()
    return codes


def stored(settings: Settings) -> int:
    # The owner is held to row level security as well: the brand is named.
    query = "SELECT count(*) FROM touches"

    async def count() -> int:
        connection = await asyncpg.connect(settings.database_url)
        try:
            brand = await connection.fetchval("SELECT id FROM brands")
            await connection.execute("SELECT set_config('storelet.brand_id', $1, false)", str(brand))
            found: int = await connection.fetchval(query)
            return found
        finally:
            await connection.close()

    return asyncio.run(count())


def grow(settings: Settings, rows: int) -> None:
    """Touches of before in this month's table, with visitors of their own as people are."""

    async def fill() -> None:
        connection = await asyncpg.connect(settings.database_url)
        try:
            brand = await connection.fetchval("SELECT id FROM brands")
            await connection.execute("SELECT set_config('storelet.brand_id', $1, false)", str(brand))
            await connection.fetchval("SELECT storelet_ensure_months('touches', now(), now())")
            have = await connection.fetchval("SELECT count(*) FROM touches")
            while have < rows:
                step = min(500_000, rows - have)
                await connection.execute(_GROW, step, LINKS, timeout=600)
                have += step
            await connection.execute("SELECT storelet_analyze('{touches}')", timeout=600)
        finally:
            await connection.close()

    asyncio.run(fill())


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    with own_servers() as settings:
        codes = asyncio.run(make_links(settings))
        bare_log = settings.data / "bare.log"
        processes = options.processes
        with (
            our_api(settings, processes=processes) as ours,
            bare_app("bench.bare_redirect:app", bare_log, dict(os.environ), processes=processes) as bare,
        ):
            return [
                measure(options, settings, codes, (ours.port, bare), size) for size in sorted(options.touches)
            ]


def script(folder: Path, codes: list[str], delay: int) -> Path:
    path = folder / f"wrk-{delay}.lua"
    path.write_text(_LUA.format(codes=", ".join(f'"{code}"' for code in codes), agent=SAFARI, delay=delay))
    return path


def measure(
    options: argparse.Namespace, settings: Settings, codes: list[str], ports: tuple[int, int], size: int
) -> dict[str, Any]:
    grow(settings, size)
    full = script(settings.data, codes, 0)
    lost, used = 0, dict.fromkeys(("ours", "bare", "postgresql"), 0.0)
    requests = dict.fromkeys(("ours", "bare"), 0)
    postgres = pids_of(str(settings.data / "postgres"))
    servers = dict(zip(("ours", "bare"), (pids_of(f"--port {port}") for port in ports), strict=True))

    def one(name: str, port: int) -> float:
        nonlocal lost
        before = stored(settings) if name == "ours" else 0
        began = processor_seconds(servers[name]), processor_seconds(postgres)
        got = wrk(port, full, options.connections, options.seconds)
        used[name] += processor_seconds(servers[name]) - began[0]
        used["postgresql"] += processor_seconds(postgres) - began[1]
        requests[name] += int(got["requests"])
        if name == "ours":
            # wrk leaves when its time is over: what was answered is at least what it counted.
            lost += max(0, int(got["requests"]) - (stored(settings) - before))
        return got["rate"]

    for port in ports:
        wrk(port, full, options.connections, 1)
    opened, bare = in_turn(options.runs, lambda: one("ours", ports[0]), lambda: one("bare", ports[1]))
    pause = round(options.connections / (statistics.median(opened) / 2) * 1000)
    half = wrk(ports[0], script(settings.data, codes, pause), options.connections, options.seconds)
    row: dict[str, Any] = {
        "stored_before": size,
        "bare_per_s": round(statistics.median(bare)),
        "opened_per_s": round(statistics.median(opened)),
        "ratio": ratio(opened, bare),
        "spread": spread(opened),
        "bare_spread": spread(bare),
        "processor_us_a_request": {
            "bare": round(used["bare"] / requests["bare"] * 1e6, 1),
            "ours": round(used["ours"] / requests["ours"] * 1e6, 1),
            "postgresql": round(used["postgresql"] / requests["ours"] * 1e6, 1),
        },
        "half_load_per_s": round(half["rate"]),
        "half_load_p99_ms": round(half["p99_ms"], 1),
        "answered_and_not_stored": lost,
    }
    row["within_reach"] = row["ratio"] >= REACH and row["half_load_p99_ms"] <= P99_REACH_MS and not lost
    print(
        f"{size:>12,}{row['bare_per_s']:>10,}{row['opened_per_s']:>10,}{row['ratio']:>8.2f}"
        f"{row['half_load_per_s']:>12,}{row['half_load_p99_ms']:>9.1f} ms{lost:>8}"
        f"   noise {row['spread']:.0%} / {row['bare_spread']:.0%}   {row['processor_us_a_request']}",
        flush=True,
    )
    return row


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--touches", type=int, nargs="*", default=[10_000, 10_000_000])
    options.add_argument("--runs", type=int, default=LEAST_RUNS)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--connections", type=int, default=128)
    options.add_argument("--processes", type=int, default=1)
    chosen = options.parse_args()
    if not wrk_is_there():
        print("wrk is not installed (Debian: apt-get install wrk): link opening is not measured")
        return 0
    about = machine()
    print(f"{told(about)}; {chosen.processes} process(es), {chosen.connections} connections")
    print(
        f"{'stored':>12}{'bare/s':>10}{'opened/s':>10}{'ratio':>8}{'half load/s':>12}{'p99':>12}{'lost':>8}"
    )
    rows = run(chosen)
    keep("link_opening", {"machine": about, "reach": REACH, "p99_reach_ms": P99_REACH_MS, "rows": rows})
    return 0 if all(row["within_reach"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
