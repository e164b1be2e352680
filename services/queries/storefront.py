"""What a shopper sees: a store with its shelf, and a product in a store. A fixed number of statements each."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.catalogue.shapes import Image
from services.inventory.available import available
from services.stores.errors import StoreClosed
from services.stores.selling_prices import selling_prices

_STORE = """
SELECT t.id, t.slug, t.name, t.headline, t.cover_url, t.status, t.ships_from, t.seller_id, s.display_name, s.kind,
  s.status AS seller_status, b.currency
FROM stores AS t
JOIN sellers AS s ON s.brand_id = t.brand_id AND s.id = t.seller_id
JOIN brands AS b ON b.id = t.brand_id
WHERE t.brand_id = $1 AND (t.slug = $2 OR t.seller_id = $3)
"""
_PRODUCT = """
p.id, p.code, p.category, coalesce(nullif(p.translations -> $3 ->> 'name', ''), p.name) AS name,
coalesce(nullif(p.translations -> $3 ->> 'description', ''), p.description) AS description
"""
_SHELF = f"""
SELECT {_PRODUCT}, i.note FROM store_items AS i
JOIN products AS p ON p.brand_id = i.brand_id AND p.id = i.product_id AND p.status = 'active'
WHERE i.brand_id = $1 AND i.store_id = $2 ORDER BY i.position
"""  # noqa: S608 - our own words
_ONE = f"""
SELECT {_PRODUCT}, coalesce(i.note, '') AS note FROM products AS p
LEFT JOIN store_items AS i ON i.brand_id = p.brand_id AND i.product_id = p.id AND i.store_id = $2
WHERE p.brand_id = $1 AND p.code = $4 AND p.status = 'active'
"""  # noqa: S608 - our own words
_SKUS = """
SELECT product_id, id, code, style, colour, size FROM skus
WHERE brand_id = $1 AND product_id = ANY($2::uuid[]) AND status = 'active' ORDER BY style, colour, size, code
"""
_IMAGES = """
SELECT product_id, url, alt FROM product_images WHERE brand_id = $1 AND product_id = ANY($2::uuid[]) ORDER BY position
"""


class SkuView(msgspec.Struct, frozen=True):
    """One choice of style, colour and size. Prices in minor units; `available` units can be bought now."""

    sku_id: UUID
    code: str
    style: str
    colour: str
    size: str
    list_price: int
    retail_price: int
    available: int


class ProductView(msgspec.Struct, frozen=True):
    """A product in the reader's language; `note` is what the seller says about it."""

    product_id: UUID
    code: str
    name: str
    description: str
    category: str
    note: str
    images: list[Image]
    skus: list[SkuView]


class StoreFacts(msgspec.Struct, frozen=True):
    """A store and whose it is. `ships_from` says who sells: the brand, or the reseller from own stock."""

    store_id: UUID
    slug: str
    name: str
    headline: str
    cover_url: str
    status: str
    ships_from: str
    seller_name: str
    seller_kind: str
    currency: str


class StoreView(msgspec.Struct, frozen=True):
    store: StoreFacts
    items: list[ProductView]


class StoreProductView(msgspec.Struct, frozen=True):
    store: StoreFacts
    product: ProductView


async def show_store(scope: Scope, slug: str) -> StoreView:
    """A published store with its shelf, in the scope's language. Raises NotFound, StoreClosed."""

    async def work(tx: Tx) -> StoreView:
        store = await _open_store(tx, slug)
        return await _view(tx, store)

    return await transact(scope, work)


async def preview_store(scope: Scope) -> StoreView:
    """The acting seller's own store as shoppers would see it, published or not. Raises NotFound."""

    async def work(tx: Tx) -> StoreView:
        store = await tx.fetchrow(_STORE, tx.brand_id, None, scope.actor.seller_id)
        if store is None:
            raise NotFound(what="store", ref="")
        return await _view(tx, store)

    return await transact(scope, work)


async def show_store_product(scope: Scope, slug: str, code: str) -> StoreProductView:
    """Any product for sale, as a published store sells it: a seller may share what is not on the shelf.

    Raises NotFound, StoreClosed."""

    async def work(tx: Tx) -> StoreProductView:
        store = await _open_store(tx, slug)
        rows = await tx.fetch(_ONE, tx.brand_id, store["id"], scope.locale, code)
        if not rows:
            raise NotFound(what="product", ref=code)
        products = await _products(tx, store, rows)
        return StoreProductView(_facts(store), products[0])

    return await transact(scope, work)


async def _open_store(tx: Tx, slug: str) -> asyncpg.Record:
    store = await tx.fetchrow(_STORE, tx.brand_id, slug, None)
    if store is None or store["status"] == "draft":
        raise NotFound(what="store", ref=slug)
    if store["status"] != "published" or store["seller_status"] != "active":
        raise StoreClosed(slug=slug)
    return store


async def _view(tx: Tx, store: asyncpg.Record) -> StoreView:
    rows = await tx.fetch(_SHELF, tx.brand_id, store["id"], tx.scope.locale)
    return StoreView(_facts(store), await _products(tx, store, rows))


async def _products(tx: Tx, store: asyncpg.Record, rows: Sequence[asyncpg.Record]) -> list[ProductView]:
    product_ids = [row["id"] for row in rows]
    skus = await tx.fetch(_SKUS, tx.brand_id, product_ids)
    sku_ids = [sku["id"] for sku in skus]
    prices = await selling_prices(tx, store["id"], sku_ids, tx.now)
    own_stock_of = store["seller_id"] if store["ships_from"] == "own_stock" else None
    units = await available(tx, sku_ids, own_stock_of=own_stock_of)
    images: dict[UUID, list[Image]] = defaultdict(list)
    for image in await tx.fetch(_IMAGES, tx.brand_id, product_ids):
        images[image["product_id"]].append(Image(image["url"], image["alt"]))
    choices: dict[UUID, list[SkuView]] = defaultdict(list)
    for sku in skus:
        price = prices.get(sku["id"])
        # Without a price in force it cannot be sold yet.
        if price is not None:
            choices[sku["product_id"]].append(
                SkuView(
                    sku["id"],
                    sku["code"],
                    sku["style"],
                    sku["colour"],
                    sku["size"],
                    price.list_price,
                    price.retail_price,
                    units.get(sku["id"], 0),
                )
            )
    return [
        ProductView(
            row["id"],
            row["code"],
            row["name"],
            row["description"],
            row["category"],
            row["note"],
            images[row["id"]],
            choices[row["id"]],
        )
        for row in rows
    ]


def _facts(store: asyncpg.Record) -> StoreFacts:
    return StoreFacts(
        store["id"],
        store["slug"],
        store["name"],
        store["headline"],
        store["cover_url"],
        store["status"],
        store["ships_from"],
        store["display_name"],
        store["kind"],
        store["currency"],
    )
