"""My store: open it, furnish it, price it, publish it."""

from litestar import get, patch, post, put
from litestar.params import JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.queries.catalogue import (
    PRODUCTS,
    SKUS,
    ProductRow,
    SkuRow,
    list_products_for_sale,
    list_skus_for_sale,
)
from services.queries.pages import Page
from services.queries.storefront import StoreView, preview_store
from services.stores.edit_store import EditStore, edit_store
from services.stores.open_store import OpenStore, StoreOpened, open_store
from services.stores.pause_store import pause_store
from services.stores.pick_products import PickProducts, pick_products
from services.stores.publish_store import publish_store
from services.stores.set_retail_prices import SetRetailPrices, set_retail_prices

SELLERS = allow("staff", "reseller")


@get("/store", guards=[SELLERS])
async def preview(brand_scope: BrandScope) -> StoreView:
    """My store as shoppers would see it, published or not."""
    return await preview_store(brand_scope)


@post("/store", guards=[SELLERS])
async def open_mine(brand_scope: BrandScope, data: JSONBody[OpenStore]) -> StoreOpened:
    """Open my store, as a draft."""
    return await open_store(brand_scope, data)


@patch("/store", guards=[SELLERS], status_code=204)
async def edit(brand_scope: BrandScope, data: JSONBody[EditStore]) -> None:
    """Change its words, cover, address or where it ships from."""
    await edit_store(brand_scope, data)


@post("/store/publication", guards=[SELLERS], status_code=204)
async def publish(brand_scope: BrandScope) -> None:
    """Open its doors."""
    await publish_store(brand_scope)


@post("/store/pause", guards=[SELLERS], status_code=204)
async def pause(brand_scope: BrandScope) -> None:
    """Close its doors for a while."""
    await pause_store(brand_scope)


@put("/store/items", guards=[SELLERS], status_code=204)
async def pick(brand_scope: BrandScope, data: JSONBody[PickProducts]) -> None:
    """What it shows, in order; what is not listed is taken off the shelf."""
    await pick_products(brand_scope, data)


@post("/store/prices", guards=[allow("reseller")], status_code=204)
async def price(brand_scope: BrandScope, data: JSONBody[SetRetailPrices]) -> None:
    """Set own retail prices between the brand's floor and ceiling, or take them back."""
    await set_retail_prices(brand_scope, data)


@get("/catalogue/products", guards=[SELLERS], opt=table(PRODUCTS))
async def products(brand_scope: BrandScope, page_request: ThePage) -> Page[ProductRow]:
    """What I may pick and share."""
    return await list_products_for_sale(brand_scope, page_request)


@get("/catalogue/skus", guards=[SELLERS], opt=table(SKUS))
async def skus(brand_scope: BrandScope, page_request: ThePage) -> Page[SkuRow]:
    """What I may sell, with the floor and ceiling of an own price."""
    return await list_skus_for_sale(brand_scope, page_request)


ROUTES = [preview, open_mine, edit, publish, pause, pick, price, products, skus]
