"""Add versions of the price list: the step behind every service that sets prices."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from services.catalogue.current_prices import current_prices
from services.catalogue.shapes import Price

_PRICED = "SELECT DISTINCT sku_id FROM sku_prices WHERE brand_id = $1 AND sku_id = ANY($2::uuid[])"
# A version of the same instant is replaced: it lies ahead, so nothing was sold at it yet.
_WRITE = """
INSERT INTO sku_prices (brand_id, id, sku_id, effective_from, list_price, retail_floor, retail_ceiling, created_at)
SELECT $1, p.id, p.sku_id, $2, p.list_price, p.retail_floor, p.retail_ceiling, $3
FROM unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[])
  AS p (id, sku_id, list_price, retail_floor, retail_ceiling)
ON CONFLICT (brand_id, sku_id, effective_from) DO UPDATE
SET list_price = excluded.list_price, retail_floor = excluded.retail_floor, retail_ceiling = excluded.retail_ceiling
"""


async def write_prices(
    tx: Tx, prices: Mapping[UUID, Price], effective_from: datetime, paths: Mapping[UUID, str]
) -> list[UUID]:
    """Write the prices that differ from what is in force at `effective_from`; the SKUs whose price changes.

    Raises InvalidInput by `paths[sku]`: a ceiling is not below its floor, and only a SKU's first price may lie in the
    past: a price that was charged stays what it was.
    """
    _check(prices, paths)
    await _refuse_past(tx, list(prices), effective_from, paths)
    before = await current_prices(tx, prices, effective_from)
    changed = [
        sku_id
        for sku_id, price in prices.items()
        if (was := before.get(sku_id)) is None
        or (was.list_price, was.floor, was.ceiling) != (price.list_price, price.floor, price.ceiling)
    ]
    await tx.execute(
        _WRITE,
        tx.brand_id,
        effective_from,
        tx.now,
        [new_id() for _ in changed],
        changed,
        [prices[sku_id].list_price for sku_id in changed],
        [prices[sku_id].floor for sku_id in changed],
        [prices[sku_id].ceiling for sku_id in changed],
    )
    return changed


def _check(prices: Mapping[UUID, Price], paths: Mapping[UUID, str]) -> None:
    faults = [
        FieldFault(
            f"{paths[sku_id]}.retail_ceiling", "must not be below the floor", "最高零售价不得低于最低零售价"
        )
        for sku_id, price in prices.items()
        if price.ceiling < price.floor
    ]
    if faults:
        raise InvalidInput(*faults)


async def _refuse_past(
    tx: Tx, sku_ids: Sequence[UUID], effective_from: datetime, paths: Mapping[UUID, str]
) -> None:
    if effective_from >= tx.now:
        return
    priced = {row["sku_id"] for row in await tx.fetch(_PRICED, tx.brand_id, sku_ids)}
    faults = [
        FieldFault(
            paths[sku_id],
            "has a price already, which cannot change in the past",
            "已有价格，不能更改过去的价格",
        )
        for sku_id in sku_ids
        if sku_id in priced
    ]
    if faults:
        raise InvalidInput(*faults)
