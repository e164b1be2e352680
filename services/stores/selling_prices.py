"""What a store asks for a SKU."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx

_AT = """
SELECT DISTINCT ON (p.sku_id) p.sku_id, p.list_price, p.retail_floor, p.retail_ceiling,
  CASE WHEN s.kind = 'reseller' THEN o.retail_price END AS own_price
FROM stores AS t
JOIN sellers AS s ON s.brand_id = t.brand_id AND s.id = t.seller_id
JOIN sku_prices AS p ON p.brand_id = t.brand_id AND p.sku_id = ANY($3::uuid[]) AND p.effective_from <= $4
LEFT JOIN store_prices AS o ON o.brand_id = t.brand_id AND o.store_id = t.id AND o.sku_id = p.sku_id
WHERE t.brand_id = $1 AND t.id = $2 ORDER BY p.sku_id, p.effective_from DESC
"""


class SellingPrice(msgspec.Struct, frozen=True):
    """Minor units. `retail_price` is what a shopper pays for one in this store."""

    list_price: int
    retail_price: int


async def selling_prices(
    tx: Tx, store_id: UUID, sku_ids: Iterable[UUID], at: datetime
) -> dict[UUID, SellingPrice]:
    """Prices in a store at an instant; a SKU without a price in force is left out.

    Staff sell at the list price. A reseller's own price is kept inside the floor and ceiling in force at `at`, for the
    brand may have moved them since it was set; without an own price it is the list price.
    """
    return {
        row["sku_id"]: SellingPrice(
            row["list_price"],
            row["list_price"]
            if row["own_price"] is None
            else min(max(row["own_price"], row["retail_floor"]), row["retail_ceiling"]),
        )
        for row in await tx.fetch(_AT, tx.brand_id, store_id, list(sku_ids), at)
    }
