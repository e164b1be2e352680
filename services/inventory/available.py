"""How many units of each SKU a shopper could buy now."""

from collections.abc import Iterable
from uuid import UUID

from infra.database import Tx

# Stock at an event is there to be taken home: no order from elsewhere can have it (reserve.py).
_BRAND = """
SELECT l.sku_id, sum(l.on_hand - l.reserved) AS units FROM stock_levels AS l
JOIN locations AS p ON p.brand_id = l.brand_id AND p.id = l.location_id AND p.kind <> 'event'
WHERE l.brand_id = $1 AND l.sku_id = ANY($2::uuid[]) GROUP BY l.sku_id
"""
_OWN = """
SELECT sku_id, sum(qty - sold - returned) AS units FROM lots
WHERE brand_id = $1 AND sku_id = ANY($2::uuid[]) AND seller_id = $3 AND sold + returned < qty GROUP BY sku_id
"""


async def available(tx: Tx, sku_ids: Iterable[UUID], *, own_stock_of: UUID | None = None) -> dict[UUID, int]:
    """Units nobody is promised: the brand's, or one reseller's lots; a SKU left out has none. Read without a lock:
    whoever orders finds out under one."""
    wanted = list(sku_ids)
    rows = await (
        tx.fetch(_BRAND, tx.brand_id, wanted)
        if own_stock_of is None
        else tx.fetch(_OWN, tx.brand_id, wanted, own_stock_of)
    )
    return {row["sku_id"]: int(row["units"]) for row in rows}
