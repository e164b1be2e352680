"""My tracked links and coupons."""

from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, own_seller
from api.guards import allow
from api.tables import ThePage, table
from services.queries.links import (
    COUPONS,
    LINKS,
    CouponRow,
    LinkDetail,
    LinkRow,
    list_coupons,
    list_links,
    show_link,
)
from services.queries.pages import Page
from services.sharing.create_link import CreateLink, create_link
from services.sharing.edit_link import EditLink, edit_link
from services.sharing.pause_link import pause_link
from services.sharing.resume_link import resume_link
from services.sharing.write_links import MadeLink

SELLERS = allow("staff", "reseller")


@get("/links", guards=[SELLERS], opt=table(LINKS))
async def links(brand_scope: BrandScope, page_request: ThePage) -> Page[LinkRow]:
    """My links, with clicks and people."""
    return await list_links(brand_scope, page_request, seller_id=own_seller(brand_scope))


@get("/links/{link_id:uuid}", guards=[SELLERS])
async def link(brand_scope: BrandScope, link_id: FromPath[UUID]) -> LinkDetail:
    """One of my links, with where it led and when."""
    return await show_link(brand_scope, link_id, seller_id=own_seller(brand_scope))


@post("/links", guards=[SELLERS])
async def make_link(brand_scope: BrandScope, data: JSONBody[CreateLink]) -> MadeLink:
    """Make a link to share."""
    return await create_link(brand_scope, data)


@patch("/links/{link_id:uuid}", guards=[SELLERS], status_code=204)
async def change_link(brand_scope: BrandScope, link_id: FromPath[UUID], data: JSONBody[EditLink]) -> None:
    """Change where my link leads; its history is kept."""
    await edit_link(brand_scope, link_id, data)


@post("/links/{link_id:uuid}/pause", guards=[SELLERS], status_code=204)
async def stop_link(brand_scope: BrandScope, link_id: FromPath[UUID]) -> None:
    """Stop counting my link; it leads to my store meanwhile."""
    await pause_link(brand_scope, link_id)


@post("/links/{link_id:uuid}/resumption", guards=[SELLERS], status_code=204)
async def restart_link(brand_scope: BrandScope, link_id: FromPath[UUID]) -> None:
    """Count my link again."""
    await resume_link(brand_scope, link_id)


@get("/coupons", guards=[SELLERS], opt=table(COUPONS))
async def coupons(brand_scope: BrandScope, page_request: ThePage) -> Page[CouponRow]:
    """Coupons the brand gave me to hand out."""
    return await list_coupons(brand_scope, page_request, seller_id=own_seller(brand_scope))


ROUTES = [links, link, make_link, change_link, stop_link, restart_link, coupons]
