"""The coupon of the place whose code was scanned: offered on the page the scan led to, taken by one button."""

from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from api.public.pages.forms import read_form
from api.public.pages.frame import Shop, TheShop
from infra.errors import DomainError
from services.offline.hand_out_coupon import TakeCoupon, hand_out_coupon
from services.offline.place_offer import PlaceOffer, place_offer
from services.sharing.visitor_cookie import PLACE_PARAMETER, TOUCH_PARAMETER, visitor_of


async def offer_of_scan(shop: Shop) -> PlaceOffer | None:
    """What the place hands out, for who comes from its code; None otherwise."""
    place_id = visitor_of(shop.request.query_params.get(PLACE_PARAMETER))
    if place_id is None or _touch(shop) is None or shop.visitor_id is None:
        return None
    return await place_offer(shop.scope, place_id)


@post("/places/{place_id:uuid}/coupon")
async def take_coupon(shop: TheShop, place_id: FromPath[UUID]) -> Response[str]:
    """Take it: the bag says what it is worth. Asked again, the same one."""
    await read_form(shop)
    touch_id = _touch(shop)
    try:
        taken = await hand_out_coupon(shop.scope, place_id, TakeCoupon(touch_id or place_id), shop.visitor_id)
    except DomainError as error:
        return shop.page("coupon.html", status=409, taken=None, why=error.sentence(shop.lang))
    return shop.page("coupon.html", taken=taken, why="")


def _touch(shop: Shop) -> UUID | None:
    return visitor_of(shop.request.query_params.get(TOUCH_PARAMETER))


ROUTES = [take_coupon]
