"""A shop as the other service tests have it; here it is judged."""

import pytest

from infra.clock import SetClock
from infra.scope import Actor, Scope
from tests.support.shop import Shop
from tests.support.world import make_seller


@pytest.fixture
async def shop(scope: Scope, clock: SetClock) -> Shop:
    made = await Shop(scope, clock).open()
    await made.sku("COAT", 20_000)
    return made


@pytest.fixture
async def counsel(scope: Scope) -> Scope:
    """The brand, as somebody who may sign."""
    person = await make_seller(scope, "staff", with_account=True)
    return scope.acting_as(Actor("account", person.account_id, None, frozenset({"admin"})))
