"""My stock: quote, order, return; buying none is as good a seller."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.payments.open_payment import PaymentStarted
from services.queries.pages import Page
from services.queries.stock_orders import (
    LOTS,
    STOCK_ORDERS,
    STOCK_RETURNS,
    LotRow,
    StockOrderDetail,
    StockOrderRow,
    StockReturnRow,
    list_lots,
    list_stock_orders,
    list_stock_returns,
    show_stock_order,
)
from services.wholesale.cancel_stock_order import cancel_stock_order
from services.wholesale.place_stock_order import PlaceStockOrder, StockOrderPlaced, place_stock_order
from services.wholesale.preview_return import PreviewReturn, ReturnPreviewed, preview_return
from services.wholesale.quote_buy_back import BuyBackOffer, quote_buy_back
from services.wholesale.quote_stock import QuoteStock, StockQuoted, quote_stock
from services.wholesale.return_stock import ReturnStock, StockReturned, return_stock
from services.wholesale.show_standing import Standing, show_standing
from services.wholesale.start_stock_payment import StartStockPayment, start_stock_payment

RESELLERS = allow("reseller")


@get("/stock/standing", guards=[RESELLERS])
async def standing(brand_scope: BrandScope) -> Standing:
    """My tier now, and what the next one needs."""
    return await show_standing(brand_scope, own_seller(brand_scope))


@post("/stock/quotes", guards=[RESELLERS])
async def quote(brand_scope: BrandScope, data: JSONBody[QuoteStock]) -> StockQuoted:
    """Price a cart, with the reason for each figure. The price stands until the quote expires."""
    return await quote_stock(brand_scope, own_seller(brand_scope), data)


@get("/stock/orders", guards=[RESELLERS], opt=table(STOCK_ORDERS))
async def orders(brand_scope: BrandScope, page_request: ThePage) -> Page[StockOrderRow]:
    """My stock orders."""
    return await list_stock_orders(brand_scope, page_request, own_seller(brand_scope))


@post("/stock/orders", guards=[RESELLERS])
async def place(
    brand_scope: BrandScope, idempotency_key: TheKey, data: JSONBody[PlaceStockOrder]
) -> StockOrderPlaced:
    """Order what was quoted. Its units are held until the quote expires."""
    return await place_stock_order(brand_scope, own_seller(brand_scope), data, idempotency_key)


@get("/stock/orders/{order_id:uuid}", guards=[RESELLERS])
async def order(brand_scope: BrandScope, order_id: FromPath[UUID]) -> StockOrderDetail:
    """One of my orders, with its lines and returns."""
    return await show_stock_order(brand_scope, order_id, own_seller(brand_scope))


@post("/stock/orders/{order_id:uuid}/cancellation", guards=[RESELLERS], status_code=204)
async def cancel(brand_scope: BrandScope, order_id: FromPath[UUID]) -> None:
    """Give up an order that is not paid. Cancelling twice changes nothing."""
    await cancel_stock_order(brand_scope, own_seller(brand_scope), order_id)


@post("/stock/orders/{order_id:uuid}/payments", guards=[RESELLERS])
async def pay(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_id: FromPath[UUID],
    data: JSONBody[StartStockPayment],
) -> PaymentStarted:
    """Start paying: go to `pay_url`. The stock is mine once the gateway says that it has the money."""
    return await start_stock_payment(brand_scope, own_seller(brand_scope), order_id, data, idempotency_key)


@get("/stock/lots", guards=[RESELLERS], opt=table(LOTS))
async def lots(brand_scope: BrandScope, page_request: ThePage) -> Page[LotRow]:
    """My lots: what sold, what is in hand, and until when it may go back."""
    return await list_lots(brand_scope, page_request, own_seller(brand_scope))


@get("/stock/buy-back", guards=[RESELLERS])
async def buy_back(brand_scope: BrandScope) -> BuyBackOffer:
    """What everything still in hand would pay if it went back now."""
    return await quote_buy_back(brand_scope, own_seller(brand_scope))


@get("/stock/returns", guards=[RESELLERS], opt=table(STOCK_RETURNS))
async def returns(brand_scope: BrandScope, page_request: ThePage) -> Page[StockReturnRow]:
    """My returns."""
    return await list_stock_returns(brand_scope, page_request, own_seller(brand_scope))


@post("/stock/return-previews", guards=[RESELLERS])
async def preview(brand_scope: BrandScope, data: JSONBody[PreviewReturn]) -> ReturnPreviewed:
    """What a return would pay and do, to the cent, before deciding."""
    return await preview_return(brand_scope, own_seller(brand_scope), data)


@post("/stock/returns", guards=[RESELLERS])
async def send_back(
    brand_scope: BrandScope, idempotency_key: TheKey, data: JSONBody[ReturnStock]
) -> StockReturned:
    """Confirm a preview: exactly its figures, or a conflict and nothing changed."""
    return await return_stock(brand_scope, own_seller(brand_scope), data, idempotency_key)


ROUTES = [
    standing,
    quote,
    orders,
    place,
    order,
    cancel,
    pay,
    lots,
    buy_back,
    returns,
    preview,
    send_back,
]
