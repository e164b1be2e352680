"""Write SKUs by their codes, in two statements however many there are."""

from collections.abc import Sequence
from uuid import UUID

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from services.catalogue.errors import SameTraits
from services.catalogue.shapes import SkuItem

_SKUS = """
INSERT INTO skus (brand_id, id, product_id, code, style, colour, size, barcode, tier_eligible, created_at)
SELECT $1, s.id, s.product_id, s.code, s.style, s.colour, s.size, s.barcode, s.tier_eligible, $2
FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bool[])
  AS s (id, product_id, code, style, colour, size, barcode, tier_eligible)
ON CONFLICT (brand_id, code) DO UPDATE SET style = excluded.style, colour = excluded.colour, size = excluded.size,
  barcode = excluded.barcode, tier_eligible = excluded.tier_eligible
WHERE skus.product_id = excluded.product_id
RETURNING id, code
"""
_TWINS = """
SELECT 1 FROM skus WHERE brand_id = $1 AND product_id = ANY($2::uuid[]) AND status = 'active'
GROUP BY product_id, style, colour, size HAVING count(*) > 1 LIMIT 1
"""


async def write_skus(tx: Tx, listed: Sequence[tuple[UUID, SkuItem, str]]) -> dict[str, UUID]:
    """Add or replace (product, SKU, path of the SKU in the input), no code twice; ids by code. Prices are not touched.

    Raises InvalidInput for a code of another product's SKU, SameTraits where two active SKUs of a product could not be
    told apart.
    """
    rows = await tx.fetch(
        _SKUS,
        tx.brand_id,
        tx.now,
        [new_id() for _ in listed],
        [product_id for product_id, _, _ in listed],
        [sku.code for _, sku, _ in listed],
        [sku.style for _, sku, _ in listed],
        [sku.colour for _, sku, _ in listed],
        [sku.size for _, sku, _ in listed],
        [sku.barcode for _, sku, _ in listed],
        [sku.tier_eligible for _, sku, _ in listed],
    )
    written = {row["code"]: row["id"] for row in rows}
    foreign = [path for _, sku, path in listed if sku.code not in written]
    if foreign:
        raise InvalidInput(
            *(FieldFault(f"{path}.code", "belongs to another product", "已属于其他商品") for path in foreign)
        )
    if await tx.fetchval(_TWINS, tx.brand_id, list({product_id for product_id, _, _ in listed})):
        raise SameTraits
    return written
