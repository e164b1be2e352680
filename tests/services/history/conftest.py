"""A market whose history is exported, and the question whether its replay says what the books say."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.scope import Scope
from services.retail.place_order import OrderPlaced
from tests.support.market import Market
from tests.support.shop import Shop
from tests.support.world import value

DAY = timedelta(days=1)


@pytest.fixture
async def market(scope: Scope, clock: SetClock, own_redis: None) -> Market:
    made = await Market(Shop(scope, clock)).open(shipping=500, tax_rate="0.13", tax_included=False)
    await made.shop.sku("COAT", 20_000, stock=2_000, category="coat")
    await made.shop.sku("SCARF", 3_333, stock=2_000)
    return made


async def wait(market: Market, days: int = 1) -> None:
    market.shop.clock.move_by(days * DAY)


async def line_of(market: Market, order: OrderPlaced) -> UUID:
    found = await value(
        market.shop.scope,
        "SELECT c.id FROM commission_lines c JOIN retail_order_lines l ON l.brand_id = c.brand_id"
        " AND l.id = c.order_line_id WHERE c.brand_id = $1 AND l.order_id = $2",
        order.id,
    )
    assert isinstance(found, UUID)
    return found


async def same(market: Market, **bounds: Any) -> dict[str, Any]:
    """The replay says what the books say; its outcome."""
    replayed = await market.replayed(**bounds)
    assert replayed.compared.differences == []
    assert replayed.outcome["rejected"] == []
    assert replayed.compared.same
    return replayed.outcome
