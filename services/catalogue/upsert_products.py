"""Add or replace many products at once: a file from another system, or the bulk editor."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.fields import Instant
from infra.scope import Scope
from services.audit import record_change
from services.catalogue.shapes import ProductItem
from services.catalogue.write_prices import write_prices
from services.catalogue.write_products import write_products


class UpsertProducts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each item stands as it shall be: what it leaves out has its default, pictures too; SKUs it does not list stay.
    Prices that differ begin at `effective_from`, now unless given; a past instant is for first prices only."""

    items: Annotated[list[ProductItem], Meta(min_length=1, max_length=5000)]
    effective_from: Instant | None = None


class ProductsUpserted(msgspec.Struct, frozen=True):
    """Ids by code, and the codes of SKUs whose price changes."""

    products: dict[str, UUID]
    skus: dict[str, UUID]
    repriced: list[str]


async def upsert_products(scope: Scope, command: UpsertProducts) -> ProductsUpserted:
    """All items or none. Sending the same twice changes nothing the second time.

    Raises InvalidInput by path (`items[3].skus[0].code`), SameTraits.
    """
    return await transact(scope, lambda tx: write_catalogue(tx, command))


async def write_catalogue(tx: Tx, command: UpsertProducts) -> ProductsUpserted:
    """The same as a part of a larger step."""
    written = await write_products(tx, command.items, [f"items[{at}]." for at in range(len(command.items))])
    listed = {
        written.skus[sku.code]: (sku, f"items[{at}].skus[{each}].price")
        for at, item in enumerate(command.items)
        for each, sku in enumerate(item.skus)
    }
    repriced = await write_prices(
        tx,
        {sku_id: sku.price for sku_id, (sku, _) in listed.items()},
        command.effective_from or tx.now,
        {sku_id: path for sku_id, (_, path) in listed.items()},
    )
    done = ProductsUpserted(
        written.products, written.skus, sorted(listed[sku_id][0].code for sku_id in repriced)
    )
    await record_change(
        tx,
        "upsert_products",
        "brand",
        tx.brand_id,
        None,
        {"products": sorted(written.products), "repriced": done.repriced},
    )
    return done
