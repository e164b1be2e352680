"""The price list at an instant."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from infra.database import Tx
from services.catalogue.shapes import Price

_AT = """
SELECT DISTINCT ON (sku_id) sku_id, list_price, retail_floor, retail_ceiling FROM sku_prices
WHERE brand_id = $1 AND sku_id = ANY($2::uuid[]) AND effective_from <= $3 ORDER BY sku_id, effective_from DESC
"""


async def current_prices(tx: Tx, sku_ids: Iterable[UUID], at: datetime) -> dict[UUID, Price]:
    """Each SKU's price in force at `at`: the latest version with `effective_from <= at`. A SKU without one is left out:
    it cannot be sold yet."""
    return {
        row["sku_id"]: Price(row["list_price"], row["retail_floor"], row["retail_ceiling"])
        for row in await tx.fetch(_AT, tx.brand_id, list(sku_ids), at)
    }
