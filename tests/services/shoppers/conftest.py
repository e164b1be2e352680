"""A shop that is open, with a coat in two sizes."""

import pytest

from infra.clock import SetClock
from infra.scope import Scope
from tests.support.shop import Shop


@pytest.fixture
async def shop(scope: Scope, clock: SetClock) -> Shop:
    made = await Shop(scope, clock).open()
    await made.sku("COAT", 19_999, stock=5)
    await made.sku("SCARF", 3_333, stock=0)
    return made
