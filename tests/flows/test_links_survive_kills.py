"""The API and PostgreSQL are killed with SIGKILL at random moments while people open links: every touch that got its
redirect is found, exactly once, and the site comes back by itself.

A server and an API of the test's own, as the supervisor keeps them: what dies is started again.
"""

import asyncio
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from infra.database import close_database, open_database
from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.embedded.servers import EmbeddedServers
from infra.migrate import migrate
from infra.settings import Settings, load_settings
from infra.supervisor import programs_of
from services.sharing.create_link import CreateLink, create_link
from services.stores.open_store import OpenStore, open_store
from services.stores.publish_store import publish_store
from tests.factories import MadeBrand, make_brand, make_seller
from tests.flows.people import PHONE
from tests.support.world import rows

SEED = int(os.environ.get("STORELET_KILL_SEED", "20261124"))
KILLS = 3
OPENERS = 12
PATIENCE = 90


class Site:
    """PostgreSQL, Redis and one API process of the test's own."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.settings = load_settings(
            {"STORELET_DATA": str(folder), "STORELET_PORT": str(port), "STORELET_ENV": "test"}
        )
        DataFolder(folder).make()
        (folder / "metrics").mkdir()
        self.servers = EmbeddedServers(self.settings, say)
        self.log = (folder / "api.log").open("ab")
        self.api: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.settings = self.servers.start()

    def start_api(self) -> None:
        self.api = subprocess.Popen(
            next(program.command for program in programs_of(self.settings) if program.name == "api"),
            cwd=CHECKOUT,
            env=self.settings.child_environment(),
            stdout=self.log,
            stderr=self.log,
        )

    def kill_api(self) -> None:
        assert self.api is not None
        self.api.kill()
        self.api.wait()
        self.start_api()

    def kill_postgres(self, pause: float) -> None:
        assert self.servers.postgres is not None
        pid = self.servers.postgres.process_id()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while not self.servers.postgres.ended():
            time.sleep(0.01)
        # Links are opened meanwhile: from memory, their touches wait.
        time.sleep(pause)
        self.servers.postgres.start()

    def stop(self) -> None:
        if self.api is not None:
            self.api.terminate()
            try:
                self.api.wait(15)
            finally:
                self.api.kill()
        self.servers.stop()
        self.log.close()


@pytest.fixture
async def site(database: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    folder = tmp_path_factory.mktemp("kills")
    for above in (folder, *list(folder.parents)[:2]):
        above.chmod(0o711)
    made = Site(folder / "data", lambda _: None)
    with DataFolder(folder / "data").hold("command"):
        await asyncio.to_thread(made.start)
        await migrate(made.settings.database_owner_url)
        await close_database()
        await open_database(made.settings.database_url)
        try:
            made.start_api()
            yield made
        finally:
            await asyncio.to_thread(made.stop)
            await close_database()
            await open_database(database.database_url)


async def make_link(brand: MadeBrand) -> str:
    seller = await make_seller(brand)
    await open_store(seller.scope, OpenStore("Rui", slug="rui"))
    await publish_store(seller.scope)
    return (await create_link(seller.scope, CreateLink("wechat"))).code


async def ready(client: httpx.AsyncClient) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx.HTTPError):
            if (await client.get("/readyz")).status_code == 200:
                return
        assert time.monotonic() < end, "the site did not come back"
        await asyncio.sleep(0.05)


async def open_until(client: httpx.AsyncClient, code: str, over: asyncio.Event, answered: set[UUID]) -> None:
    """Open the link again and again, each time as somebody new; note every touch that was answered."""
    while not over.is_set():
        try:
            got = await client.get(f"/l/{code}", headers={"User-Agent": PHONE, "Cookie": ""})
        except httpx.HTTPError:
            await asyncio.sleep(0.05)
            continue
        if got.status_code == 302:
            answered.add(UUID(parse_qs(urlsplit(got.headers["location"]).query)["t"][0]))
        else:
            assert got.status_code in (502, 503), got.text
            await asyncio.sleep(0.05)
        client.cookies.clear()


async def test_every_answered_touch_is_stored_once_whatever_is_killed(site: Site) -> None:
    chance = random.Random(SEED)
    brands = [await make_brand(), await make_brand()]
    codes = [await make_link(brand) for brand in brands]
    answered: dict[str, set[UUID]] = {code: set() for code in codes}
    over = asyncio.Event()
    during_outage = 0
    async with httpx.AsyncClient(base_url=site.settings.address, timeout=20) as client:
        await ready(client)
        openers = [
            asyncio.create_task(open_until(client, code, over, answered[code]))
            for code in codes
            for _ in range(OPENERS // 2)
        ]
        for turn in range(KILLS):
            await asyncio.sleep(chance.uniform(0.3, 1.0))
            before = sum(len(each) for each in answered.values())
            if turn % 2:
                await asyncio.to_thread(site.kill_api)
            else:
                await asyncio.to_thread(site.kill_postgres, chance.uniform(0.3, 0.8))
                during_outage += sum(len(each) for each in answered.values()) - before
            await ready(client)
        await asyncio.sleep(0.5)
        over.set()
        await asyncio.gather(*openers)
        # PostgreSQL away, links were opened all the same.
        assert during_outage > 0
        for brand, code in zip(brands, codes, strict=True):
            assert len(answered[code]) > 20
            await found_once(brand, answered[code])


async def found_once(brand: MadeBrand, answered: set[UUID]) -> None:
    """What waited is stored within seconds by whichever API process is there; each touch has one row."""
    end = time.monotonic() + PATIENCE
    while True:
        stored = await rows(brand.scope, "SELECT id, count(*) FROM touches WHERE brand_id = $1 GROUP BY id")
        missing = answered - {row[0] for row in stored}
        if not missing:
            break
        assert time.monotonic() < end, (
            f"seed {SEED}: {len(missing)} of {len(answered)} answered touches are lost"
        )
        await asyncio.sleep(0.2)
    assert {row[1] for row in stored} == {1}
