"""Order, pay, look, ask for money back: as a guest or logged in.

A guest's order is opened by the secret that placing it answered, in the header `X-Order-Secret`.
"""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheBrand, TheKey
from api.device import device_of
from api.guards import anyone
from api.limits import counting_coupons
from api.requests import AnyRequest
from api.visitor import visitor_of_request
from services.payments.open_payment import PaymentStarted
from services.queries.orders import OrderView, show_own_order
from services.retail.cancel_order import OrderCancelled, cancel_order
from services.retail.place_order import OrderPlaced, PlaceOrder, place_order
from services.retail.request_refund import RefundRequested, RequestRefund, request_refund
from services.retail.start_payment import StartPayment, start_payment

SECRET_HEADER = "X-Order-Secret"  # noqa: S105 - the header's name


def _secret(request: AnyRequest) -> str | None:
    return request.headers.get(SECRET_HEADER)


@post("/orders", guards=[anyone()])
async def place(
    request: AnyRequest,
    brand_scope: BrandScope,
    brand_facts: TheBrand,
    idempotency_key: TheKey,
    data: JSONBody[PlaceOrder],
) -> OrderPlaced:
    """Order in a store. The stock is held until `expires_at`; `secret` opens the order to a guest."""
    visitor_id = visitor_of_request(request, brand_facts.slug)
    async with counting_coupons(request, data.coupon):
        return await place_order(
            brand_scope,
            data,
            visitor_id=visitor_id,
            device=device_of(request),
            idempotency_key=idempotency_key,
        )


@get("/orders/{order_code:str}", guards=[anyone()])
async def show(request: AnyRequest, brand_scope: BrandScope, order_code: FromPath[str]) -> OrderView:
    """My order: its lines, where it stands, what was refunded."""
    return await show_own_order(brand_scope, order_code, _secret(request))


@post("/orders/{order_code:str}/payment", guards=[anyone()])
async def pay(
    request: AnyRequest,
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[StartPayment],
) -> PaymentStarted:
    """Start paying: go to `pay_url`, or show `qr_text` as a QR code. The order is paid once the gateway says so."""
    return await start_payment(brand_scope, order_code, data, _secret(request), idempotency_key)


@post("/orders/{order_code:str}/cancellation", guards=[anyone()], status_code=200)
async def cancel(request: AnyRequest, brand_scope: BrandScope, order_code: FromPath[str]) -> OrderCancelled:
    """Give up an order that is not paid."""
    return await cancel_order(brand_scope, order_code, by="customer", secret=_secret(request))


@post("/orders/{order_code:str}/refund-requests", guards=[anyone()])
async def ask_back(
    request: AnyRequest,
    brand_scope: BrandScope,
    idempotency_key: TheKey,
    order_code: FromPath[str],
    data: JSONBody[RequestRefund],
) -> RefundRequested:
    """Ask for money back; the brand, or the seller whose stock it was, decides."""
    return await request_refund(brand_scope, order_code, data, _secret(request), idempotency_key)


ROUTES = [place, show, pay, cancel, ask_back]
