"""Opening a tracked link, the touch durable in PostgreSQL before the answer, against a bare Litestar route that answers
302: same server (uvicorn), same number of processes, in turn. `python -m bench.bench_link_opening` (needs wrk).

Reach: at least 1.5 times the bare route's requests per second; p99 at most 30 ms at half of our own rate; flat as the
table of touches grows. PostgreSQL is the embedded one with its durable settings (fsync, synchronous_commit on). After
each run every answered request is counted in the table: the difference must be zero.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec

from infra.database import close_database, open_database, transact
from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.embedded.servers import EmbeddedServers
from infra.ids import new_id
from infra.migrate import migrate
from infra.scope import Actor, Scope
from infra.settings import Settings, load_settings, use_settings
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(app: str, port: int, processes: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--workers", str(processes)]
    command += ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    with log.open("wb") as file:
        server = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=file, stderr=file)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
                break
            except httpx.HTTPError:
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.1)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


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


def load(port: int, script: Path, connections: int, seconds: int) -> dict[str, float]:
    done = subprocess.run(
        [
            shutil.which("wrk") or "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--latency",
            "-s",
            script,
            f"http://127.0.0.1:{port}",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    worst = re.search(r"99%\s+([\d.]+)(us|ms|s)", done)
    total = re.search(r"(\d+) requests in", done)
    assert rate, done
    assert worst, done
    assert total, done
    assert "Non-2xx" not in done, done
    scale = {"us": 0.001, "ms": 1, "s": 1000}[worst[2]]
    return {"rate": float(rate[1]), "p99_ms": float(worst[1]) * scale, "requests": int(total[1])}


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    settings = load_settings({"STORELET_DATA": str(folder / "data"), "STORELET_LOG_LEVEL": "INFO"})
    DataFolder(settings.data).make()
    with ExitStack() as stack:
        stack.enter_context(DataFolder(settings.data).hold("command"))
        servers = EmbeddedServers(settings, lambda _: None)
        settings = servers.start()
        stack.callback(servers.stop)
        use_settings(settings)
        asyncio.run(migrate(settings.database_owner_url))
        codes = asyncio.run(make_links(settings))
        ports = free_port(), free_port()
        ours = msgspec.structs.replace(settings, port=ports[0], public_url=f"http://127.0.0.1:{ports[0]}")
        (folder / "metrics").mkdir()
        environment = ours.child_environment() | {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
        stack.enter_context(
            serving("api.app:app", ports[0], options.processes, environment, folder / "api.log")
        )
        stack.enter_context(
            serving(
                "bench.bare_redirect:app", ports[1], options.processes, dict(os.environ), folder / "bare.log"
            )
        )
        return {"rows": [measure(options, settings, folder, codes, ports, size) for size in options.touches]}


def script(folder: Path, codes: list[str], delay: int) -> Path:
    path = folder / f"wrk-{delay}.lua"
    path.write_text(_LUA.format(codes=", ".join(f'"{code}"' for code in codes), agent=SAFARI, delay=delay))
    return path


def measure(
    options: argparse.Namespace,
    settings: Settings,
    folder: Path,
    codes: list[str],
    ports: tuple[int, int],
    size: int,
) -> dict[str, Any]:
    grow(settings, size)
    full = script(folder, codes, 0)
    bare, opened, lost = [], [], 0
    for port in ports:
        load(port, full, options.connections, 1)
    for _ in range(options.runs):
        bare.append(load(ports[1], full, options.connections, options.seconds)["rate"])
        before = stored(settings)
        one = load(ports[0], full, options.connections, options.seconds)
        opened.append(one["rate"])
        # wrk leaves when its time is over: what was answered is at least what it counted.
        lost += max(0, int(one["requests"]) - (stored(settings) - before))
    rate = statistics.median(opened)
    pause = round(options.connections / (rate / 2) * 1000)
    half = load(ports[0], script(folder, codes, pause), options.connections, options.seconds)
    row = {
        "stored_before": size,
        "bare_per_s": round(statistics.median(bare)),
        "opened_per_s": round(rate),
        "ratio": round(rate / statistics.median(bare), 2),
        "spread": round((max(opened) - min(opened)) / rate, 2),
        "bare_spread": round((max(bare) - min(bare)) / statistics.median(bare), 2),
        "half_load_per_s": round(half["rate"]),
        "half_load_p99_ms": round(half["p99_ms"], 1),
        "answered_and_not_stored": lost,
    }
    row["within_reach"] = row["ratio"] >= REACH and row["half_load_p99_ms"] <= P99_REACH_MS and not lost
    print(
        f"{size:>12,}{row['bare_per_s']:>10,}{row['opened_per_s']:>10,}{row['ratio']:>8.2f}"
        f"{row['half_load_per_s']:>12,}{row['half_load_p99_ms']:>9.1f} ms{lost:>8}"
        f"   noise {row['spread']:.0%} / {row['bare_spread']:.0%}",
        flush=True,
    )
    return row


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--touches", type=int, nargs="*", default=[10_000, 10_000_000])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--connections", type=int, default=128)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--json", type=Path, help="keep the results here")
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        print("wrk is not installed (Debian: apt-get install wrk): link opening is not measured")
        return 0
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python"
        f" {platform.python_version()}"
    )
    print(f"{machine}, {chosen.processes} process(es), {chosen.connections} connections")
    print(
        f"{'stored':>12}{'bare/s':>10}{'opened/s':>10}{'ratio':>8}{'half load/s':>12}{'p99':>12}{'lost':>8}"
    )
    with tempfile.TemporaryDirectory(prefix="storelet-bench-") as folder:
        Path(folder).chmod(0o711)
        result = run(chosen, Path(folder)) | {"machine": machine, "reach": REACH}
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["within_reach"] for row in result["rows"]) else 1


if __name__ == "__main__":
    sys.exit(main())
