"""Units leave a reseller's own lots: a sale from own stock."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from commission.money.faults import Refused
from commission.returns.consume import consume
from infra.database import Tx
from infra.ids import new_id
from services.inventory.allot import Wanted
from services.inventory.errors import OutOfOwnStock, Shortage
from services.inventory.lot_of_row import lot_of_row
from services.locks import lock_lots_of_seller

_TAKE = """
UPDATE lots AS l SET sold = l.sold + t.qty FROM unnest($2::uuid[], $3::int[]) AS t (lot_id, qty)
WHERE l.brand_id = $1 AND l.id = t.lot_id
"""
_RECORD = """
INSERT INTO lot_consumptions (brand_id, id, lot_id, retail_order_line_id, qty, at)
SELECT $1, c.id, c.lot_id, c.line_id, c.qty, $2
FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::int[]) AS c (id, lot_id, line_id, qty)
"""


async def consume_lots(tx: Tx, seller_id: UUID, lines: Sequence[Wanted]) -> None:
    """Take each line's units from the seller's lots of its SKU, earliest paid first, and record from which.

    The line ids are retail order lines, which must be written already. Raises OutOfOwnStock with every line that
    falls short; then nothing is taken. The lots are locked: a sale and a return cannot both have the same unit.
    """
    rows = await lock_lots_of_seller(tx, seller_id, {line.sku_id for line in lines})
    lots = {row["id"]: lot_of_row(row) for row in rows}
    by_sku: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        by_sku[row["sku_id"]].append(row["id"])
    takes: list[tuple[UUID, UUID, int]] = []
    short: list[Shortage] = []
    for line in lines:
        ids = by_sku[line.sku_id]
        try:
            taken = consume([lots[lot_id] for lot_id in ids], line.qty)
        except Refused:
            short.append(Shortage(line.path, line.qty, sum(lots[lot_id].in_hand for lot_id in ids)))
            continue
        for take in taken:
            lots[ids[take.index]] = lots[ids[take.index]].after_sale(take.qty)
            takes.append((ids[take.index], line.line_id, take.qty))
    if short:
        raise OutOfOwnStock(short)
    await tx.execute(_RECORD, tx.brand_id, tx.now, [new_id() for _ in takes], *zip(*takes, strict=True))
    await tx.execute(_TAKE, tx.brand_id, *_per_lot(takes))


def _per_lot(takes: Sequence[tuple[UUID, UUID, int]]) -> tuple[list[UUID], list[int]]:
    total: dict[UUID, int] = defaultdict(int)
    for lot_id, _, qty in takes:
        total[lot_id] += qty
    return list(total), list(total.values())
