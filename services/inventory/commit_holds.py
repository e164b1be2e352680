"""Take the units held for many orders out of stock at once: they were paid."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.ids import new_id
from services.inventory.commit_reserved import SOLD
from services.locks import lock_reservations, lock_stock_levels

_TAKE = """
WITH taken AS (
  UPDATE reservations SET state = 'committed' WHERE brand_id = $1 AND id = ANY($2::uuid[])
  RETURNING order_id, location_id, sku_id, qty
), per_level AS (
  SELECT location_id, sku_id, sum(qty)::int AS qty FROM taken GROUP BY location_id, sku_id
), changed AS (
  UPDATE stock_levels AS l SET on_hand = l.on_hand - t.qty, reserved = l.reserved - t.qty
  FROM per_level AS t WHERE l.brand_id = $1 AND l.location_id = t.location_id AND l.sku_id = t.sku_id
)
SELECT order_id, location_id, sku_id, sum(qty)::int AS qty FROM taken GROUP BY order_id, location_id, sku_id
"""
_MOVE = """
INSERT INTO stock_movements (brand_id, id, location_id, sku_id, qty, reason, cause_id, at)
SELECT $1, m.id, m.location_id, m.sku_id, -m.qty, $2, m.cause, $3
FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::int[], $8::uuid[]) AS m (id, location_id, sku_id, qty, cause)
"""


async def commit_holds(tx: Tx, *, order_kind: str, order_ids: Sequence[UUID]) -> set[UUID]:
    """Turn held units into sold ones for those of the orders whose holds are all alive; which orders these are.

    The others are left untouched: `commit_reserved` sees, order by order, what can still be had.
    """
    rows = await lock_reservations(tx, order_kind, order_ids)
    by_order: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        by_order[row["order_id"]].append(row)
    whole = {
        order_id for order_id, holds in by_order.items() if all(hold["state"] == "held" for hold in holds)
    }
    held = [row for row in rows if row["order_id"] in whole]
    if not held:
        return set()
    await lock_stock_levels(tx, ((row["location_id"], row["sku_id"]) for row in held))
    taken = await tx.fetch(_TAKE, tx.brand_id, [row["id"] for row in held])
    await tx.execute(
        _MOVE,
        tx.brand_id,
        SOLD[order_kind],
        tx.now,
        [new_id() for _ in taken],
        [row["location_id"] for row in taken],
        [row["sku_id"] for row in taken],
        [row["qty"] for row in taken],
        [row["order_id"] for row in taken],
    )
    return whole
