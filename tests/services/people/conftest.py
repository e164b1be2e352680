"""A shop that is open: policies of the usual kind, a null gateway, two SKUs on the shelf."""

import pytest

from infra.clock import SetClock
from infra.scope import Scope
from tests.support.shop import Shop


@pytest.fixture
async def shop(scope: Scope, clock: SetClock) -> Shop:
    made = await Shop(scope, clock).open()
    await made.sku("COAT", 19_999)
    await made.sku("SCARF", 3_333)
    return made
