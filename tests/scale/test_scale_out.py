"""Two hosts with an API and a worker each share one PostgreSQL and one Redis behind a balancer. One is cut off in the
middle of the load: the other serves all, and it comes back by itself. Every promise is kept, by the same rules as
under faults (tests/chaos)."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from infra.database import close_database, open_database
from infra.settings import Settings
from tests.chaos.afterwards import wait_until_drained, what_is_broken
from tests.chaos.caller import Manners
from tests.chaos.faults import CALM, Stage
from tests.chaos.load import Load, make_staff
from tests.chaos.promises import Promises
from tests.chaos.shops import open_shop
from tests.scale.hosts import Host, namespaces_allowed, running_host, some_net, until
from tests.scale.relay import Balancer
from tests.support.databases import drop_database, make_database
from tests.support.servers import TestServers, with_database

HOSTS = 2
ANSWERS_MEANWHILE = 60


@pytest.fixture
async def shared(database: Settings, servers: TestServers, worker_id: str) -> AsyncIterator[Settings]:
    """A database of its own: what other tests left in their outboxes is not its work."""
    name = await make_database(servers, f"{worker_id}_scale")
    own = msgspec.structs.replace(database, database_url=with_database(servers.database_url, name))
    await close_database()
    await open_database(own.database_url)
    try:
        yield own
    finally:
        await close_database()
        await open_database(database.database_url)
        await drop_database(servers, name)


async def test_a_host_is_cut_off_and_comes_back(shared: Settings, tmp_path: Path) -> None:
    net, in_namespace = some_net(), namespaces_allowed()
    async with AsyncExitStack() as kept:
        hosts: list[Host] = []
        balancer = Balancer()
        here = f"{net}.1" if in_namespace else "127.0.0.1"
        port = await balancer.listen("0.0.0.0" if in_namespace else "127.0.0.1")  # noqa: S104 - hosts of this test
        kept.push_async_callback(balancer.close)
        site = msgspec.structs.replace(shared, host=here, port=port, public_url=f"http://{here}:{port}")
        for number in range(HOSTS):
            hosts.append(
                await kept.enter_async_context(
                    running_host(site, tmp_path, net, number, in_namespace=in_namespace)
                )
            )
        balancer.look_after([host.front for host in hosts])
        await until(lambda: len(balancer.serving) == HOSTS)
        await _suffer(balancer, hosts[1], site)


async def _suffer(balancer: Balancer, host: Host, site: Settings) -> None:
    shop = await open_shop(site)
    staff, promises = await make_staff(shop), Promises()
    stage = Stage(None, shop.brand, random.Random(1))  # type: ignore[arg-type]
    assert await stage.bank_behaves(CALM)
    load = Load(site.address, shop, promises, random.Random(2), Manners(impatient=4))
    working = asyncio.create_task(load.run(*staff))
    try:
        await until(lambda: min(balancer.passed.values()) > 20)
        await host.cable.pull()
        await until(lambda: host.front not in balancer.serving)
        before = promises.answers
        await until(lambda: promises.answers > before + ANSWERS_MEANWHILE or working.done())
        await host.cable.plug_in()
        await until(lambda: host.front in balancer.serving)
        taken = balancer.passed[host.front]
        await until(lambda: balancer.passed[host.front] > taken + 10 or working.done())
        load.over.set()
        await asyncio.wait([working], timeout=60)
    finally:
        load.over.set()
        load.late.set()
        await working
    assert await wait_until_drained(shop.brand, promises) == []
    broken = await what_is_broken(shop.brand, promises)
    assert broken == [], "\n".join(broken)
    assert promises.count()["orders placed"] > 0
