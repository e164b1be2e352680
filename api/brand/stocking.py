"""Stock orders beyond what sells, and what stands behind the right of return."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.compliance.buy_back_reserve import (
    BuyBackReserve,
    RecordReserve,
    record_reserve,
    show_reserve,
)
from services.queries.compliance import STOCK_CHECKS, StockCheckRow, list_stock_checks
from services.queries.pages import Page
from services.wholesale.decide_stock_check import (
    DecideStockCheck,
    StockCheckAnswered,
    decide_stock_check,
)


@get("/stock-checks", guards=[allow("admin", "operator", "finance")], opt=table(STOCK_CHECKS))
async def checks(brand_scope: BrandScope, page_request: ThePage) -> Page[StockCheckRow]:
    """What the stocking gate said of each stock order; `outcome=waiting&state=placed` is the queue."""
    return await list_stock_checks(brand_scope, page_request)


@post("/stock-orders/{order_id:uuid}/check-decision", guards=[allow("admin", "operator")], status_code=200)
async def decide(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_id: FromPath[UUID],
    data: JSONBody[DecideStockCheck],
) -> StockCheckAnswered:
    """Let the order pass, or decline it, with the reason."""
    return await decide_stock_check(brand_scope, order_id, data, idempotency_key)


@get("/compliance/buy-back-reserve", guards=[allow("admin", "operator", "finance")])
async def reserve(brand_scope: BrandScope) -> BuyBackReserve:
    """What unsold stock could cost, what should lie apart for it, and what does."""
    return await show_reserve(brand_scope)


@post("/compliance/buy-back-reserves", guards=[allow("admin", "finance")])
async def set_aside(brand_scope: BrandScope, data: JSONBody[RecordReserve]) -> BuyBackReserve:
    """Say what is set aside, and where it lies."""
    return await record_reserve(brand_scope, data)


ROUTES = [checks, decide, reserve, set_aside]
