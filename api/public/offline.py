"""For whoever scanned: the coupon of the place, and an order that waits in the phone."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheBrand
from api.guards import anyone
from api.limits import counting_coupons
from api.requests import AnyRequest
from api.visitor import visitor_of_request, with_visitor
from infra.ids import new_id
from services.offline.hand_out_coupon import CouponTaken, TakeCoupon, hand_out_coupon
from services.offline.saved_carts import (
    CartSaved,
    OrderCart,
    SaveCart,
    SavedCart,
    change_cart,
    order_cart,
    save_cart,
    show_cart,
)
from services.retail.place_order import OrderPlaced

SECRET_HEADER = "X-Cart-Secret"  # noqa: S105 - the header's name


@post("/places/{place_id:uuid}/coupons", guards=[anyone()])
async def take_coupon(
    request: AnyRequest,
    brand_scope: BrandScope,
    brand_facts: TheBrand,
    place_id: FromPath[UUID],
    data: JSONBody[TakeCoupon],
) -> CouponTaken:
    """Take the place's coupon, with a code of one's own; asked again, the same one."""
    return await hand_out_coupon(brand_scope, place_id, data, visitor_of_request(request, brand_facts.slug))


@post("/saved-carts", guards=[anyone()])
async def save(
    request: AnyRequest, brand_scope: BrandScope, brand_facts: TheBrand, data: JSONBody[SaveCart]
) -> Response[CartSaved]:
    """Keep an intended order for thirty days. `path` opens it again, in any browser."""
    visitor_id = visitor_of_request(request, brand_facts.slug) or new_id()
    saved = await save_cart(brand_scope, data, visitor_id)
    return with_visitor(request, Response(saved, status_code=201), brand_facts.slug, visitor_id)


@get("/saved-carts/{cart_id:uuid}", guards=[anyone()])
async def show(request: AnyRequest, brand_scope: BrandScope, cart_id: FromPath[UUID]) -> SavedCart:
    """A saved cart, opened by its secret in the header X-Cart-Secret."""
    return await show_cart(brand_scope, cart_id, request.headers.get(SECRET_HEADER))


@put("/saved-carts/{cart_id:uuid}", guards=[anyone()])
async def change(
    request: AnyRequest, brand_scope: BrandScope, cart_id: FromPath[UUID], data: JSONBody[SaveCart]
) -> SavedCart:
    """Change what waits."""
    return await change_cart(brand_scope, cart_id, request.headers.get(SECRET_HEADER), data)


@post("/saved-carts/{cart_id:uuid}/order", guards=[anyone()])
async def order(
    request: AnyRequest, brand_scope: BrandScope, cart_id: FromPath[UUID], data: JSONBody[OrderCart]
) -> OrderPlaced:
    """Order what waits, sent home; the cart itself is the idempotency key. Pay as any order."""
    # A cart may be changed and ordered again with another code in it.
    async with counting_coupons(request, str(cart_id)):
        return await order_cart(brand_scope, cart_id, request.headers.get(SECRET_HEADER), data)


ROUTES = [take_coupon, save, show, change, order]
