"""Resellers buy fresh stock at their tier, and some of it goes back."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Actor, Scope
from services.demo import cast
from services.demo.pay_day import GATEWAY, press_pay, take_callbacks
from services.inventory.errors import OutOfStock
from services.wholesale.decide_stock_check import DecideStockCheck, decide_stock_check
from services.wholesale.place_stock_order import PlaceStockOrder, place_stock_order
from services.wholesale.preview_return import PreviewReturn, ReturnLine, preview_return
from services.wholesale.quote_stock import CartLine, QuoteStock, quote_stock
from services.wholesale.return_stock import ReturnStock, return_stock
from services.wholesale.start_stock_payment import StartStockPayment, start_stock_payment


class Restocked(msgspec.Struct, frozen=True):
    """An order, and how many units of its first line came back."""

    order_id: UUID
    units_back: int


async def restock(scope: Scope, day: int) -> Restocked | None:
    """Every second day one of the two hundred buys; every third order sends a part of its first line back."""
    if day % 2:
        return None
    draw = cast.chance("restock", day)
    sellers, skus = await transact(scope, _who_and_what)
    seller = draw.choice(sellers)
    own = scope.acting_as(Actor("account", seller["account_id"], seller["id"], frozenset({"reseller"})))
    cart = tuple(CartLine(sku, draw.randint(20, 120)) for sku in sorted(draw.sample(skus, 4)))
    quoted = await quote_stock(own, seller["id"], QuoteStock(cart))
    try:
        order = await place_stock_order(own, seller["id"], PlaceStockOrder(quoted.id), f"demo-stock-{day}")
    except OutOfStock:
        return None
    if order.check.outcome == "waiting":
        await _let_pass(scope, order.id)
    started = await start_stock_payment(
        own, seller["id"], order.id, StartStockPayment(GATEWAY), f"demo-stock-pay-{day}"
    )
    await press_pay(scope, started)
    await take_callbacks(scope)
    units = draw.randint(1, 15) if day % 6 == 0 else 0
    if units:
        preview = await preview_return(own, seller["id"], PreviewReturn(order.id, (ReturnLine(1, units),)))
        await return_stock(own, seller["id"], ReturnStock(preview.id), f"demo-return-{day}")
    return Restocked(order.id, units)


async def _let_pass(scope: Scope, order_id: UUID) -> None:
    """Most of the two hundred hold more than they sell, after the imported year: somebody looks, and says why."""
    query = "SELECT id FROM accounts WHERE brand_id = $1 AND email = 'operator@demo.example'"
    operator = await transact(scope, lambda tx: tx.fetchval(query, tx.brand_id))
    reason = "The demo restocks for its story; the stock may go back for a year."
    await decide_stock_check(
        scope.acting_as(Actor("account", operator, None, frozenset({"operator"}))),
        order_id,
        DecideStockCheck(approve=True, reason=reason),
    )


async def _who_and_what(tx: Tx) -> tuple[list[dict[str, UUID]], list[str]]:
    sellers = await tx.fetch(
        "SELECT id, account_id FROM sellers WHERE brand_id = $1 AND kind = 'reseller' AND account_id IS NOT NULL"
        " ORDER BY code",
        tx.brand_id,
    )
    skus = await tx.fetch(
        "SELECT s.code FROM skus s JOIN stock_levels l ON l.brand_id = s.brand_id AND l.sku_id = s.id"
        " WHERE s.brand_id = $1 AND l.on_hand - l.reserved > 500 ORDER BY s.code",
        tx.brand_id,
    )
    return [dict(row) for row in sellers], [row["code"] for row in skus]
