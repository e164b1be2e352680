"""Promise units to an order that is not paid yet."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.inventory.allot import Free, Hold, Wanted, allot
from services.locks import lock_stock_of_skus

_PROMISE = """
UPDATE stock_levels AS l SET reserved = l.reserved + w.qty
FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS w (location_id, sku_id, qty)
WHERE l.brand_id = $1 AND l.location_id = w.location_id AND l.sku_id = w.sku_id AND l.on_hand - l.reserved >= w.qty
"""
_HOLD = """
INSERT INTO reservations (brand_id, id, location_id, sku_id, qty, order_kind, order_id, order_line_id, created_at,
  expires_at)
SELECT $1, h.id, h.location_id, h.sku_id, h.qty, $2, $3, h.line_id, $4, $5
FROM unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::int[], $10::uuid[]) AS h (id, location_id, sku_id, qty, line_id)
"""


async def reserve(
    tx: Tx,
    *,
    order_kind: str,
    order_id: UUID,
    lines: Sequence[Wanted],
    expires_at: datetime,
    location_id: UUID | None = None,
) -> list[Hold]:
    """Hold the units of all lines until `expires_at`, or raise OutOfStock naming each line that falls short.

    `order_kind` is `retail` or `stock`. Without a location the brand's warehouses are asked first, then its shops;
    with one, that location alone.
    """
    rows = await lock_stock_of_skus(tx, {line.sku_id for line in lines}, location_id)
    # Stock at an event is there to be taken home: it is sold only by naming the location.
    open_to_all = [row for row in rows if location_id or row["kind"] != "event"]
    open_to_all.sort(key=lambda row: (row["kind"] != "warehouse", row["code"]))
    holds = allot(
        lines,
        (Free(row["location_id"], row["sku_id"], row["on_hand"] - row["reserved"]) for row in open_to_all),
    )
    promised: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for hold in holds:
        promised[hold.location_id, hold.sku_id] += hold.qty
    touched = await tx.execute(
        _PROMISE,
        tx.brand_id,
        [location for location, _ in promised],
        [sku for _, sku in promised],
        list(promised.values()),
    )
    if touched != len(promised):
        raise AssertionError("a locked stock level changed under its lock")
    await tx.execute(
        _HOLD,
        tx.brand_id,
        order_kind,
        order_id,
        tx.now,
        expires_at,
        [new_id() for _ in holds],
        [hold.location_id for hold in holds],
        [hold.sku_id for hold in holds],
        [hold.qty for hold in holds],
        [hold.line_id for hold in holds],
    )
    return holds
