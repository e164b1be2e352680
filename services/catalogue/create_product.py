"""Add a product with its SKUs and their first prices."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.audit import record_change
from services.catalogue.errors import CodeTaken
from services.catalogue.shapes import ProductItem
from services.catalogue.write_prices import write_prices
from services.catalogue.write_products import write_products


class CreateProduct(ProductItem, frozen=True, forbid_unknown_fields=True):
    """The product as it shall be. A draft is seen by the brand alone."""


class ProductCreated(msgspec.Struct, frozen=True):
    """The new ids; SKUs by code."""

    product_id: UUID
    skus: dict[str, UUID]


async def create_product(scope: Scope, command: CreateProduct) -> ProductCreated:
    """Add it. Raises CodeTaken for the product's code, InvalidInput for a SKU's, SameTraits."""

    async def work(tx: Tx) -> ProductCreated:
        written = await write_products(tx, [command], [""])
        if command.code not in written.new:
            raise CodeTaken(taken=command.code, what="product")
        await write_prices(
            tx,
            {written.skus[sku.code]: sku.price for sku in command.skus},
            tx.now,
            {written.skus[sku.code]: f"skus[{index}].price" for index, sku in enumerate(command.skus)},
        )
        product_id = written.products[command.code]
        await record_change(tx, "create_product", "product", product_id, None, command)
        return ProductCreated(product_id, written.skus)

    return await transact(scope, work)
