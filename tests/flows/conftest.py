"""The whole site for a flow test, on a database of its own: what other tests left in their outboxes is not its work."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from infra.database import close_database, open_database
from infra.settings import Settings
from tasks.app import broker_url, celery_app
from tests.flows.site import running_site
from tests.support.databases import drop_database, make_database
from tests.support.servers import TestServers, with_database


@pytest.fixture
async def site(
    database: Settings, servers: TestServers, worker_id: str, tmp_path: Path
) -> AsyncIterator[Settings]:
    name = await make_database(servers, f"{worker_id}_flow")
    own = msgspec.structs.replace(
        database,
        database_url=with_database(servers.database_url, name),
        database_owner_url=with_database(servers.owner_url, name),
    )
    celery_app.conf.broker_url = broker_url(own)
    # The test itself makes its people through the services: they must work where the site does.
    await close_database()
    await open_database(own.database_url)
    try:
        with running_site(own, tmp_path / "site") as running:
            yield running
    finally:
        await close_database()
        await open_database(database.database_url)
        await drop_database(servers, name)
