"""Retail orders, refunds and what gateways say."""

from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheKey
from api.guards import allow
from api.tables import ThePage, table
from services.payments.settle_by_hand import SettleByHand, SettledByHand, settle_by_hand
from services.queries.orders import ORDERS, OrderRow, OrderView, list_orders, show_order
from services.queries.pages import Page
from services.queries.refunds import (
    PAYMENT_EVENTS,
    PAYMENTS,
    REFUNDS,
    PaymentEventRow,
    PaymentRow,
    RefundRow,
    list_payment_events,
    list_payments,
    list_refunds,
)
from services.queries.retail_terms import show_retail_terms
from services.retail.cancel_order import OrderCancelled, cancel_order
from services.retail.decide_refund import DecideRefund, RefundAnswered, decide_refund
from services.retail.deliver_order import OrderDelivered, deliver_order
from services.retail.refund_order import OrderRefunded, RefundOrder, refund_order
from services.retail.set_retail_terms import set_retail_terms
from services.retail.terms import RetailTerms

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")
MONEY = allow("admin", "finance")


@get("/orders", guards=[READERS], opt=table(ORDERS))
async def orders(brand_scope: BrandScope, page_request: ThePage) -> Page[OrderRow]:
    """Orders of all stores."""
    return await list_orders(brand_scope, page_request)


@get("/orders/{order_code:str}", guards=[READERS])
async def order(brand_scope: BrandScope, order_code: FromPath[str]) -> OrderView:
    """One order with its lines, refunds and payments."""
    return await show_order(brand_scope, order_code)


@post("/orders/{order_code:str}/delivery", guards=[WRITERS], status_code=200)
async def deliver(
    brand_scope: BrandScope, idempotency_key: TheKey, order_code: FromPath[str]
) -> OrderDelivered:
    """Say that a paid order was delivered: its hold period is counted from now."""
    return await deliver_order(brand_scope, order_code, idempotency_key)


@post("/orders/{order_code:str}/cancellation", guards=[WRITERS], status_code=200)
async def cancel(brand_scope: BrandScope, order_code: FromPath[str]) -> OrderCancelled:
    """Cancel an order that is not paid."""
    return await cancel_order(brand_scope, order_code, by="brand")


@post("/orders/{order_code:str}/refunds", guards=[READERS])
async def refund(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[RefundOrder],
) -> OrderRefunded:
    """Refund units of a paid order; its commission is reversed by the same step."""
    return await refund_order(brand_scope, order_code, data, idempotency_key)


@get("/refunds", guards=[READERS], opt=table(REFUNDS))
async def refunds(brand_scope: BrandScope, page_request: ThePage) -> Page[RefundRow]:
    """Refunds; the queue is `?state=requested&sort=requested_at`."""
    return await list_refunds(brand_scope, page_request)


@post("/refunds/{refund_id:uuid}/decision", guards=[READERS], status_code=200)
async def decide(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    refund_id: FromPath[UUID],
    data: JSONBody[DecideRefund],
) -> RefundAnswered:
    """Approve or decline a customer's request."""
    return await decide_refund(brand_scope, refund_id, data, idempotency_key)


@get("/payments", guards=[READERS], opt=table(PAYMENTS))
async def payments(brand_scope: BrandScope, page_request: ThePage) -> Page[PaymentRow]:
    """Payments asked of gateways; `?state=stray` are those that go back."""
    return await list_payments(brand_scope, page_request)


@get("/payment-events", guards=[READERS], opt=table(PAYMENT_EVENTS))
async def payment_events(brand_scope: BrandScope, page_request: ThePage) -> Page[PaymentEventRow]:
    """What gateways told; `?state=refused` is what does not fit and wants somebody to look."""
    return await list_payment_events(brand_scope, page_request)


@post("/payment-refunds/{payment_refund_id:uuid}/settlement", guards=[MONEY], status_code=200)
async def settle(
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    payment_refund_id: FromPath[UUID],
    data: JSONBody[SettleByHand],
) -> SettledByHand:
    """The gateway refused to send money back; it was sent another way."""
    return await settle_by_hand(brand_scope, payment_refund_id, data, idempotency_key)


@get("/retail-terms", guards=[READERS])
async def terms(brand_scope: BrandScope) -> RetailTerms:
    """Tax, shipping, how long an order waits, and the gateway."""
    return await show_retail_terms(brand_scope)


@put("/retail-terms", guards=[allow("admin")])
async def set_terms(brand_scope: BrandScope, data: JSONBody[RetailTerms]) -> RetailTerms:
    """Set them for orders placed from now on."""
    return await set_retail_terms(brand_scope, data)


ROUTES = [
    orders,
    order,
    deliver,
    cancel,
    refund,
    refunds,
    decide,
    payments,
    payment_events,
    settle,
    terms,
    set_terms,
]
