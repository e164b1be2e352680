"""Sellers as the brand manages them."""

from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.people.add_seller import OpenSeller, SellerOpened
from services.people.change_seller_status import (
    ChangeSellerStatus,
    SellerStatusChanged,
    change_seller_status,
)
from services.people.edit_seller import EditSeller, SellerNames, edit_seller
from services.people.hand_over_seller import HandOverSeller, SellerHandedOver, hand_over_seller
from services.people.open_seller import open_seller
from services.people.undo_hand_over import HandOverTakenBack, undo_hand_over
from services.queries.hand_overs import HAND_OVERS, HandOverRow, list_hand_overs
from services.queries.pages import Page
from services.queries.people import SELLERS, SellerDetail, SellerRow, list_sellers, show_seller


@get("/sellers", guards=[allow("admin", "operator", "finance")], opt=table(SELLERS))
async def sellers(brand_scope: BrandScope, page_request: ThePage) -> Page[SellerRow]:
    """Staff and resellers."""
    return await list_sellers(brand_scope, page_request)


@get("/sellers/{seller_id:uuid}", guards=[allow("admin", "operator", "finance")])
async def seller(brand_scope: BrandScope, seller_id: FromPath[UUID]) -> SellerDetail:
    """One seller, with the history of its status."""
    return await show_seller(brand_scope, seller_id)


@post("/sellers", guards=[allow("admin", "operator")])
async def open_one(brand_scope: BrandScope, data: JSONBody[OpenSeller]) -> SellerOpened:
    """Make an account a seller. It costs nothing and asks for no purchase."""
    return await open_seller(brand_scope, data)


@patch("/sellers/{seller_id:uuid}", guards=[allow("admin", "operator")])
async def edit(brand_scope: BrandScope, seller_id: FromPath[UUID], data: JSONBody[EditSeller]) -> SellerNames:
    """Change the name or the cohort."""
    return await edit_seller(brand_scope, seller_id, data)


@post("/sellers/{seller_id:uuid}/status", guards=[allow("admin", "operator")])
async def change_status(
    brand_scope: BrandScope, seller_id: FromPath[UUID], data: JSONBody[ChangeSellerStatus]
) -> SellerStatusChanged:
    """Suspend, close or reopen a seller."""
    return await change_seller_status(brand_scope, seller_id, data)


@post("/sellers/{seller_id:uuid}/hand-over", guards=[allow("admin", "operator")], status_code=200)
async def hand_over(
    brand_scope: BrandScope, seller_id: FromPath[UUID], data: JSONBody[HandOverSeller]
) -> SellerHandedOver:
    """Hand a leaver's customers and links to another seller; with `check` only say how many would go."""
    return await hand_over_seller(brand_scope, seller_id, data)


@get("/hand-overs", guards=[allow("admin", "operator", "finance")], opt=table(HAND_OVERS))
async def hand_overs(brand_scope: BrandScope, page_request: ThePage) -> Page[HandOverRow]:
    """What went from whom to whom, and whether it was taken back."""
    return await list_hand_overs(brand_scope, page_request)


@post("/hand-overs/{hand_over_id:uuid}/undoing", guards=[allow("admin", "operator")], status_code=200)
async def undo(brand_scope: BrandScope, hand_over_id: FromPath[UUID]) -> HandOverTakenBack:
    """Take a hand-over back, as far as what it moved is still where it went."""
    return await undo_hand_over(brand_scope, hand_over_id)


ROUTES = [sellers, seller, open_one, edit, change_status, hand_over, hand_overs, undo]
