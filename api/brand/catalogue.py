"""The catalogue: products, SKUs, prices."""

from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.catalogue.add_skus import AddSkus, SkusAdded, add_skus
from services.catalogue.create_product import CreateProduct, ProductCreated, create_product
from services.catalogue.edit_product import EditProduct, edit_product
from services.catalogue.edit_sku import EditSku, edit_sku
from services.catalogue.set_prices import PricesSet, SetPrices, set_prices
from services.catalogue.upsert_products import ProductsUpserted, UpsertProducts, upsert_products
from services.queries.catalogue import (
    PRODUCTS,
    SKUS,
    PriceVersion,
    ProductDetail,
    ProductRow,
    SkuRow,
    list_prices,
    list_products,
    list_skus,
    show_product,
)
from services.queries.pages import Page

READERS = allow("admin", "operator", "finance")
WRITERS = allow("admin", "operator")


@get("/products", guards=[READERS], opt=table(PRODUCTS))
async def products(brand_scope: BrandScope, page_request: ThePage) -> Page[ProductRow]:
    """All products, drafts and archived ones too."""
    return await list_products(brand_scope, page_request)


@get("/products/{product_id:uuid}", guards=[READERS])
async def product(brand_scope: BrandScope, product_id: FromPath[UUID]) -> ProductDetail:
    """One product with its pictures and SKUs."""
    return await show_product(brand_scope, product_id)


@post("/products", guards=[WRITERS])
async def create(brand_scope: BrandScope, data: JSONBody[CreateProduct]) -> ProductCreated:
    """Add a product with its SKUs and their first prices."""
    return await create_product(brand_scope, data)


@post("/products/bulk", guards=[WRITERS], status_code=200)
async def upsert(brand_scope: BrandScope, data: JSONBody[UpsertProducts]) -> ProductsUpserted:
    """Add or replace many products by their codes; sent twice it changes nothing the second time."""
    return await upsert_products(brand_scope, data)


@patch("/products/{product_id:uuid}", guards=[WRITERS], status_code=204)
async def edit(brand_scope: BrandScope, product_id: FromPath[UUID], data: JSONBody[EditProduct]) -> None:
    """Change words, pictures, category or status; `archived` takes it out of every store."""
    await edit_product(brand_scope, product_id, data)


@post("/products/{product_id:uuid}/skus", guards=[WRITERS])
async def add(brand_scope: BrandScope, product_id: FromPath[UUID], data: JSONBody[AddSkus]) -> SkusAdded:
    """Add SKUs with their first prices."""
    return await add_skus(brand_scope, product_id, data)


@get("/skus", guards=[READERS], opt=table(SKUS))
async def skus(brand_scope: BrandScope, page_request: ThePage) -> Page[SkuRow]:
    """All SKUs with prices and stock."""
    return await list_skus(brand_scope, page_request)


@patch("/skus/{sku_id:uuid}", guards=[WRITERS], status_code=204)
async def change_sku(brand_scope: BrandScope, sku_id: FromPath[UUID], data: JSONBody[EditSku]) -> None:
    """Change style, colour, size, barcode, whether it counts for tiers, or its status."""
    await edit_sku(brand_scope, sku_id, data)


@get("/skus/{sku_id:uuid}/prices", guards=[READERS])
async def prices(brand_scope: BrandScope, sku_id: FromPath[UUID]) -> list[PriceVersion]:
    """Every price the SKU had, has and will have, latest first."""
    return await list_prices(brand_scope, sku_id)


@post("/prices", guards=[WRITERS])
async def price(brand_scope: BrandScope, data: JSONBody[SetPrices]) -> PricesSet:
    """Set prices from an instant on."""
    return await set_prices(brand_scope, data)


ROUTES = [products, product, create, upsert, edit, add, skus, change_sku, prices, price]
