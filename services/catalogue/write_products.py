"""Write products and their SKUs by their codes, in a fixed number of statements however many there are."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from infra.json_text import to_json
from services.audit import record_changes
from services.catalogue.shapes import ProductItem
from services.catalogue.write_images import write_images
from services.catalogue.write_skus import write_skus

# Locked by code, as every writer of many products does; what a commission rule may match is put on record below.
_STANDING = """
SELECT code, category, status FROM products WHERE brand_id = $1 AND code = ANY($2::text[])
ORDER BY code FOR NO KEY UPDATE
"""
_PRODUCTS = """
INSERT INTO products (brand_id, id, code, name, description, translations, category, status, created_at)
SELECT $1, p.id, p.code, p.name, p.description, p.translations::jsonb, p.category, p.status, $2
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
  AS p (id, code, name, description, translations, category, status)
ON CONFLICT (brand_id, code) DO UPDATE SET name = excluded.name, description = excluded.description,
  translations = excluded.translations, category = excluded.category, status = excluded.status
RETURNING id, code, xmax = 0 AS fresh
"""


class Written(msgspec.Struct, frozen=True):
    """Ids by code; `new` are the codes of products that were not there before."""

    products: dict[str, UUID]
    skus: dict[str, UUID]
    new: frozenset[str]


async def write_products(tx: Tx, items: Sequence[ProductItem], paths: Sequence[str]) -> Written:
    """Add each product that is new by its code, replace each that is not.

    SKUs that are not listed stay as they are. Raises InvalidInput, by `paths[i]`, for a code listed twice or a SKU that
    belongs to another product; SameTraits where two active SKUs of a product could not be told apart.
    """
    _refuse_listed_twice(items, paths)
    standing = await tx.fetch(_STANDING, tx.brand_id, [item.code for item in items])
    rows = await tx.fetch(
        _PRODUCTS,
        tx.brand_id,
        tx.now,
        [new_id() for _ in items],
        [item.code for item in items],
        [item.name for item in items],
        [item.description for item in items],
        [to_json(item.translations) for item in items],
        [item.category for item in items],
        [item.status for item in items],
    )
    products = {row["code"]: row["id"] for row in rows}
    await _record(tx, {row["code"]: dict(row) for row in standing}, items, products)
    skus = await write_skus(
        tx,
        [
            (products[item.code], sku, f"{path}skus[{each}]")
            for item, path in zip(items, paths, strict=True)
            for each, sku in enumerate(item.skus)
        ],
    )
    await write_images(tx, {products[item.code]: item.images for item in items})
    return Written(products, skus, frozenset(row["code"] for row in rows if row["fresh"]))


async def _record(
    tx: Tx, standing: dict[str, dict[str, str]], items: Sequence[ProductItem], products: dict[str, UUID]
) -> None:
    """One line of the audit log for each product whose category or status changes: an order keeps the rule of its day,
    and a history can tell it."""
    changes: list[tuple[UUID, object, object]] = []
    for item in items:
        before = standing.get(item.code)
        if before is not None and (before["category"], before["status"]) != (item.category, item.status):
            was = {"category": before["category"], "status": before["status"]}
            changes.append((products[item.code], was, {"category": item.category, "status": item.status}))
    await record_changes(tx, "edit_product", "product", changes)


def _refuse_listed_twice(items: Sequence[ProductItem], paths: Sequence[str]) -> None:
    first: dict[tuple[str, str], str] = {}
    faults: list[FieldFault] = []
    codes = [("product", item.code, f"{path}code") for item, path in zip(items, paths, strict=True)]
    codes += [
        ("sku", sku.code, f"{path}skus[{each}].code")
        for item, path in zip(items, paths, strict=True)
        for each, sku in enumerate(item.skus)
    ]
    for what, code, where in codes:
        earlier = first.setdefault((what, code), where)
        if earlier != where:
            faults.append(FieldFault(where, f"is the same as {earlier}", f"与 {earlier} 重复"))
    if faults:
        raise InvalidInput(*faults)
