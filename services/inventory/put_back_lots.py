"""A sale from own stock is refunded: its units go back into the lots they left, last out first."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

import asyncpg

from commission.returns.consume import Take, put_back
from infra.database import Tx
from services.locks import lock_lots

_TAKEN_BY = """
SELECT lot_id FROM lot_consumptions WHERE brand_id = $1 AND retail_order_line_id = ANY($2::uuid[])
"""
# In the order the sale took them: the lots' own order.
_TAKES = """
SELECT c.id, c.lot_id, c.retail_order_line_id AS line_id, c.qty, c.put_back
FROM lot_consumptions AS c JOIN lots AS l ON l.brand_id = c.brand_id AND l.id = c.lot_id
WHERE c.brand_id = $1 AND c.retail_order_line_id = ANY($2::uuid[]) ORDER BY l.paid_at, l.id
"""
_RECORD = """
UPDATE lot_consumptions AS c SET put_back = c.put_back + b.qty FROM unnest($2::uuid[], $3::int[]) AS b (id, qty)
WHERE c.brand_id = $1 AND c.id = b.id
"""
_RETURN = """
UPDATE lots AS l SET sold = l.sold - b.qty FROM unnest($2::uuid[], $3::int[]) AS b (lot_id, qty)
WHERE l.brand_id = $1 AND l.id = b.lot_id
"""


async def put_back_lots(tx: Tx, units: Mapping[UUID, int]) -> None:
    """Put units back, by retail order line (money-rules.md, Right of return).

    Raises commission.money.faults.Refused where a line has fewer units left to refund; nothing is written then. Units
    that are back count as the reseller's own again: they can be sold or returned inside their lot's window.
    """
    line_ids = list(units)
    lot_ids = {row["lot_id"] for row in await tx.fetch(_TAKEN_BY, tx.brand_id, line_ids)}
    # The lots first: two refunds of one line, or a refund and a sale, come one after another.
    await lock_lots(tx, lot_ids)
    by_line: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in await tx.fetch(_TAKES, tx.brand_id, line_ids):
        by_line[row["line_id"]].append(row)
    per_take: dict[UUID, int] = {}
    per_lot: dict[UUID, int] = defaultdict(int)
    for line_id, qty in units.items():
        taken = by_line[line_id]
        takes = [Take(index, row["qty"]) for index, row in enumerate(taken)]
        for back in put_back(takes, sum(row["put_back"] for row in taken), qty):
            row = taken[back.index]
            per_take[row["id"]] = back.qty
            per_lot[row["lot_id"]] += back.qty
    await tx.execute(_RECORD, tx.brand_id, list(per_take), list(per_take.values()))
    await tx.execute(_RETURN, tx.brand_id, list(per_lot), list(per_lot.values()))
