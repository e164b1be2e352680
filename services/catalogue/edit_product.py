"""Change a product's words, pictures, category or status."""

from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json, to_json
from infra.scope import Scope
from services.audit import record_change
from services.catalogue.shapes import Image, Name, ProductStatus, Translation, Words
from services.catalogue.write_images import write_images


class EditProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. `archived` takes the product out of every store; orders keep it."""

    name: Name | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    translations: dict[Literal["en", "zh"], Translation] | UnsetType = UNSET
    images: Annotated[list[Image], Meta(max_length=20)] | UnsetType = UNSET
    status: ProductStatus | UnsetType = UNSET


async def edit_product(scope: Scope, product_id: UUID, command: EditProduct) -> None:
    """Apply the change. Raises NotFound."""

    async def work(tx: Tx) -> None:
        row = await tx.fetchrow(
            "SELECT * FROM products WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            product_id,
        )
        if row is None:
            raise NotFound(what="product", ref=product_id)
        before = _fields(row)
        given = {name: value for name, value in msgspec.structs.asdict(command).items() if value is not UNSET}
        after = before | {name: value for name, value in given.items() if name in before}
        await tx.execute(
            "UPDATE products SET name = $3, description = $4, category = $5, translations = $6::jsonb, status = $7"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            product_id,
            after["name"],
            after["description"],
            after["category"],
            to_json(after["translations"]),
            after["status"],
        )
        if command.images is not UNSET:
            await write_images(tx, {product_id: command.images})
        was = {name: before[name] for name in given if name in before}
        await record_change(tx, "edit_product", "product", product_id, was, given)

    await transact(scope, work)


def _fields(row: asyncpg.Record) -> dict[str, Any]:
    plain = {name: row[name] for name in ("name", "description", "category", "status")}
    return plain | {"translations": from_json(row["translations"])}
