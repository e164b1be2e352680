"""My places with a rotating code."""

from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody

from api.brand.places import DisplayMoved
from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.offline.places import (
    ChangePlace,
    MakePlace,
    PlaceMade,
    change_place,
    find_display,
    make_place,
    renew_place_codes,
)
from services.queries.pages import Page
from services.queries.places import PLACES, PlaceRow, list_places

SELLERS = allow("staff", "reseller")


@get("/places", guards=[SELLERS], opt=table(PLACES))
async def places(brand_scope: BrandScope, page_request: ThePage) -> Page[PlaceRow]:
    """My shops, events and shelves."""
    return await list_places(brand_scope, page_request, seller_id=own_seller(brand_scope))


@post("/places", guards=[SELLERS])
async def make(brand_scope: BrandScope, data: JSONBody[MakePlace]) -> PlaceMade:
    """Make a place; its display shows a code that changes by itself."""
    return await make_place(brand_scope, data)


@patch("/places/{place_id:uuid}", guards=[SELLERS], status_code=204)
async def change(brand_scope: BrandScope, place_id: FromPath[UUID], data: JSONBody[ChangePlace]) -> None:
    """Change my place's name, hours or status."""
    await change_place(brand_scope, place_id, data, seller_id=own_seller(brand_scope))


@get("/places/{place_id:uuid}/display", guards=[SELLERS])
async def display(brand_scope: BrandScope, place_id: FromPath[UUID]) -> DisplayMoved:
    """Where my place's display is, for the screen there. Who has the address can show the code."""
    return DisplayMoved(await find_display(brand_scope, place_id, seller_id=own_seller(brand_scope)))


@post("/places/{place_id:uuid}/renewal", guards=[SELLERS], status_code=200)
async def renew(brand_scope: BrandScope, place_id: FromPath[UUID]) -> DisplayMoved:
    """Make all codes and the display's address of before worthless."""
    return DisplayMoved(await renew_place_codes(brand_scope, place_id, seller_id=own_seller(brand_scope)))


ROUTES = [places, make, change, display, renew]
