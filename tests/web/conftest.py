"""A live site and a real browser for the tests of the pages (docs/web.md).

- `live`: settings of a site that answers at `live.address`: one uvicorn process for the whole worker, on the worker's
  database, so that a test makes its brand through the services (tests/factories.py) and opens it in the browser.
- `browser`: one Chromium for the worker.
- `visits`: browsers of people, for one test: `page = await visits.page("phone", "zh")`. At the end none may have met an
  error of script, a refusal of the content policy or a request to somebody else's address.
- `enter(context, who)`: logs a browser in without the form (`tests.web.people`).
"""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from infra.settings import Settings
from tests.flows.site import running_site
from tests.web.browser import Visits, launch, visits_to
from tests.web.console import Office, open_office
from tests.web.season import Season, open_season
from tests.web.workbench import Bench, open_bench

# Two workers and their servers share two processors; what is there is seen at once all the same.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def live(settings: Settings) -> Iterator[Settings]:
    with (
        tempfile.TemporaryDirectory(prefix="storelet-live-") as folder,
        running_site(settings, Path(folder) / "site", ("api",)) as here,
    ):
        yield here


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture
async def visits(browser: Browser, live: Settings, database: Settings) -> AsyncIterator[Visits]:
    async with visits_to(browser, live.address) as opened:
        yield opened


@pytest.fixture(scope="session")
async def office(database: Settings, own_redis: None) -> Office:
    """A brand of the console's tests that only look; one that changes things makes its own."""
    return await open_office()


@pytest.fixture(scope="session")
async def season(database: Settings, own_redis: None) -> Season:
    """A brand that traded last quarter, of tests that look at its figures."""
    return await open_season()


@pytest.fixture(scope="session")
async def bench(database: Settings, own_redis: None) -> Bench:
    """A reseller of the workbench's tests that only look; one that changes things opens its own."""
    return await open_bench()
