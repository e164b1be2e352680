"""Change what lies on the shelves: the movement and the level in one database transaction."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import msgspec

from infra.database import Tx
from infra.errors import FieldFault
from infra.ids import new_id
from services.inventory.errors import StockIsPromised
from services.locks import lock_stock_levels

_PREPARE = """
INSERT INTO stock_levels (brand_id, id, location_id, sku_id, on_hand)
SELECT $1, w.id, w.location_id, w.sku_id, 0
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS w (id, location_id, sku_id)
ORDER BY w.location_id, w.sku_id
ON CONFLICT (brand_id, location_id, sku_id) DO NOTHING
"""
_CHANGE = """
UPDATE stock_levels AS l SET on_hand = l.on_hand + w.qty
FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS w (location_id, sku_id, qty)
WHERE l.brand_id = $1 AND l.location_id = w.location_id AND l.sku_id = w.sku_id
"""
_MOVE = """
INSERT INTO stock_movements (brand_id, id, location_id, sku_id, qty, reason, cause_id, at)
SELECT $1, m.id, m.location_id, m.sku_id, m.qty, $2, $3, $4
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::int[]) AS m (id, location_id, sku_id, qty)
"""


class StockChange(msgspec.Struct, frozen=True):
    """Units that arrive (above zero) or leave (below). `path` is the line in the caller's input."""

    location_id: UUID
    sku_id: UUID
    qty: int
    path: str


async def change_stock(
    tx: Tx, changes: Sequence[StockChange], *, reason: str, cause_id: UUID
) -> dict[tuple[UUID, UUID], int]:
    """Apply all changes or none; what is on hand afterwards, by location and SKU.

    Raises StockIsPromised, with the path of each line, where less would be left than orders are promised.
    """
    total: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for change in changes:
        total[change.location_id, change.sku_id] += change.qty
    keys = sorted(key for key, qty in total.items() if qty)
    if not keys:
        return {}
    ids, locations, skus = [new_id() for _ in keys], [key[0] for key in keys], [key[1] for key in keys]
    await tx.execute(_PREPARE, tx.brand_id, ids, locations, skus)
    locked = await lock_stock_levels(tx, keys)
    spare = {key: row["on_hand"] - row["reserved"] for key, row in locked.items()}
    short = {key for key in keys if spare[key] + total[key] < 0}
    if short:
        faults = [
            FieldFault(
                change.path,
                f"only {spare[key]} are not promised to orders",
                f"仅 {spare[key]} 件未被订单占用",
            )
            for change in changes
            if (key := (change.location_id, change.sku_id)) in short
        ]
        raise StockIsPromised(*faults, lines=len(faults))
    quantities = [total[key] for key in keys]
    await tx.execute(_CHANGE, tx.brand_id, locations, skus, quantities)
    await tx.execute(
        _MOVE, tx.brand_id, reason, cause_id, tx.now, [new_id() for _ in keys], locations, skus, quantities
    )
    return {key: row["on_hand"] + total[key] for key, row in locked.items()}
