"""Add SKUs to a product, with their first prices."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.scope import Scope
from services.audit import record_change
from services.catalogue.shapes import SkuItem
from services.catalogue.write_prices import write_prices
from services.catalogue.write_skus import write_skus


class AddSkus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    skus: Annotated[list[SkuItem], Meta(min_length=1, max_length=500)]


class SkusAdded(msgspec.Struct, frozen=True):
    """New ids by code."""

    skus: dict[str, UUID]


async def add_skus(scope: Scope, product_id: UUID, command: AddSkus) -> SkusAdded:
    """Add them, their prices in force at once. Raises NotFound, InvalidInput for a code in use, SameTraits."""

    async def work(tx: Tx) -> SkusAdded:
        # The product's row is locked, so that two editors cannot each add the same style, colour and size.
        product = await tx.fetchval(
            "SELECT 1 FROM products WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            product_id,
        )
        if product is None:
            raise NotFound(what="product", ref=product_id)
        await _refuse_taken(tx, command)
        skus = await write_skus(
            tx, [(product_id, sku, f"skus[{index}]") for index, sku in enumerate(command.skus)]
        )
        await write_prices(
            tx,
            {skus[sku.code]: sku.price for sku in command.skus},
            tx.now,
            {skus[sku.code]: f"skus[{index}].price" for index, sku in enumerate(command.skus)},
        )
        await record_change(tx, "add_skus", "product", product_id, None, command)
        return SkusAdded(skus)

    return await transact(scope, work)


async def _refuse_taken(tx: Tx, command: AddSkus) -> None:
    rows = await tx.fetch(
        "SELECT code FROM skus WHERE brand_id = $1 AND code = ANY($2::text[])",
        tx.brand_id,
        [sku.code for sku in command.skus],
    )
    taken = {row["code"] for row in rows}
    faults: list[FieldFault] = []
    for index, sku in enumerate(command.skus):
        if sku.code in taken:
            faults.append(FieldFault(f"skus[{index}].code", "is taken", "编码已被使用"))
        taken.add(sku.code)
    if faults:
        raise InvalidInput(*faults)
