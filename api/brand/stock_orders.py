"""Resellers' stock orders, lots and returns as the brand sees them."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.queries.pages import Page
from services.queries.stock_orders import (
    LOTS,
    STOCK_ORDERS,
    STOCK_REFUNDS,
    STOCK_RETURNS,
    LotRow,
    StockOrderDetail,
    StockOrderRow,
    StockRefundRow,
    StockReturnRow,
    list_lots,
    list_stock_orders,
    list_stock_refunds,
    list_stock_returns,
    show_stock_order,
)
from services.wholesale.dry_run_schedule import DryRunSchedule, ScheduleDryRun, dry_run_schedule
from services.wholesale.quote_buy_back import BuyBackOffer, quote_buy_back
from services.wholesale.record_stock_payment import (
    RecordStockPayment,
    StockPaymentRecorded,
    record_stock_payment,
)
from services.wholesale.record_stock_refund import (
    RecordStockRefund,
    StockRefundRecorded,
    record_stock_refund,
)
from services.wholesale.show_standing import Standing, show_standing

READERS = allow("admin", "operator", "finance")
MONEY = allow("admin", "finance")


@get("/stock-orders", guards=[READERS], opt=table(STOCK_ORDERS))
async def orders(brand_scope: BrandScope, page_request: ThePage) -> Page[StockOrderRow]:
    """Stock orders of all resellers."""
    return await list_stock_orders(brand_scope, page_request)


@get("/stock-orders/{order_id:uuid}", guards=[READERS])
async def order(brand_scope: BrandScope, order_id: FromPath[UUID]) -> StockOrderDetail:
    """One order, with its lines and returns."""
    return await show_stock_order(brand_scope, order_id)


@post("/stock-orders/{order_id:uuid}/payments", guards=[MONEY])
async def record_payment(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_id: FromPath[UUID],
    data: JSONBody[RecordStockPayment],
) -> StockPaymentRecorded:
    """Record a bank transfer by hand; the audit log says by whom."""
    return await record_stock_payment(brand_scope, order_id, data, idempotency_key)


@get("/stock-returns", guards=[READERS], opt=table(STOCK_RETURNS))
async def returns(brand_scope: BrandScope, page_request: ThePage) -> Page[StockReturnRow]:
    """Returns of all resellers."""
    return await list_stock_returns(brand_scope, page_request)


@get("/stock-refunds", guards=[READERS], opt=table(STOCK_REFUNDS))
async def refunds(brand_scope: BrandScope, page_request: ThePage) -> Page[StockRefundRow]:
    """Money on its way back to resellers; `gateway=bank_transfer&state=pending` waits for a person to send it."""
    return await list_stock_refunds(brand_scope, page_request)


@post("/stock-refunds/{payment_refund_id:uuid}/transfers", guards=[MONEY])
async def record_refund(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    payment_refund_id: FromPath[UUID],
    data: JSONBody[RecordStockRefund],
) -> StockRefundRecorded:
    """Record that a refund was sent by bank transfer; the audit log says by whom."""
    return await record_stock_refund(brand_scope, payment_refund_id, data, idempotency_key)


@get("/lots", guards=[READERS], opt=table(LOTS))
async def lots(brand_scope: BrandScope, page_request: ThePage) -> Page[LotRow]:
    """Lots by reseller: what sold and what is in hand."""
    return await list_lots(brand_scope, page_request)


@get("/sellers/{seller_id:uuid}/stock-standing", guards=[READERS])
async def standing(brand_scope: BrandScope, seller_id: FromPath[UUID]) -> Standing:
    """A reseller's tier now, and what the next one needs."""
    return await show_standing(brand_scope, seller_id)


@get("/sellers/{seller_id:uuid}/buy-back", guards=[READERS])
async def buy_back(brand_scope: BrandScope, seller_id: FromPath[UUID]) -> BuyBackOffer:
    """What the brand would pay now for all that a reseller holds; of a closed one, however old it is."""
    return await quote_buy_back(brand_scope, seller_id)


@post("/tier-schedule-dry-runs", guards=[READERS], status_code=200)
async def dry_run(brand_scope: BrandScope, data: JSONBody[DryRunSchedule]) -> ScheduleDryRun:
    """What a new schedule would have charged a past period's orders. Nothing is written."""
    return await dry_run_schedule(brand_scope, data)


ROUTES = [orders, order, record_payment, returns, refunds, record_refund, lots, standing, buy_back, dry_run]
