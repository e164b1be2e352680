"""My orders: those in my store, and those elsewhere that I am credited with. What leaves my own stock is mine to ship
and to refund."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.queries.orders import (
    SELLER_ORDERS,
    OrderView,
    SellerOrderRow,
    list_seller_orders,
    show_seller_order,
)
from services.queries.pages import Page
from services.queries.refunds import REFUNDS, RefundRow, list_refunds
from services.retail.decide_refund import DecideRefund, RefundAnswered, decide_refund
from services.retail.deliver_order import OrderDelivered, deliver_order
from services.retail.refund_order import OrderRefunded, RefundOrder, refund_order

SELLERS = allow("staff", "reseller")


@get("/orders", guards=[SELLERS], opt=table(SELLER_ORDERS))
async def orders(brand_scope: BrandScope, page_request: ThePage) -> Page[SellerOrderRow]:
    """My orders; those to ship are `?from_stock=true&state=paid`."""
    return await list_seller_orders(brand_scope, page_request, own_seller(brand_scope))


@get("/orders/{order_code:str}", guards=[SELLERS])
async def order(brand_scope: BrandScope, order_code: FromPath[str]) -> OrderView:
    """One of my orders; with the address where I ship it."""
    return await show_seller_order(brand_scope, order_code, own_seller(brand_scope))


@post("/orders/{order_code:str}/delivery", guards=[SELLERS], status_code=200)
async def deliver(
    brand_scope: BrandScope, idempotency_key: TheKey, order_code: FromPath[str]
) -> OrderDelivered:
    """Say that an order from my own stock was delivered."""
    return await deliver_order(brand_scope, order_code, idempotency_key)


@post("/orders/{order_code:str}/refunds", guards=[SELLERS])
async def refund(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[RefundOrder],
) -> OrderRefunded:
    """Refund units sold from my own stock: my proceeds pay, and the units are mine again."""
    return await refund_order(brand_scope, order_code, data, idempotency_key)


@get("/refunds", guards=[SELLERS], opt=table(REFUNDS))
async def refunds(brand_scope: BrandScope, page_request: ThePage) -> Page[RefundRow]:
    """Refunds and requests about my own stock."""
    return await list_refunds(brand_scope, page_request, owner_id=own_seller(brand_scope))


@post("/refunds/{refund_id:uuid}/decision", guards=[SELLERS], status_code=200)
async def decide(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    refund_id: FromPath[UUID],
    data: JSONBody[DecideRefund],
) -> RefundAnswered:
    """Answer a customer's request about my own stock."""
    return await decide_refund(brand_scope, refund_id, data, idempotency_key)


ROUTES = [orders, order, deliver, refund, refunds, decide]
