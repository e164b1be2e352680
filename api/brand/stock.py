"""The brand's own stock."""

from litestar import get, post
from litestar.params import JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.inventory.adjust_stock import AdjustStock, StockAdjusted, adjust_stock
from services.inventory.create_location import CreateLocation, LocationCreated, create_location
from services.inventory.receive_stock import ReceiveStock, StockReceived, receive_stock
from services.queries.pages import Page
from services.queries.stock import (
    STOCK_LEVELS,
    STOCK_MOVEMENTS,
    LocationRow,
    StockLevelRow,
    StockMovementRow,
    list_locations,
    list_stock_levels,
    list_stock_movements,
)

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


@get("/locations", guards=[READERS])
async def locations(brand_scope: BrandScope) -> list[LocationRow]:
    """Warehouses, shops and events, with how much lies there."""
    return await list_locations(brand_scope)


@post("/locations", guards=[WRITERS])
async def add_location(brand_scope: BrandScope, data: JSONBody[CreateLocation]) -> LocationCreated:
    """Add a place where stock lies."""
    return await create_location(brand_scope, data)


@get("/stock-levels", guards=[READERS], opt=table(STOCK_LEVELS))
async def stock_levels(brand_scope: BrandScope, page_request: ThePage) -> Page[StockLevelRow]:
    """What lies where; `free.to=5` finds what runs out."""
    return await list_stock_levels(brand_scope, page_request)


@get("/stock-movements", guards=[READERS], opt=table(STOCK_MOVEMENTS))
async def stock_movements(brand_scope: BrandScope, page_request: ThePage) -> Page[StockMovementRow]:
    """Why there is as much as there is."""
    return await list_stock_movements(brand_scope, page_request)


@post("/stock-receipts", guards=[WRITERS])
async def receive(
    brand_scope: BrandScope, idempotency_key: TheKey, data: JSONBody[ReceiveStock]
) -> StockReceived:
    """Goods arrived."""
    return await receive_stock(brand_scope, data, idempotency_key)


@post("/stock-counts", guards=[WRITERS])
async def count(
    brand_scope: BrandScope, idempotency_key: TheKey, data: JSONBody[AdjustStock]
) -> StockAdjusted:
    """A count found other numbers than the books."""
    return await adjust_stock(brand_scope, data, idempotency_key)


ROUTES = [locations, add_location, stock_levels, stock_movements, receive, count]
