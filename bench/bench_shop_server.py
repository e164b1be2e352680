"""Placing and paying an order, ours beside a shop server that a brand could pick instead: Vendure, one process each on
the same PostgreSQL. `make bench ARGS=shop`, never by itself: it installs from npm's registry, so it needs the network
once, and Node.

Ours: POST the order, POST its payment, and the gateway's signed callback, which is verified, attributed, credited and
booked. Theirs: the six calls of its checkout (item, customer, address, shipping, state, payment), the dummy handler
settling at once; and the same in as few requests as GraphQL lets a guest do it, three. So many buyers order at once,
each waiting for each answer; the two are taken in turn, and medians of the runs are compared.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
import httpx

from bench.harness import keep, machine, spread, told
from bench.site import free_port, our_api, own_servers
from infra.clock import SetClock
from infra.database import close_database, open_database
from infra.gateways.gateway import EventKind, GatewayEvent
from infra.gateways.sandbox.courier import signed_headers
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import MACHINE_CLOCK, Scope
from infra.settings import Settings
from services.people.create_brand import CreateBrand, create_brand
from tests.support.shop import Shop

FILES = Path(__file__).parent / "shop_server"
PRICE = 19_999
Sale = Callable[[httpx.AsyncClient], Awaitable[None]]


def _gql(body: str) -> str:
    return "mutation { " + body + " }"


_ITEM = "addItemToOrder(productVariantId: 1, quantity: 1) { __typename }"
_CUSTOMER = (
    'setCustomerForOrder(input: {firstName: "Wang", lastName: "Wu", emailAddress: "w%d@example.com"})'
    " { __typename }"
)
_ADDRESS = (
    'setOrderShippingAddress(input: {fullName: "Wang Wu", streetLine1: "1 Road", city: "Shanghai",'
    ' postalCode: "200000", countryCode: "CN"}) { __typename }'
)
_SHIPPING = 'setOrderShippingMethod(shippingMethodId: ["1"]) { __typename }'
_STATE = 'transitionOrderToState(state: "ArrangingPayment") { __typename }'
_PAYMENT = 'addPaymentToOrder(input: {method: "dummy", metadata: {}}) { __typename ... on Order { state } }'


def their_sale(url: str, documents: list[list[str]]) -> Sale:
    """A guest's order by these documents, one request each."""

    async def sale(client: httpx.AsyncClient) -> None:
        headers: dict[str, str] = {}
        for parts in documents:
            body = " ".join(f"m{index}: {part}" for index, part in enumerate(parts))
            query = _gql(body.replace("%d", str(new_id().int)))
            answer = await client.post(url, json={"query": query}, headers=headers)
            token = answer.headers.get("vendure-auth-token")
            headers = {"Authorization": f"Bearer {token}"} if token else headers
            said = answer.json()
            kinds = [each["__typename"] for each in (said.get("data") or {}).values()]
            assert kinds == ["Order"] * len(parts), said
        assert '"PaymentSettled"' in answer.text, answer.text

    return sale


def our_sale(site: str, scope: Scope, slug: str, store: str) -> Sale:
    """A guest's order, its payment, and the gateway's callback."""

    async def sale(client: httpx.AsyncClient) -> None:
        orders, number = f"{site}/api/public/{slug}/orders", new_id().int
        cart = {
            "store": store,
            "lines": [{"sku": "COAT", "qty": 1}],
            "buyer": {"name": "Wang Wu", "phone": "139" + str(number % 10**8).zfill(8)},
        }
        placed = await client.post(orders, json=cart, headers={"Idempotency-Key": str(number)})
        assert placed.status_code == 201, placed.text
        order = placed.json()
        secret = {"Idempotency-Key": str(number), "X-Order-Secret": order["secret"]}
        started = await client.post(
            f"{orders}/{order['code']}/payment", json={"gateway": "sandbox"}, headers=secret
        )
        assert started.status_code == 201, started.text
        payment = UUID(started.json()["payment_id"])
        event = GatewayEvent(
            event_id=str(new_id()),
            kind=EventKind.PAYMENT_SUCCEEDED,
            payment_id=payment,
            gateway_ref=str(payment),
            amount=order["total"],
            currency="CNY",
            occurred_at=MACHINE_CLOCK.now(),
        )
        body = to_json(event).encode()
        paid = await client.post(
            f"{site}/hooks/{slug}/payments/sandbox", content=body, headers=signed_headers(scope, body)
        )
        assert paid.json()["outcome"] == "applied", paid.text

    return sale


async def per_second(sale: Sale, buyers: int, seconds: float) -> float:
    """Whole sales a second by so many buyers at once."""
    done = 0
    began = time.perf_counter()

    async def buyer(client: httpx.AsyncClient) -> None:
        nonlocal done
        while time.perf_counter() - began < seconds:
            await sale(client)
            done += 1

    async with httpx.AsyncClient(timeout=60) as client:
        await asyncio.gather(*(buyer(client) for _ in range(buyers)))
    return done / (time.perf_counter() - began)


async def open_shop(settings: Settings) -> tuple[Scope, str, str]:
    """A brand with the usual policies, a store and a coat; its slug and the store's."""
    await open_database(settings.database_url)
    clock = SetClock(MACHINE_CLOCK.now())
    scope = Scope(new_id(), clock=clock)
    await create_brand(scope, CreateBrand("bench", "Bench", "CNY", "CN", "Asia/Shanghai"))
    shop = await Shop(scope, clock).open(gateway="sandbox")
    await shop.sku("COAT", PRICE, stock=100_000_000)
    keeper = await shop.keeper()
    await close_database()
    return Scope(scope.brand_id), "bench", keeper.store


def install(folder: Path) -> dict[str, str]:
    """Vendure in a folder of its own, at the versions of the lock file; which ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "server.cjs"):
        shutil.copy(FILES / name, folder / name)
    if not (folder / "node_modules/@vendure/core").is_dir():
        subprocess.run(
            [
                _program("npm"),
                "ci",
                "--omit=dev",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ],
            cwd=folder,
            check=True,
        )
    node = subprocess.run(
        [_program("node"), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    wanted: dict[str, str] = json.loads((FILES / "package.json").read_text())["dependencies"]
    return wanted | {"node": node}


@contextmanager
def their_server(folder: Path, settings: Settings) -> Iterator[str]:
    """Its one process on a schema of its own in the same PostgreSQL; the address of its shop API."""
    asyncio.run(_own_schema(settings))
    port = free_port()
    environment = os.environ | _their_database(settings) | {"PORT": str(port), "SHOP_PASSWORD": str(new_id())}
    environment["NODE_ENV"] = "production"
    subprocess.run(
        [_program("node"), "server.cjs", "populate"], cwd=folder, env=environment, check=True, timeout=300
    )
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [_program("node"), "server.cjs"], cwd=folder, env=environment, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}/shop-api"
    try:
        until = time.monotonic() + 120
        while True:
            try:
                httpx.post(url, json={"query": "{ products { totalItems } }"}, timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                assert time.monotonic() < until, (folder / "server.log").read_text()
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(20)
        log.close()


async def _own_schema(settings: Settings) -> None:
    owner = await asyncpg.connect(settings.database_owner_url)
    await owner.execute("CREATE SCHEMA IF NOT EXISTS shop_server")
    await owner.close()


def _their_database(settings: Settings) -> dict[str, str]:
    parts = urlsplit(settings.database_owner_url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "localhost"])[0]
    return {
        "DB_HOST": host,
        "DB_PORT": str(parts.port or 5432),
        "DB_USER": parts.username or "",
        "DB_PASSWORD": parts.password or "",
        "DB_NAME": parts.path.lstrip("/"),
    }


def measure(options: argparse.Namespace) -> dict[str, Any]:
    versions = install(options.folder)
    with ExitStack() as stack:
        settings = stack.enter_context(own_servers())
        scope, slug, store = asyncio.run(open_shop(settings))
        ours = stack.enter_context(our_api(settings))
        theirs = stack.enter_context(their_server(options.folder, settings))
        six = [[part] for part in (_ITEM, _CUSTOMER, _ADDRESS, _SHIPPING, _STATE, _PAYMENT)]
        few = [[_ITEM], [_CUSTOMER, _ADDRESS, _SHIPPING, _STATE], [_PAYMENT]]
        sales = {
            "ours, 3 requests": our_sale(ours.public_url, scope, slug, store),
            "theirs, 6 requests": their_sale(theirs, six),
            "theirs, 3 requests": their_sale(theirs, few),
        }
        taken: dict[str, list[float]] = {name: [] for name in sales}
        for sale in sales.values():
            asyncio.run(per_second(sale, options.buyers, 2))
        for _ in range(options.runs):
            for name, sale in sales.items():
                taken[name].append(asyncio.run(per_second(sale, options.buyers, options.seconds)))
    rows = [
        {"way": name, "sales_per_s": round(statistics.median(rates), 1), "spread": spread(rates)}
        for name, rates in taken.items()
    ]
    best = max(row["sales_per_s"] for row in rows[1:])
    return {
        "versions": versions,
        "buyers": options.buyers,
        "runs": options.runs,
        "seconds": options.seconds,
        "rows": rows,
        "ratio": round(rows[0]["sales_per_s"] / best, 2),
    }


def _program(name: str) -> str:
    return shutil.which(name) or name


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path("/tmp/storelet-shop-server"))  # noqa: S108
    options.add_argument("--buyers", type=int, default=16)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--seconds", type=float, default=5)
    chosen = options.parse_args()
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("Node and npm are not installed: the shop server is not measured")
        return 0
    about = machine()
    print(told(about))
    result = measure(chosen)
    for row in result["rows"]:
        print(f"{row['way']:<24}{row['sales_per_s']:>10.1f} sales/s   noise {row['spread']:.0%}")
    print(f"ours is {result['ratio']} times the faster of theirs; versions {result['versions']}")
    keep("shop_server", result | {"machine": about})
    return 0


if __name__ == "__main__":
    sys.exit(main())
