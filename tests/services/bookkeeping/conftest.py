"""A shop that pays its sellers, for what is told of their money."""

from dataclasses import replace

import pytest

from infra.clock import SetClock
from infra.ids import new_id
from infra.scope import Actor, Scope
from tests.services.payouts.conftest import Till
from tests.support.shop import Shop


@pytest.fixture
async def till(scope: Scope, clock: SetClock, own_redis: None) -> Till:
    shop = await Shop(scope, clock).open()
    await shop.sku("GOLD", 10_000_000)
    people = [
        replace(scope, actor=Actor("account", account_id=new_id(), roles=frozenset({"finance"})))
        for _ in "12"
    ]
    return Till(shop, *people)
