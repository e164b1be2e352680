"""Take the units held for an order out of stock: it was paid."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.ids import new_id
from services.inventory.allot import Wanted
from services.inventory.reserve import reserve
from services.locks import lock_reservations, lock_stock_levels

SOLD = {"retail": "retail_sold", "stock": "wholesale_sold"}
_TAKE = """
WITH taken AS (
  UPDATE reservations SET state = 'committed'
  WHERE brand_id = $1 AND order_kind = $2 AND order_id = $3 AND state = 'held'
  RETURNING location_id, sku_id, qty
), per_level AS (
  SELECT location_id, sku_id, sum(qty)::int AS qty FROM taken GROUP BY location_id, sku_id
), changed AS (
  UPDATE stock_levels AS l SET on_hand = l.on_hand - t.qty, reserved = l.reserved - t.qty
  FROM per_level AS t WHERE l.brand_id = $1 AND l.location_id = t.location_id AND l.sku_id = t.sku_id
  RETURNING t.location_id, t.sku_id, t.qty
)
SELECT location_id, sku_id, qty FROM changed ORDER BY location_id, sku_id
"""
_MOVE = """
INSERT INTO stock_movements (brand_id, id, location_id, sku_id, qty, reason, cause_id, at)
SELECT $1, m.id, m.location_id, m.sku_id, -m.qty, $2, $3, $4
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::int[]) AS m (id, location_id, sku_id, qty)
"""


async def commit_reserved(tx: Tx, *, order_kind: str, order_id: UUID) -> None:
    """Turn the order's held units into sold ones; a second call changes nothing.

    Units whose hold fell free before the payment arrived are taken from what is free now. Raises OutOfStock (paths
    `lines[i]`, in order of the order line ids) where they are gone: the caller decides what becomes of the payment.
    """
    rows = await lock_reservations(tx, order_kind, [order_id])
    lapsed = _lapsed(rows)
    if lapsed:
        await reserve(tx, order_kind=order_kind, order_id=order_id, lines=lapsed, expires_at=tx.now)
    held = [row for row in rows if row["state"] == "held"]
    if not held and not lapsed:
        return
    await lock_stock_levels(tx, ((row["location_id"], row["sku_id"]) for row in held))
    taken = await tx.fetch(_TAKE, tx.brand_id, order_kind, order_id)
    await tx.execute(
        _MOVE,
        tx.brand_id,
        SOLD[order_kind],
        order_id,
        tx.now,
        [new_id() for _ in taken],
        [row["location_id"] for row in taken],
        [row["sku_id"] for row in taken],
        [row["qty"] for row in taken],
    )


def _lapsed(rows: Sequence[asyncpg.Record]) -> list[Wanted]:
    """Lines with no unit held or taken any more. Holds of an order fall free together, so a line is whole or gone."""
    alive = {row["order_line_id"] for row in rows if row["state"] != "released"}
    gone: dict[UUID, tuple[UUID, int]] = {}
    for row in rows:
        if row["order_line_id"] not in alive:
            _, qty = gone.get(row["order_line_id"], (row["sku_id"], 0))
            gone[row["order_line_id"]] = (row["sku_id"], qty + row["qty"])
    return [
        Wanted(line_id=line_id, sku_id=sku_id, qty=qty, path=f"lines[{index}]")
        for index, (line_id, (sku_id, qty)) in enumerate(gone.items())
    ]
