"""Units of a paid order come back to the brand: a retail refund or a wholesale return."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from infra.database import Tx
from services.inventory.change_stock import StockChange, change_stock

BACK = {"retail": "retail_refunded", "stock": "wholesale_returned"}
_WHERE_FROM = """
SELECT DISTINCT ON (order_line_id) order_line_id, location_id, sku_id FROM reservations
WHERE brand_id = $1 AND order_kind = $2 AND order_line_id = ANY($3) AND order_id = ANY($4) AND state = 'committed'
ORDER BY order_line_id, id
"""


class Back(msgspec.Struct, frozen=True):
    """Units of one order line that come back."""

    order_id: UUID
    line_id: UUID
    qty: int


async def put_back_stock(tx: Tx, *, order_kind: str, lines: Sequence[Back], cause_id: UUID) -> int:
    """Add the units to the location their line was first served from; how many units went back on a shelf.

    A line that never left our shelves (imported, or sold from a reseller's lots) moves nothing. `cause_id` is the
    refund or the return. That no more comes back than was sold is the caller's to keep: it counts on the order line.
    """
    rows = await tx.fetch(
        _WHERE_FROM,
        tx.brand_id,
        order_kind,
        [line.line_id for line in lines],
        list({line.order_id for line in lines}),
    )
    source = {row["order_line_id"]: (row["location_id"], row["sku_id"]) for row in rows}
    changes = [
        StockChange(*source[line.line_id], qty=line.qty, path=f"lines[{index}]")
        for index, line in enumerate(lines)
        if line.line_id in source
    ]
    await change_stock(tx, changes, reason=BACK[order_kind], cause_id=cause_id)
    return sum(change.qty for change in changes)
