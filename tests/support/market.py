"""A brand's whole trade as tests walk through it: the retail side (Shop), stock bought and sent back, payouts."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import StringIO
from json import loads
from typing import Any
from uuid import UUID

from commission.replay.replay import replay
from infra.database import transact
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.history.compare_history import HistoryCompared, compare_history
from services.history.export_history import HistoryExported, export_history
from services.payouts.approve_batch import approve_batch
from services.payouts.build_batch import BatchBuilt, BuildBatch, build_batch
from services.payouts.pay_item import pay_item
from services.payouts.send_batch import send_batch
from services.payouts.set_payee import SetPayee, set_payee
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.wholesale.pay_stock_order import StockPayment, pay_stock_order
from services.wholesale.place_stock_order import PlaceStockOrder, StockOrderPlaced, place_stock_order
from services.wholesale.preview_return import PreviewReturn, ReturnLine, preview_return
from services.wholesale.quote_stock import CartLine, QuoteStock, quote_stock
from services.wholesale.return_stock import ReturnStock, StockReturned, return_stock
from tests.support.publishing import publish_policy
from tests.support.shop import Keeper, Shop
from tests.support.world import rows

TIERS: dict[str, Any] = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
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
class Replayed:
    """A history exported, replayed, and set beside the books."""

    text: str
    document: dict[str, Any]
    exported: HistoryExported
    outcome: dict[str, Any]
    compared: HistoryCompared


@dataclass
class Market:
    shop: Shop
    maker: Scope = field(init=False)
    checker: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.maker, self.checker = (
            replace(
                self.shop.scope,
                actor=Actor("account", account_id=new_id(), roles=frozenset({"finance"})),
            )
            for _ in range(2)
        )

    async def open(
        self, *, tiers: dict[str, Any] | None = None, rights: dict[str, Any] | None = None, **more: Any
    ) -> "Market":
        """Publish all four policies, in force at once, and open the shop."""
        await publish_policy(self.shop.scope, TIER_SCHEDULE, PublishPolicy(tiers or TIERS))
        await publish_policy(self.shop.scope, RETURN_POLICY, PublishPolicy(rights or RIGHTS))
        await self.shop.open(**more)
        return self

    async def quote_and_place(self, keeper: Keeper, cart: dict[str, int]) -> StockOrderPlaced:
        lines = tuple(CartLine(sku, qty) for sku, qty in cart.items())
        quoted = await quote_stock(self.shop.scope, keeper.id, QuoteStock(lines))
        return await place_stock_order(self.shop.scope, keeper.id, PlaceStockOrder(quoted.id))

    async def pay_stock(self, order: StockOrderPlaced) -> StockPayment:
        at = self.shop.clock.now()
        return await transact(
            self.shop.scope,
            lambda tx: pay_stock_order(
                tx, order.id, amount=order.net_total, currency=order.currency, paid_at=at
            ),
        )

    async def stock_up(self, keeper: Keeper, cart: dict[str, int]) -> StockOrderPlaced:
        order = await self.quote_and_place(keeper, cart)
        assert await self.pay_stock(order) is StockPayment.PAID
        return order

    async def give_back(self, keeper: Keeper, order_id: UUID, line: int, qty: int) -> StockReturned:
        wanted = PreviewReturn(order_id, (ReturnLine(line, qty),))
        preview = await preview_return(self.shop.scope, keeper.id, wanted)
        return await return_stock(self.shop.scope, keeper.id, ReturnStock(preview.id))

    async def payee(self, keeper: Keeper, account: str, tax_status: str = "individual_resident") -> None:
        wanted = SetPayee("sandbox", "Li Mei", account, tax_status)  # type: ignore[arg-type]
        await set_payee(self.shop.scope, keeper.id, wanted)
        await verify_payee(self.checker, keeper.id, VerifyPayee("LI MEI"))

    async def pay_out(self, minimum: int = 0) -> list[str]:
        """Build, approve, send and pay a batch; what became of its items, in their order."""
        batch = await self.build(minimum)
        self.shop.clock.move_by(timedelta(minutes=1))
        await approve_batch(self.checker, batch.id)
        self.shop.clock.move_by(timedelta(minutes=1))
        await send_batch(self.maker, batch.id)
        return [await pay_item(self.shop.scope, item) for item in await self.items(batch.id)]

    async def build(self, minimum: int = 0) -> BatchBuilt:
        return await build_batch(self.maker, BuildBatch("sandbox", "CNY", minimum))

    async def items(self, batch_id: UUID) -> list[UUID]:
        found = await rows(
            self.maker,
            "SELECT id FROM payout_items WHERE brand_id = $1 AND batch_id = $2 AND state = 'sent' ORDER BY id",
            batch_id,
        )
        return [row[0] for row in found if isinstance(row[0], UUID)]

    async def replayed(self, **bounds: Any) -> Replayed:
        """Export the brand's history, replay it, compare."""
        out = StringIO()
        exported = await export_history(self.shop.scope, out, lambda _done, _total: None, **bounds)
        document = loads(out.getvalue())
        outcome = replay(document)
        compared = await compare_history(self.shop.scope, outcome, exported.until)
        return Replayed(out.getvalue(), document, exported, outcome, compared)
