"""Let the units held for orders fall free: cancelled, or not paid in time."""

from collections.abc import Sequence
from uuid import UUID

from infra.database import Tx
from services.locks import lock_reservations, lock_stock_levels

_RELEASE = """
WITH freed AS (
  UPDATE reservations SET state = 'released' WHERE brand_id = $1 AND id = ANY($2) RETURNING location_id, sku_id, qty
)
UPDATE stock_levels AS l SET reserved = l.reserved - f.qty
FROM (SELECT location_id, sku_id, sum(qty)::int AS qty FROM freed GROUP BY location_id, sku_id) AS f
WHERE l.brand_id = $1 AND l.location_id = f.location_id AND l.sku_id = f.sku_id
"""


async def release_reserved(tx: Tx, *, order_kind: str, order_ids: Sequence[UUID]) -> int:
    """Free what is still held for the orders; how many holds fell free. A second call changes nothing.

    An order's holds always fall free together: a later payment finds a line held whole or not at all.
    """
    rows = await lock_reservations(tx, order_kind, order_ids)
    held = [row for row in rows if row["state"] == "held"]
    if held:
        await lock_stock_levels(tx, ((row["location_id"], row["sku_id"]) for row in held))
        await tx.execute(_RELEASE, tx.brand_id, [row["id"] for row in held])
    return len(held)
