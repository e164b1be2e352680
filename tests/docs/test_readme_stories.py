"""The README's curl commands, every one, in order, over HTTP against a service of their own; with literal amounts."""

import asyncio
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

import httpx
import msgspec
import pytest

from infra.database import transact
from infra.embedded.programs import CHECKOUT
from infra.gateways.sandbox.courier import deliver_due
from infra.json_text import to_json
from infra.passwords import hash_password
from infra.scope import Actor, Scope
from infra.settings import Settings
from services.bookkeeping.prove_books import prove_books
from services.catalogue.create_product import CreateProduct, create_product
from services.catalogue.shapes import Price, SkuItem
from services.demo import cast
from services.demo.found_brand import RULES
from services.inventory.create_location import CreateLocation, create_location
from services.inventory.receive_stock import ReceivedLine, ReceiveStock, receive_stock
from services.people.add_account import add_account
from services.people.add_seller import OpenSeller, add_seller
from services.people.contact_of import Contact
from services.people.give_role import give_role
from services.policies.publish_policy import PublishPolicy
from services.stores.open_store import OpenStore, open_store
from services.stores.pick_products import Pick, PickProducts, pick_products
from services.stores.publish_store import publish_store
from tests.factories import MadeBrand, make_brand
from tests.support.publishing import publish_policy
from tests.support.world import rows, run, value

HEADING, ADDRESS = "## Two stories with curl\n", "SITE=http://127.0.0.1:8000 BRAND=demo"
PEOPLE = {"staff1": "staff", "reseller1": "reseller", "operator": "operator"}


def told() -> str:
    """The commands of the two stories, as somebody would paste them."""
    _, found, rest = (CHECKOUT / "README.md").read_text("utf-8").partition(HEADING)
    assert found
    blocks = re.findall(r"^```sh\n(.*?)^```", rest.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
    return "\n".join(blocks)


async def small_demo() -> MadeBrand:
    """The demo's rules and people, with one product instead of a year."""
    brand = await make_brand(currency="GBP", jurisdiction="GB", timezone=cast.TIMEZONE, locale="en")
    sandbox = {"delay_ms": 0, "jitter_ms": 0, "copies": 2, "gap_ms": 0}
    settings = to_json({"gateways": {"sandbox": sandbox}})
    await run(brand.scope, "UPDATE brands SET settings = $2::jsonb WHERE id = $1", settings)
    for kind, body in RULES:
        await publish_policy(brand.scope, kind, PublishPolicy(body))
    made = await create_product(
        brand.scope, CreateProduct("22178", "Hanging T-light", [SkuItem("22178", Price(195))])
    )
    place = await create_location(brand.scope, CreateLocation("main", "Main warehouse"))
    await receive_stock(brand.scope, ReceiveStock(place.location_id, [ReceivedLine(made.skus["22178"], 100)]))
    hashed = await hash_password(cast.PASSWORD)
    for name, role in PEOPLE.items():
        actor = await engage(brand.scope, name, role, hashed)
        if role == "staff":
            own = brand.scope.acting_as(actor)
            await open_store(own, OpenStore("Theo's"))
            await pick_products(own, PickProducts([Pick(made.product_id)]))
            await publish_store(own)
    return brand


async def engage(scope: Scope, name: str, role: str, hashed: str) -> Actor:
    contact = Contact(email=f"{name}@demo.example")
    account_id = await transact(scope, lambda tx: add_account(tx, name, contact, hashed))
    if role == "operator":
        await transact(scope, lambda tx: give_role(tx, account_id, role))
        return Actor("account", account_id, None, frozenset({role}))
    kind: Literal["staff", "reseller"] = "staff" if role == "staff" else "reseller"
    await transact(scope, lambda tx: add_seller(tx, OpenSeller(account_id, kind, name)))
    query = "SELECT id FROM sellers WHERE brand_id = $1 AND account_id = $2"
    seller_id = await transact(scope, lambda tx: tx.fetchval(query, tx.brand_id, account_id))
    return Actor("account", account_id, seller_id, frozenset({role}))


@asynccontextmanager
async def served(settings: Settings, folder: Path) -> AsyncIterator[str]:
    """The service as the supervisor would start it, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    here = msgspec.structs.replace(settings, port=port, public_url=f"http://127.0.0.1:{port}")
    command = [sys.executable, "-m", "uvicorn", "api.app:app", "--host", "127.0.0.1", "--port", str(port)]
    environment = here.child_environment() | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    with (folder / "server.log").open("wb") as out:
        server = await asyncio.create_subprocess_exec(
            *command, cwd=CHECKOUT, env=environment, stdout=out, stderr=out
        )
        try:
            await answers(here.public_url, server, folder / "server.log")
            yield here.public_url
        finally:
            with suppress(ProcessLookupError):
                server.terminate()
            await server.wait()


async def answers(site: str, server: asyncio.subprocess.Process, log: Path) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            assert server.returncode is None, f"the service stopped: {log}"
            with suppress(httpx.TransportError):
                if (await client.get(f"{site}/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)


@asynccontextmanager
async def courier(scope: Scope) -> AsyncIterator[None]:
    """What the worker's clock does: callbacks that are due go out, over HTTP."""

    async def rounds() -> None:
        while True:
            await deliver_due(scope)
            await asyncio.sleep(0.1)

    task = asyncio.create_task(rounds())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.skipif(shutil.which("curl") is None, reason="the stories are told with curl, which is not here")
async def test_the_two_stories_as_the_readme_tells_them(database: Settings, tmp_path: Path) -> None:
    brand = await small_demo()
    script = told()
    assert script.count(ADDRESS) == 1
    async with served(database, tmp_path) as site, courier(brand.scope):
        script = script.replace(ADDRESS, f"SITE={site} BRAND={brand.slug}")
        shell = await asyncio.create_subprocess_exec(
            *("sh", "-eu", "-c", script),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            out, _ = await asyncio.wait_for(shell.communicate(), 120)
        finally:
            with suppress(ProcessLookupError):
                shell.kill()
    text = out.decode()
    assert shell.returncode == 0, text
    assert '"decided_by":"touch"' in text
    await check_the_figures(brand.scope)


async def check_the_figures(scope: Scope) -> None:
    """Two at 195 are 390, of which staff earn 0.05: 19.5, so 20. Ten at 0.60 of 195 are 1,170; four of them, 468."""
    assert await rows(scope, "SELECT state, total FROM retail_orders WHERE brand_id = $1") == [
        ("delivered", 390)
    ]
    assert await rows(
        scope, "SELECT state, base, amount, rule FROM commission_lines WHERE brand_id = $1"
    ) == [("pending", 390, 20, "staff")]
    assert await rows(scope, "SELECT state, tier, net_total FROM stock_orders WHERE brand_id = $1") == [
        ("paid", "start", 1_170)
    ]
    assert await rows(scope, "SELECT gross, fee, refund FROM stock_returns WHERE brand_id = $1") == [
        (468, 0, 468)
    ]
    assert await value(scope, "SELECT qty - sold - returned FROM lots WHERE brand_id = $1") == 6
    proof = await prove_books(scope)
    assert proof.proved, proof
