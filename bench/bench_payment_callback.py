"""A payment callback over HTTP (verified, idempotent, attributed, commission, books, outbox) against pgbench's TPC-B
transactions: same PostgreSQL with its durable settings, same number of clients, in turn.
`python -m bench.bench_payment_callback`.

Reach: 0.4 times with 8 callers that each wait for their answer, once with 64, three times for imports and batch hooks
(`apply_events` with many events). Afterwards every order is paid once and the books prove.
"""

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from bench.callers import call
from bench.harness import LEAST_RUNS, in_turn, keep, machine, ratio, spread, told
from bench.orders import Unpaid, new_event_id, unpaid_orders
from bench.site import administrator, our_api, own_servers, pids_of, processor_seconds
from infra.database import close_database, open_database
from infra.embedded.programs import postgres_programs
from infra.gateways.gateway import EventKind, GatewayEvent
from infra.gateways.sandbox.courier import signed_headers
from infra.json_text import to_json
from infra.settings import Settings
from services.bookkeeping.prove_books import prove_books
from services.callbacks.apply_events import apply_events
from tests.support.world import value

REACH = {"8 callers": 0.4, "64 callers": 1.0, "batches": 3.0}
_TPCB = "storelet_tpcb"
# As many branches as clients at least: fewer, and pgbench measures its own queue (PostgreSQL's documentation).
_SCALE = 64


class Payers:
    """Hands out callbacks of orders that are still to be paid."""

    def __init__(self, unpaid: Unpaid) -> None:
        self.unpaid = unpaid
        self._left = list(unpaid.payments)

    def events(self, count: int) -> list[GatewayEvent]:
        taken, self._left = self._left[:count], self._left[count:]
        assert len(taken) == count, "more orders are to be made"
        return [self._event(payment) for payment in taken]

    def requests(self, count: int) -> list[bytes]:
        return [self._request(event) for event in self.events(count)]

    def _event(self, payment: UUID) -> GatewayEvent:
        return GatewayEvent(
            event_id=new_event_id(),
            kind=EventKind.PAYMENT_SUCCEEDED,
            payment_id=payment,
            gateway_ref=str(payment),
            amount=self.unpaid.amount,
            currency=self.unpaid.currency,
            occurred_at=self.unpaid.scope.clock.now(),
        )

    def _request(self, event: GatewayEvent) -> bytes:
        body = to_json(event).encode()
        headers = signed_headers(self.unpaid.scope, body) | {
            "host": "127.0.0.1",
            "content-length": str(len(body)),
        }
        lines = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
        return f"POST /hooks/{self.unpaid.slug}/payments/sandbox HTTP/1.1\r\n{lines}\r\n".encode() + body


def prepare_tpcb(settings: Settings, scale: int) -> None:
    environment = administrator(settings)
    programs = postgres_programs()
    subprocess.run([programs / "createdb", _TPCB], env=environment, check=True)
    subprocess.run(
        [programs / "pgbench", "-i", "-q", "-s", str(scale), _TPCB],
        env=environment,
        check=True,
        capture_output=True,
    )


def tpcb(settings: Settings, clients: int, seconds: int) -> float:
    """Transactions a second."""
    done = subprocess.run(
        [postgres_programs() / "pgbench", "-n", "-c", str(clients), "-j", "1", "-T", str(seconds), _TPCB],
        env=administrator(settings),
        check=True,
        capture_output=True,
        text=True,
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    return float(found[1])


def over_http(port: int, payers: Payers, count: int, callers: int) -> float:
    rate, answers = call(port, payers.requests(count), callers)
    assert set(answers) == {b'200 {"outcome":"applied","note":""}'}, answers.most_common(3)
    return rate


async def in_batches(settings: Settings, payers: Payers, count: int, batch: int) -> float:
    await open_database(settings.database_url)
    try:
        events = payers.events(count)
        began = time.perf_counter()
        for start in range(0, count, batch):
            outcomes = await apply_events(payers.unpaid.scope, "sandbox", events[start : start + batch])
            assert {outcome.state for outcome in outcomes} == {"applied"}
        return count / (time.perf_counter() - began)
    finally:
        await close_database()


async def analyze(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_owner_url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def check(settings: Settings, unpaid: Unpaid, paid: int) -> None:
    await open_database(settings.database_url)
    try:
        found = await value(
            unpaid.scope, "SELECT count(*) FROM retail_orders WHERE brand_id = $1 AND state = 'paid'"
        )
        assert found == paid, f"{found} orders are paid, {paid} callbacks were answered"
        proof = await prove_books(unpaid.scope)
        assert proof.proved, [outcome for outcome in proof.outcomes if outcome.breached]
    finally:
        await close_database()


def run(options: argparse.Namespace) -> list[dict[str, Any]]:
    per_run = {"8 callers": options.few, "64 callers": options.many, "batches": options.batched}
    total = sum(per_run.values()) * (options.runs + 1)
    rows = []
    with own_servers() as settings:
        prepare_tpcb(settings, options.scale)
        payers = Payers(asyncio.run(made(settings, total)))
        with our_api(settings, processes=options.processes) as ours:
            api, postgres = pids_of(f"--port {ours.port}"), pids_of(str(settings.data / "postgres"))
            kinds: list[tuple[str, Callable[[], float], int]] = [
                ("8 callers", lambda: over_http(ours.port, payers, options.few, 8), 8),
                ("64 callers", lambda: over_http(ours.port, payers, options.many, 64), 64),
                (
                    "batches",
                    lambda: asyncio.run(in_batches(settings, payers, options.batched, options.batch)),
                    8,
                ),
            ]
            for name, ours_once, clients in kinds:
                ours_once()
                # As autovacuum does within a minute of a new site's first sales.
                asyncio.run(analyze(settings))
                used = [0.0, 0.0]

                def counted(once: Callable[[], float] = ours_once, used: list[float] = used) -> float:
                    began = processor_seconds(api), processor_seconds(postgres)
                    rate = once()
                    used[0] += processor_seconds(api) - began[0]
                    used[1] += processor_seconds(postgres) - began[1]
                    return rate

                rates, bound = in_turn(
                    options.runs,
                    counted,
                    lambda clients=clients: tpcb(settings, clients, options.seconds),  # type: ignore[misc]
                )
                rows.append(row_of(name, rates, bound, used, per_run[name] * options.runs))
            asyncio.run(check(settings, payers.unpaid, total))
    return rows


async def made(settings: Settings, count: int) -> Unpaid:
    await open_database(settings.database_url)
    try:
        return await unpaid_orders(settings, count)
    finally:
        await close_database()


def row_of(
    name: str, rates: Sequence[float], bound: Sequence[float], used: Sequence[float], count: int
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "path": name,
        "callbacks_per_s": round(statistics.median(rates)),
        "tpcb_per_s": round(statistics.median(bound)),
        "ratio": ratio(rates, bound),
        "reach": REACH[name],
        "spread": spread(rates),
        "tpcb_spread": spread(bound),
        "processor_us_a_callback": {
            "api": round(used[0] / count * 1e6),
            "postgresql": round(used[1] / count * 1e6),
        },
    }
    row["within_reach"] = row["ratio"] >= REACH[name]
    print(
        f"{name:>12}{row['callbacks_per_s']:>12,}{row['tpcb_per_s']:>12,}{row['ratio']:>8.2f}{row['reach']:>8}"
        f"   noise {row['spread']:.0%} / {row['tpcb_spread']:.0%}   {row['processor_us_a_callback']}",
        flush=True,
    )
    return row


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=LEAST_RUNS)
    options.add_argument("--seconds", type=int, default=3, help="of pgbench")
    options.add_argument("--few", type=int, default=1_000, help="callbacks a run with 8 callers")
    options.add_argument("--many", type=int, default=2_000, help="callbacks a run with 64 callers")
    options.add_argument("--batched", type=int, default=4_000, help="events a run in batches")
    options.add_argument("--batch", type=int, default=1_000)
    options.add_argument("--scale", type=int, default=_SCALE, help="of pgbench")
    options.add_argument("--processes", type=int, default=1)
    chosen = options.parse_args()
    about = machine()
    print(f"{told(about)}; {chosen.processes} API process(es)")
    print(f"{'':>12}{'callbacks/s':>12}{'TPC-B/s':>12}{'ratio':>8}{'reach':>8}")
    rows = run(chosen)
    keep("payment_callback", {"machine": about, "tpcb_scale": chosen.scale, "rows": rows})
    return 0 if all(row["within_reach"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
