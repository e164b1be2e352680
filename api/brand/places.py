"""Places with a rotating code, of all sellers."""

from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.offline.places import (
    ChangePlace,
    MakeBrandsPlace,
    PlaceMade,
    change_place,
    make_place,
    renew_place_codes,
)
from services.queries.hand_outs import HAND_OUTS, HandOutRow, list_hand_outs
from services.queries.pages import Page
from services.queries.places import PLACES, PlaceRow, list_places

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


class DisplayMoved(Struct, frozen=True):
    """Where the display is from now on; the address of before shows nothing."""

    display_path: str


@get("/places", guards=[READERS], opt=table(PLACES))
async def places(brand_scope: BrandScope, page_request: ThePage) -> Page[PlaceRow]:
    """Shops, events and shelves, with their scans and the coupons given."""
    return await list_places(brand_scope, page_request)


@post("/places", guards=[WRITERS])
async def make(brand_scope: BrandScope, data: JSONBody[MakeBrandsPlace]) -> PlaceMade:
    """Make a place for a seller, with a coupon for whoever scans if the brand likes."""
    return await make_place(brand_scope, data)


@patch("/places/{place_id:uuid}", guards=[WRITERS], status_code=204)
async def change(brand_scope: BrandScope, place_id: FromPath[UUID], data: JSONBody[ChangePlace]) -> None:
    """Change a place's name, hours or status."""
    await change_place(brand_scope, place_id, data)


@post("/places/{place_id:uuid}/renewal", guards=[WRITERS], status_code=200)
async def renew(brand_scope: BrandScope, place_id: FromPath[UUID]) -> DisplayMoved:
    """Make all codes and the display's address of before worthless."""
    return DisplayMoved(await renew_place_codes(brand_scope, place_id))


@get("/coupon-hand-outs", guards=[READERS], opt=table(HAND_OUTS))
async def hand_outs(brand_scope: BrandScope, page_request: ThePage) -> Page[HandOutRow]:
    """Coupons that were handed out there, and whether they were used."""
    return await list_hand_outs(brand_scope, page_request)


ROUTES = [places, make, change, renew, hand_outs]
