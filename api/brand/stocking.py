"""Stock orders beyond what sells: the queue of those who decide."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
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


ROUTES = [checks, decide]
