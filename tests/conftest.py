"""Fixtures that any test may use. Nothing starts before a test asks for it: pure law tests touch no server.

- `servers`: addresses of the run's PostgreSQL and Redis.
- `settings`: the settings of this worker, with a migrated database and a Redis database of its own.
- `database`: the settings' database opened for the models and services, in the event loop of the tests.
- `redis_client`: a client of the worker's Redis database.
- `own_redis`: `infra.redis` open on that database; `redis_away`: nothing answers there, for one test.
- `app`: the HTTP service on that database; `client`: a browser of its own in front of it, for one test.

Tests are kept apart by making a brand each, not by emptying tables: the books cannot be emptied.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from litestar import Litestar
from redis.asyncio import Redis

from api.app import create_app
from api.limits import Limits
from infra.database import close_database, open_database
from infra.rate_limits import RateLimit
from infra.redis import close_redis, open_redis
from infra.settings import Settings, load_settings, use_settings
from tests.support.databases import (
    claim_redis_database,
    drop_database,
    drop_template,
    make_database,
    release_redis_database,
)
from tests.support.servers import TestServers, begin_run, end_run, servers_of_run, with_database

# For a long run by hand: pytest --hypothesis-profile=deep tests/commission/replay/test_against_reference.py
hypothesis_settings.register_profile("deep", max_examples=20_000, deadline=None)
# Hours of a brand's life: tests/services/test_books_machine.py
hypothesis_settings.register_profile("lives", deadline=None)
# Thousands of runs, each against one mutant: the same few examples every time, nothing remembered between them, and
# no search for a smaller example of what failed.
hypothesis_settings.register_profile(
    "mutants",
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if not _is_worker(config):
        begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        drop_template()
        end_run()


@pytest.fixture(scope="session")
def servers() -> TestServers:
    """PostgreSQL and Redis of this run."""
    return servers_of_run()


@pytest.fixture(scope="session")
def settings(servers: TestServers, worker_id: str) -> Iterator[Settings]:
    """This worker's settings, which are also `current_settings()` from here on."""
    database = asyncio.run(make_database(servers, worker_id))
    redis_url = claim_redis_database(servers, worker_id)
    made = load_settings(
        {
            "STORELET_ENV": "test",
            "STORELET_DATA": str(servers.folder / worker_id),
            "DATABASE_URL": with_database(servers.database_url, database),
            "DATABASE_OWNER_URL": with_database(servers.owner_url, database),
            "REDIS_URL": redis_url,
            # A test changes a thing and looks at once; that pages are kept is tested in tests/api/test_kept_pages.py.
            "STORELET_PAGE_MILLISECONDS": "0",
        }
    )
    use_settings(made)
    yield made
    release_redis_database(redis_url)
    asyncio.run(drop_database(servers, database))


@pytest.fixture(scope="session")
async def database(settings: Settings) -> AsyncIterator[Settings]:
    """The models and `infra.database.transact` work against this worker's database."""
    await open_database(settings.database_url)
    yield settings
    await close_database()


@pytest.fixture(scope="session")
async def redis_client(settings: Settings) -> AsyncIterator[Redis]:
    """A client of this worker's own Redis database."""
    client = Redis.from_url(settings.redis_url)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
async def own_redis(settings: Settings) -> AsyncIterator[None]:
    """`infra.redis` works against this worker's Redis database. Opened and closed here alone: all tests of the
    process share the one client."""
    open_redis(settings.redis_url)
    yield
    await close_redis()


@pytest.fixture
async def redis_away(own_redis: None, settings: Settings) -> AsyncIterator[None]:
    """For the length of one test Redis does not answer: nothing listens on port 1."""
    await close_redis()
    open_redis("redis://127.0.0.1:1/0")
    yield
    await close_redis()
    open_redis(settings.redis_url)


@pytest.fixture(scope="session")
async def app(database: Settings, own_redis: None) -> Litestar:
    """The HTTP service by the machine's clock, on the worker's database and Redis.

    All tests come from one address, and those of the access matrix write to one brand: what a visitor may write in a
    minute is not limited here, nor which links they ask for, but in the tests of those limits.
    """
    limits = Limits(
        public_write=RateLimit("public-write", 10**6, 60), unknown_link=RateLimit("unknown-link", 10**6, 60)
    )
    return create_app(database, connect=False, limits=limits)


@pytest.fixture
async def client(app: Litestar, database: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser: keeps cookies for the length of one test. Log it in with `tests.factories.login`."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as browser:
        yield browser
