"""Stores as shoppers see them."""

from litestar import Response, get, post
from litestar.params import FromPath

from api.dependencies import BrandScope, TheBrand
from api.guards import anyone
from api.requests import AnyRequest
from api.visitor import visitor_of_request, with_visitor
from infra.ids import new_id
from services.queries.storefront import StoreProductView, StoreView, show_store, show_store_product
from services.sharing.bind_customer import CustomerBound
from services.sharing.follow_store import follow_store


@get("/stores/{store:str}", guards=[anyone()])
async def store_page(brand_scope: BrandScope, store: FromPath[str]) -> StoreView:
    """A published store with its shelf: prices, and what can be bought now by style, colour and size."""
    return await show_store(brand_scope, store)


@get("/stores/{store:str}/products/{product:str}", guards=[anyone()])
async def product_page(
    brand_scope: BrandScope, store: FromPath[str], product: FromPath[str]
) -> StoreProductView:
    """A product, by its code, as the store sells it."""
    return await show_store_product(brand_scope, store, product)


@post("/stores/{store:str}/followers", guards=[anyone()])
async def follow(
    request: AnyRequest, brand_scope: BrandScope, brand_facts: TheBrand, store: FromPath[str]
) -> Response[CustomerBound]:
    """Follow a store, as the account that is logged in or as this browser."""
    visitor_id = visitor_of_request(request, brand_facts.slug) or new_id()
    bound = await follow_store(brand_scope, store, visitor_id)
    return with_visitor(request, Response(bound, status_code=201), brand_facts.slug, visitor_id)


ROUTES = [store_page, product_page, follow]
