"""Fixtures of service tests: a brand of the test's own, on a clock that stands still."""

import pytest

from infra.clock import SetClock
from infra.scope import Scope
from infra.settings import Settings
from tests.support.world import START, make_brand


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
async def scope(database: Settings, clock: SetClock) -> Scope:
    return await make_brand(clock)
