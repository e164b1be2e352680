"""Goods arrive at a location."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.ids import new_id
from infra.scope import Scope
from services.idempotency import once
from services.inventory.change_stock import StockChange, change_stock
from services.inventory.check_place import check_place


class ReceivedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku_id: UUID
    qty: Annotated[int, Meta(ge=1, le=10_000_000)]


class ReceiveStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that arrived. A SKU may stand on several lines: they add up."""

    location_id: UUID
    lines: Annotated[list[ReceivedLine], Meta(min_length=1, max_length=10_000)]


class OnHand(msgspec.Struct, frozen=True):
    """What lies at the location now."""

    sku_id: UUID
    on_hand: int


class StockReceived(msgspec.Struct, frozen=True):
    """`receipt_id` is the cause that its stock movements name."""

    receipt_id: UUID
    levels: list[OnHand]


async def receive_stock(
    scope: Scope, command: ReceiveStock, idempotency_key: str | None = None
) -> StockReceived:
    """Add the units: one movement and one new level a SKU. Raises NotFound, InvalidInput for SKUs of nobody."""

    async def work(tx: Tx) -> StockReceived:
        await check_place(tx, command.location_id, [line.sku_id for line in command.lines])
        receipt_id = new_id()
        levels = await change_stock(
            tx,
            [
                StockChange(command.location_id, line.sku_id, line.qty, f"lines[{index}]")
                for index, line in enumerate(command.lines)
            ],
            reason="received",
            cause_id=receipt_id,
        )
        return StockReceived(receipt_id, [OnHand(sku_id, on_hand) for (_, sku_id), on_hand in levels.items()])

    return await once(scope, "receive_stock", idempotency_key, command, work, StockReceived)
