"""Databases for each worker: in PostgreSQL a copy of one template that is migrated once a run, in Redis a number."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import redis

from infra.migrate import migrate
from infra.reach import reach_postgres
from tests.support.servers import TestServers, one_at_a_time, run_folder, servers_of_run, with_database


async def make_database(servers: TestServers, worker: str) -> str:
    """Copy the run's template for `worker`; the name of its new database."""
    name = f"{_stem()}_{worker}"
    owner = await reach_postgres(servers.owner_url)
    try:
        # PostgreSQL refuses to copy a template that somebody else is connected to.
        with one_at_a_time("template"):
            if not _template_mark().exists():
                await owner.execute(f'CREATE DATABASE "{template_name()}"')
                await migrate(with_database(servers.owner_url, template_name()))
                _template_mark().touch()
            await owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name()}"')
    finally:
        await owner.close()
    return name


@asynccontextmanager
async def empty_database(servers: TestServers, name: str) -> AsyncIterator[str]:
    """A database without any table, removed afterwards; its owner URL."""
    full = f"{_stem()}_{name}"
    owner = await reach_postgres(servers.owner_url)
    try:
        await owner.execute(f'CREATE DATABASE "{full}"')
    finally:
        await owner.close()
    try:
        yield with_database(servers.owner_url, full)
    finally:
        await drop_database(servers, full)


async def drop_database(servers: TestServers, name: str) -> None:
    """Remove a database whoever is still connected to it. An autovacuum at work in it is the server's own, which its
    owner may not end: it is given a moment."""
    owner = await reach_postgres(servers.owner_url)
    try:
        for patience in range(20, -1, -1):
            try:
                await owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                return
            except asyncpg.InsufficientPrivilegeError:
                if not patience:
                    raise
                await asyncio.sleep(1)
    finally:
        await owner.close()


def template_name() -> str:
    return f"{_stem()}_template"


def _stem() -> str:
    # Distinct per run, for a server of one's own may serve several runs at once.
    return run_folder().name.replace("-", "_")


def _template_mark() -> Path:
    return run_folder() / "template.made"


def drop_template() -> None:
    """After the last test. The embedded server goes as a whole; a server of one's own must be left as it was."""
    if "DATABASE_URL" in os.environ and _template_mark().exists():
        asyncio.run(drop_database(servers_of_run(), template_name()))


def claim_redis_database(servers: TestServers, worker: str) -> str:
    """The URL of a Redis database that nobody else in this run uses."""
    number = int(worker.removeprefix("gw")) + 1 if worker.startswith("gw") else 0
    url = with_database(servers.redis_url, str(number))
    with redis.Redis.from_url(url) as client:
        if client.dbsize():
            raise RuntimeError(f"Redis database {number} is not empty: give the tests a Redis of their own.")
    return url


def release_redis_database(url: str) -> None:
    """Leave it empty, as it was found."""
    with redis.Redis.from_url(url) as client:
        client.flushdb()
