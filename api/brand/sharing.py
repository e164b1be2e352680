"""Stores, links, coupons, bindings and merges, as the brand's people see and mend them."""

from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.queries.links import (
    COUPONS,
    IDENTIFICATIONS,
    LINKS,
    CouponRow,
    IdentificationRow,
    LinkDetail,
    LinkRow,
    list_coupons,
    list_identifications,
    list_links,
    show_link,
)
from services.queries.pages import Page
from services.queries.stores import STORES, StoreDetail, StoreRow, list_stores, show_store_detail
from services.sharing.bind_customer import BindCustomer, CustomerBound, bind_customer
from services.sharing.bulk_create_links import BulkCreateLinks, LinksCreated, bulk_create_links
from services.sharing.create_coupon import CouponCreated, CreateCoupon, create_coupon
from services.sharing.edit_link import EditLink, edit_link
from services.sharing.end_coupon import end_coupon
from services.sharing.pause_link import pause_link
from services.sharing.resume_link import resume_link
from services.sharing.undo_merge import UndoMerge, undo_merge
from services.stores.edit_store import EditStore, edit_store
from services.stores.pause_store import pause_store
from services.stores.publish_store import publish_store

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


@get("/stores", guards=[READERS], opt=table(STORES))
async def stores(brand_scope: BrandScope, page_request: ThePage) -> Page[StoreRow]:
    """All stores, drafts too."""
    return await list_stores(brand_scope, page_request)


@get("/stores/{store_id:uuid}", guards=[READERS])
async def store(brand_scope: BrandScope, store_id: FromPath[UUID]) -> StoreDetail:
    """One store, with the history of its status."""
    return await show_store_detail(brand_scope, store_id)


@patch("/stores/{store_id:uuid}", guards=[WRITERS], status_code=204)
async def change_store(brand_scope: BrandScope, store_id: FromPath[UUID], data: JSONBody[EditStore]) -> None:
    """Change a store's words, cover or where it ships from."""
    await edit_store(brand_scope, data, store_id)


@post("/stores/{store_id:uuid}/publication", guards=[WRITERS], status_code=204)
async def publish(brand_scope: BrandScope, store_id: FromPath[UUID]) -> None:
    """Open the store's doors."""
    await publish_store(brand_scope, store_id)


@post("/stores/{store_id:uuid}/pause", guards=[WRITERS], status_code=204)
async def pause(brand_scope: BrandScope, store_id: FromPath[UUID]) -> None:
    """Close the store's doors for a while."""
    await pause_store(brand_scope, store_id)


@get("/links", guards=[READERS], opt=table(LINKS))
async def links(brand_scope: BrandScope, page_request: ThePage) -> Page[LinkRow]:
    """All tracked links, with clicks and people."""
    return await list_links(brand_scope, page_request)


@get("/links/{link_id:uuid}", guards=[READERS])
async def link(brand_scope: BrandScope, link_id: FromPath[UUID]) -> LinkDetail:
    """One link, with where it led and when."""
    return await show_link(brand_scope, link_id)


@post("/links", guards=[WRITERS])
async def make_links(brand_scope: BrandScope, data: JSONBody[BulkCreateLinks]) -> LinksCreated:
    """Make links for many sellers at once, all or none."""
    return await bulk_create_links(brand_scope, data)


@patch("/links/{link_id:uuid}", guards=[WRITERS], status_code=204)
async def change_link(brand_scope: BrandScope, link_id: FromPath[UUID], data: JSONBody[EditLink]) -> None:
    """Change where a link leads; its history is kept."""
    await edit_link(brand_scope, link_id, data, any_seller=True)


@post("/links/{link_id:uuid}/pause", guards=[WRITERS], status_code=204)
async def stop_link(brand_scope: BrandScope, link_id: FromPath[UUID]) -> None:
    """Stop counting a link; it leads to its store meanwhile."""
    await pause_link(brand_scope, link_id, any_seller=True)


@post("/links/{link_id:uuid}/resumption", guards=[WRITERS], status_code=204)
async def restart_link(brand_scope: BrandScope, link_id: FromPath[UUID]) -> None:
    """Count a link again."""
    await resume_link(brand_scope, link_id, any_seller=True)


@get("/coupons", guards=[READERS], opt=table(COUPONS))
async def coupons(brand_scope: BrandScope, page_request: ThePage) -> Page[CouponRow]:
    """All coupons and how often each was used."""
    return await list_coupons(brand_scope, page_request)


@post("/coupons", guards=[WRITERS])
async def make_coupon(brand_scope: BrandScope, data: JSONBody[CreateCoupon]) -> CouponCreated:
    """Give a seller a coupon to hand out."""
    return await create_coupon(brand_scope, data)


@post("/coupons/{coupon_id:uuid}/end", guards=[WRITERS], status_code=204)
async def stop_coupon(brand_scope: BrandScope, coupon_id: FromPath[UUID]) -> None:
    """Take a coupon out of use; orders placed with it keep it."""
    await end_coupon(brand_scope, coupon_id)


@post("/bindings", guards=[WRITERS])
async def bind(brand_scope: BrandScope, data: JSONBody[BindCustomer]) -> CustomerBound:
    """Bind a customer to a seller; what that is worth, the attribution policy says."""
    return await bind_customer(brand_scope, data)


@get("/identifications", guards=[READERS], opt=table(IDENTIFICATIONS))
async def identifications(brand_scope: BrandScope, page_request: ThePage) -> Page[IdentificationRow]:
    """Which visitors turned out to be which customers."""
    return await list_identifications(brand_scope, page_request)


@post("/identifications/{identification_id:uuid}/undoing", guards=[WRITERS], status_code=204)
async def undo(brand_scope: BrandScope, identification_id: FromPath[UUID], data: JSONBody[UndoMerge]) -> None:
    """Take a merge back; orders decided before keep their decision."""
    await undo_merge(brand_scope, identification_id, data)


ROUTES = [
    stores,
    store,
    change_store,
    publish,
    pause,
    links,
    link,
    make_links,
    change_link,
    stop_link,
    restart_link,
    coupons,
    make_coupon,
    stop_coupon,
    bind,
    identifications,
    undo,
]
