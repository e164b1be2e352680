"""A count of the shelves found other numbers than the books: what was found holds."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.inventory.change_stock import StockChange, change_stock
from services.inventory.check_place import check_place
from services.locks import lock_stock_levels


class CountedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku_id: UUID
    counted: Annotated[int, Meta(ge=0, le=2_000_000_000)]


class AdjustStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a count found at a location, reserved units included; `note` says why it differs."""

    location_id: UUID
    lines: Annotated[list[CountedLine], Meta(min_length=1, max_length=10_000)]
    note: Annotated[str, Meta(max_length=500)] = ""


class Adjusted(msgspec.Struct, frozen=True):
    sku_id: UUID
    before: int
    on_hand: int


class StockAdjusted(msgspec.Struct, frozen=True):
    """`count_id` is the cause that its stock movements name; lines that were right already are not among them."""

    count_id: UUID
    changed: list[Adjusted]


async def adjust_stock(
    scope: Scope, command: AdjustStock, idempotency_key: str | None = None
) -> StockAdjusted:
    """Set what is on hand to what was counted; who did it and why goes to the audit log.

    Raises NotFound, InvalidInput (unknown SKU, or one counted twice) and StockIsPromised where fewer units were found
    than orders are promised: release or serve these first.
    """
    _refuse_counted_twice(command)

    async def work(tx: Tx) -> StockAdjusted:
        await check_place(tx, command.location_id, [line.sku_id for line in command.lines])
        keys = [(command.location_id, line.sku_id) for line in command.lines]
        # Locked before the difference is taken: a sale in between would be counted away.
        levels = await lock_stock_levels(tx, keys)
        before = {key: levels[key]["on_hand"] if key in levels else 0 for key in keys}
        count_id = new_id()
        after = await change_stock(
            tx,
            [
                StockChange(*key, qty=line.counted - before[key], path=f"lines[{index}]")
                for index, (key, line) in enumerate(zip(keys, command.lines, strict=True))
            ],
            reason="adjusted",
            cause_id=count_id,
        )
        answer = StockAdjusted(
            count_id, [Adjusted(key[1], before[key], on_hand) for key, on_hand in after.items()]
        )
        if after:
            await record_change(
                tx,
                "adjust_stock",
                "location",
                command.location_id,
                {str(each.sku_id): each.before for each in answer.changed},
                {str(each.sku_id): each.on_hand for each in answer.changed} | {"note": command.note},
            )
        return answer

    return await once(scope, "adjust_stock", idempotency_key, command, work, StockAdjusted)


def _refuse_counted_twice(command: AdjustStock) -> None:
    first: dict[UUID, int] = {}
    faults = [
        FieldFault(
            f"lines[{index}].sku_id", f"is counted on lines[{first[line.sku_id]}] too", "同一 SKU 重复盘点"
        )
        for index, line in enumerate(command.lines)
        if first.setdefault(line.sku_id, index) != index
    ]
    if faults:
        raise InvalidInput(*faults)
