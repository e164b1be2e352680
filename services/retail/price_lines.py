"""What each line of a cart costs in a store, now."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from services.stores.selling_prices import selling_prices

_SKUS = """
SELECT s.id, s.code, p.name FROM skus AS s
JOIN products AS p ON p.brand_id = s.brand_id AND p.id = s.product_id AND p.status = 'active'
WHERE s.brand_id = $1 AND s.code = ANY($2::text[]) AND s.status = 'active'
"""


class CartLine(Protocol):
    """A line of a cart: a SKU by its code, and units."""

    @property
    def sku(self) -> str: ...
    @property
    def qty(self) -> int: ...


class PricedLine(msgspec.Struct, frozen=True):
    """`unit_price` is the shelf price in minor units: the seller's own, else the list price."""

    sku_id: UUID
    sku: str
    name: str
    qty: int
    unit_price: int


async def price_lines(tx: Tx, store_id: UUID, lines: Sequence[CartLine]) -> list[PricedLine]:
    """Price the lines in their order. Raises InvalidInput naming each SKU that is not sold, or that stands on two
    lines."""
    rows = await tx.fetch(_SKUS, tx.brand_id, [line.sku for line in lines])
    prices = await selling_prices(tx, store_id, [row["id"] for row in rows], tx.now)
    found: dict[str, asyncpg.Record] = {row["code"]: row for row in rows if row["id"] in prices}
    faults: list[FieldFault] = []
    first: dict[str, int] = {}
    for index, line in enumerate(lines):
        path = f"lines[{index}].sku"
        if line.sku not in found:
            faults.append(FieldFault(path, "is not sold here", "该商品未在此销售"))
        elif first.setdefault(line.sku, index) != index:
            faults.append(FieldFault(path, f"stands on lines[{first[line.sku]}] too", "同一商品重复出现"))
    if faults:
        raise InvalidInput(*faults)
    return [
        PricedLine(row["id"], row["code"], row["name"], line.qty, prices[row["id"]].retail_price)
        for line in lines
        for row in (found[line.sku],)
    ]
