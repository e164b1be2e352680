"""A brand's wholesale side for the access matrix: an order paid by transfer, a return of it, its refund, a preview."""

from typing import Any
from uuid import UUID

from infra.database import transact
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.wholesale.place_stock_order import PlaceStockOrder, place_stock_order
from services.wholesale.preview_return import PreviewReturn, ReturnLine, preview_return
from services.wholesale.quote_stock import CartLine, QuoteStock, quote_stock
from services.wholesale.record_stock_payment import RecordStockPayment, record_stock_payment
from services.wholesale.return_stock import ReturnStock, return_stock
from tests.factories import MadeBrand, MadeSeller
from tests.support.publishing import publish_policy

SCHEDULE: dict[str, Any] = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "silver", "threshold": 100_000, "price_rate": "0.50"},
    ],
}
RIGHTS: dict[str, Any] = {"window_days": 365, "restocking_rate": "0.10", "pricing": "keep_price"}


async def make_stock_ids(brand: MadeBrand, seller: MadeSeller, sku: str) -> dict[str, UUID | str]:
    """Ids by the names that paths and bodies call them."""
    await publish_policy(brand.scope, TIER_SCHEDULE, PublishPolicy(SCHEDULE))
    await publish_policy(brand.scope, RETURN_POLICY, PublishPolicy(RIGHTS))
    quote = await quote_stock(seller.scope, seller.seller_id, QuoteStock((CartLine(sku, 2),)))
    order = await place_stock_order(seller.scope, seller.seller_id, PlaceStockOrder(quote.id))
    at = brand.scope.clock.now()
    transfer = RecordStockPayment(order.net_total, order.currency, f"bank-{order.code}", at)
    await record_stock_payment(brand.scope, order.id, transfer)
    one = PreviewReturn(order.id, (ReturnLine(1, 1),))
    preview = await preview_return(seller.scope, seller.seller_id, one)
    done = await return_stock(seller.scope, seller.seller_id, ReturnStock(preview.id))
    waiting = await transact(
        brand.scope,
        lambda tx: tx.fetchval(
            "SELECT id FROM payment_refunds WHERE brand_id = $1 AND cause_id = $2", tx.brand_id, done.id
        ),
    )
    later = await preview_return(seller.scope, seller.seller_id, one)
    return {
        "quote_id": quote.id,
        "order_id": order.id,
        "preview_id": later.id,
        "payment_refund_id": waiting,
    }
