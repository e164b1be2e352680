"""Set prices from an instant on: a new version of the price list."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.fields import Instant
from infra.scope import Scope
from services.audit import record_change
from services.catalogue.current_prices import current_prices
from services.catalogue.shapes import Price
from services.catalogue.write_prices import write_prices


class PricedSku(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku_id: UUID
    price: Price


class SetPrices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The prices begin at `effective_from`, now unless given. Quotes and orders keep what they were priced with."""

    lines: Annotated[list[PricedSku], Meta(min_length=1, max_length=10_000)]
    effective_from: Instant | None = None


class PricesSet(msgspec.Struct, frozen=True):
    """The SKUs whose price differs from what would have held."""

    effective_from: datetime
    changed: list[UUID]


async def set_prices(scope: Scope, command: SetPrices) -> PricesSet:
    """Write the new prices. Raises InvalidInput for SKUs of nobody, listed twice, or for a past instant."""

    async def work(tx: Tx) -> PricesSet:
        begin = command.effective_from or tx.now
        paths = {line.sku_id: f"lines[{index}]" for index, line in enumerate(command.lines)}
        await _check(tx, command)
        before = await current_prices(tx, paths, begin)
        changed = await write_prices(tx, {line.sku_id: line.price for line in command.lines}, begin, paths)
        after = {line.sku_id: line.price for line in command.lines}
        await record_change(
            tx,
            "set_prices",
            "brand",
            tx.brand_id,
            {str(sku_id): before.get(sku_id) for sku_id in changed},
            {str(sku_id): after[sku_id] for sku_id in changed} | {"effective_from": begin},
        )
        return PricesSet(begin, changed)

    return await transact(scope, work)


async def _check(tx: Tx, command: SetPrices) -> None:
    # Locked: two price changes of one SKU come one after another, each seeing what the other left.
    rows = await tx.fetch(
        "SELECT id FROM skus WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        [line.sku_id for line in command.lines],
    )
    known = {row["id"] for row in rows}
    faults: list[FieldFault] = []
    for index, line in enumerate(command.lines):
        if line.sku_id not in known:
            faults.append(
                FieldFault(
                    f"lines[{index}].sku_id", "is no SKU, or is listed twice", "没有此 SKU，或该 SKU 重复出现"
                )
            )
        known.discard(line.sku_id)
    if faults:
        raise InvalidInput(*faults)
