"""The catalogue as the console lists it, and as a seller picks from it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.catalogue.shapes import Image, Translation
from services.queries.pages import Column, Page, PageRequest, Table, read_page

# $2 is the instant whose prices are shown (_AT below).
_PRICE = """LATERAL (SELECT v.list_price, v.retail_floor, v.retail_ceiling FROM sku_prices v
    WHERE v.brand_id = s.brand_id AND v.sku_id = s.id AND v.effective_from <= $2
    ORDER BY v.effective_from DESC LIMIT 1)"""
_AT = "$2::timestamptz IS NOT NULL"
_OF_PRODUCT = f"""FROM skus s LEFT JOIN {_PRICE} v ON true
    WHERE s.brand_id = p.brand_id AND s.product_id = p.id AND s.status = 'active'"""
PRODUCTS = Table(
    select=f"""p.id, p.code, p.name, p.category, p.status, p.created_at,
        coalesce((SELECT i.url FROM product_images i WHERE i.brand_id = p.brand_id AND i.product_id = p.id
                  ORDER BY i.position LIMIT 1), ''),
        (SELECT count(*) {_OF_PRODUCT}), (SELECT min(v.list_price) {_OF_PRODUCT}),
        (SELECT max(v.list_price) {_OF_PRODUCT}),
        (SELECT coalesce(sum(l.on_hand - l.reserved), 0)::bigint FROM skus s
           JOIN stock_levels l ON l.brand_id = s.brand_id AND l.sku_id = s.id
         WHERE s.brand_id = p.brand_id AND s.product_id = p.id)""",  # noqa: S608 - our own words
    source="products p",
    where="p.brand_id = $1",
    id="p.id",
    columns={
        "code": Column("p.code"),
        "name": Column("p.name"),
        "category": Column("p.category"),
        "status": Column("p.status"),
        "created_at": Column("p.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("p.code", "p.name", "p.category"),
)
SKUS = Table(
    select="""s.id, s.product_id, p.code, p.name, s.code, s.style, s.colour, s.size, s.barcode, s.tier_eligible,
        s.status, v.list_price, v.retail_floor, v.retail_ceiling,
        (SELECT coalesce(sum(l.on_hand), 0)::bigint FROM stock_levels l
         WHERE l.brand_id = s.brand_id AND l.sku_id = s.id),
        (SELECT coalesce(sum(l.reserved), 0)::bigint FROM stock_levels l
         WHERE l.brand_id = s.brand_id AND l.sku_id = s.id)""",
    source=f"""skus s JOIN products p ON p.brand_id = s.brand_id AND p.id = s.product_id
        LEFT JOIN {_PRICE} v ON true""",
    where="s.brand_id = $1",
    id="s.id",
    columns={
        "code": Column("s.code"),
        "product_id": Column("s.product_id", "uuid", sorts=False),
        "style": Column("s.style"),
        "colour": Column("s.colour"),
        "size": Column("s.size"),
        "status": Column("s.status"),
        "tier_eligible": Column("s.tier_eligible", "bool", sorts=False),
        "list_price": Column("coalesce(v.list_price, 0)", "int", matches="range"),
        "created_at": Column("s.created_at", "instant", matches="range"),
    },
    sort="code",
    searched=("s.code", "p.name", "s.barcode"),
)


class ProductRow(Struct, frozen=True):
    """A line of the catalogue. Prices are the lowest and highest list price of its active SKUs now, null where none has
    one; `free` counts units at all locations that nobody is promised."""

    product_id: UUID
    code: str
    name: str
    category: str
    status: str
    created_at: datetime
    image_url: str
    skus: int
    lowest_price: int | None
    highest_price: int | None
    free: int


class SkuRow(Struct, frozen=True):
    """A SKU with its prices now (minor units, null where it has none yet) and its stock at all locations."""

    sku_id: UUID
    product_id: UUID
    product_code: str
    product_name: str
    code: str
    style: str
    colour: str
    size: str
    barcode: str | None
    tier_eligible: bool
    status: str
    list_price: int | None
    retail_floor: int | None
    retail_ceiling: int | None
    on_hand: int
    reserved: int


class PriceVersion(Struct, frozen=True):
    """What a SKU costs from an instant on."""

    effective_from: datetime
    list_price: int
    retail_floor: int
    retail_ceiling: int


class ProductDetail(Struct, frozen=True):
    """A product whole; archived SKUs included."""

    product_id: UUID
    code: str
    name: str
    description: str
    category: str
    status: str
    translations: dict[str, Translation]
    images: list[Image]
    skus: list[SkuRow]
    created_at: datetime


async def list_products(scope: Scope, request: PageRequest) -> Page[ProductRow]:
    """All products, drafts and archived ones too."""
    return await read(scope, lambda tx: read_page(tx, PRODUCTS, request, ProductRow, fixed=(_AT, tx.now)))


async def list_products_for_sale(scope: Scope, request: PageRequest) -> Page[ProductRow]:
    """What a seller may pick or share."""
    return await read(
        scope,
        lambda tx: read_page(
            tx, PRODUCTS, request, ProductRow, fixed=(f"{_AT} AND p.status = 'active'", tx.now)
        ),
    )


async def list_skus(scope: Scope, request: PageRequest) -> Page[SkuRow]:
    """All SKUs, archived ones too."""
    return await read(scope, lambda tx: read_page(tx, SKUS, request, SkuRow, fixed=(_AT, tx.now)))


async def list_skus_for_sale(scope: Scope, request: PageRequest) -> Page[SkuRow]:
    """What a seller may sell, with the floor and ceiling of an own price."""
    fixed = f"{_AT} AND s.status = 'active' AND p.status = 'active'"
    return await read(scope, lambda tx: read_page(tx, SKUS, request, SkuRow, fixed=(fixed, tx.now)))


async def show_product(scope: Scope, product_id: UUID) -> ProductDetail:
    """One product with pictures and SKUs. Raises NotFound."""

    async def work(tx: Tx) -> ProductDetail:
        row = await tx.fetchrow(
            "SELECT * FROM products WHERE brand_id = $1 AND id = $2", tx.brand_id, product_id
        )
        if row is None:
            raise NotFound(what="product", ref=product_id)
        images = await tx.fetch(
            "SELECT url, alt FROM product_images WHERE brand_id = $1 AND product_id = $2 ORDER BY position",
            tx.brand_id,
            product_id,
        )
        skus = await tx.fetch(
            f"SELECT {SKUS.select} FROM {SKUS.source} WHERE {SKUS.where} AND s.product_id = $3"  # noqa: S608
            " ORDER BY s.style, s.colour, s.size, s.code",
            tx.brand_id,
            tx.now,
            product_id,
        )
        return ProductDetail(
            row["id"],
            row["code"],
            row["name"],
            row["description"],
            row["category"],
            row["status"],
            {language: Translation(**words) for language, words in from_json(row["translations"]).items()},
            [Image(image["url"], image["alt"]) for image in images],
            [SkuRow(*sku) for sku in skus],
            row["created_at"],
        )

    return await transact(scope, work)


async def list_prices(scope: Scope, sku_id: UUID) -> list[PriceVersion]:
    """Every price the SKU had, has and will have, latest first. Raises NotFound."""

    async def work(tx: Tx) -> list[PriceVersion]:
        if not await tx.fetchval("SELECT 1 FROM skus WHERE brand_id = $1 AND id = $2", tx.brand_id, sku_id):
            raise NotFound(what="SKU", ref=sku_id)
        rows = await tx.fetch(
            "SELECT effective_from, list_price, retail_floor, retail_ceiling FROM sku_prices"
            " WHERE brand_id = $1 AND sku_id = $2 ORDER BY effective_from DESC",
            tx.brand_id,
            sku_id,
        )
        return [PriceVersion(*row) for row in rows]

    return await transact(scope, work)
