"""The whole site for a flow test, on the worker's own database and Redis."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.settings import Settings
from tasks.app import broker_url, celery_app
from tests.flows.site import running_site


@pytest.fixture
async def site(database: Settings, tmp_path: Path) -> AsyncIterator[Settings]:
    celery_app.conf.broker_url = broker_url(database)
    with running_site(database, tmp_path / "site") as running:
        yield running
