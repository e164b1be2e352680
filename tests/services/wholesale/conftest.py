"""A reseller, stock on a shelf, a ladder of three tiers and a year's right of return at 90 % of the price paid."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.scope import Scope
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE, PolicyKind
from services.policies.publish_policy import PublishPolicy
from services.wholesale.pay_stock_order import StockPayment, pay_stock_order
from services.wholesale.place_stock_order import PlaceStockOrder, StockOrderPlaced, place_stock_order
from services.wholesale.preview_return import PreviewReturn, ReturnLine, ReturnPreviewed, preview_return
from services.wholesale.quote_stock import CartLine, QuoteStock, StockQuoted, quote_stock
from services.wholesale.return_stock import ReturnStock, StockReturned, return_stock
from tests.support.publishing import publish_policy
from tests.support.world import make_location, make_seller, make_sku, put_stock

SCHEDULE: dict[str, Any] = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "counts_current_order": True,
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "silver", "threshold": 1_000_000, "price_rate": "0.50"},
        {"name": "top", "threshold": 5_000_000, "price_rate": "0.28"},
    ],
}
RIGHTS: dict[str, Any] = {
    "window_days": 365,
    "restocking_rate": "0.10",
    "pricing": "keep_price",
    "floor_rate": "0.90",
}


@dataclass
class Shop:
    """One brand's wholesale side as the tests walk through it."""

    scope: Scope
    clock: SetClock
    seller: UUID
    location: UUID

    async def publish(self, kind: PolicyKind[Any], body: dict[str, Any]) -> None:
        """A new version, and the minute that passes until it is in force."""
        await publish_policy(self.scope, kind, PublishPolicy(body))
        self.clock.move_by(timedelta(minutes=2))

    async def quote(self, **cart: int) -> StockQuoted:
        lines = tuple(CartLine(sku, qty) for sku, qty in cart.items())
        return await quote_stock(self.scope, self.seller, QuoteStock(lines))

    async def place(self, key: str | None = None, **cart: int) -> StockOrderPlaced:
        quoted = await self.quote(**cart)
        return await place_stock_order(self.scope, self.seller, PlaceStockOrder(quoted.id), key)

    async def pay(self, order: StockOrderPlaced, amount: int | None = None) -> StockPayment:
        at = self.scope.clock.now()
        return await transact(
            self.scope,
            lambda tx: pay_stock_order(
                tx,
                order.id,
                amount=order.net_total if amount is None else amount,
                currency=order.currency,
                paid_at=at,
            ),
        )

    async def buy(self, **cart: int) -> StockOrderPlaced:
        order = await self.place(**cart)
        assert await self.pay(order) is StockPayment.PAID
        return order

    async def preview(self, order: StockOrderPlaced, **lines: int) -> ReturnPreviewed:
        wanted = tuple(ReturnLine(int(name.removeprefix("line")), qty) for name, qty in lines.items())
        return await preview_return(self.scope, self.seller, PreviewReturn(order.id, wanted))

    async def confirm(self, preview: ReturnPreviewed, key: str | None = None) -> StockReturned:
        return await return_stock(self.scope, self.seller, ReturnStock(preview.id), key)


@pytest.fixture
async def shop(scope: Scope, clock: SetClock) -> Shop:
    seller = await make_seller(scope)
    location = await make_location(scope)
    for code, price in (("A", 10_000), ("B", 3_333)):
        await put_stock(scope, location, await make_sku(scope, code, list_price=price), 1_000)
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(SCHEDULE))
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RIGHTS))
    assert seller.seller_id is not None
    return Shop(scope, clock, seller.seller_id, location)
