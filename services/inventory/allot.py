"""Choose where the units of an order come from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from services.inventory.errors import OutOfStock, Shortage


class Wanted(msgspec.Struct, frozen=True):
    """Units of a SKU that an order line asks for. `path` is the line in the caller's input, such as `lines[2]`."""

    line_id: UUID
    sku_id: UUID
    qty: int
    path: str


class Free(msgspec.Struct, frozen=True):
    """Units at a location that nobody is promised."""

    location_id: UUID
    sku_id: UUID
    qty: int


class Hold(msgspec.Struct, frozen=True):
    """Units of one order line that come from one location."""

    line_id: UUID
    location_id: UUID
    sku_id: UUID
    qty: int


def allot(wanted: Sequence[Wanted], free: Iterable[Free]) -> list[Hold]:
    """Which location gives which units, locations preferred in the order of `free`.

    One location that has everything is taken whole, so that one parcel suffices; else each line takes what it can
    from each location in turn. Raises OutOfStock with every line that falls short.
    """
    left: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for each in free:
        left[each.location_id][each.sku_id] = each.qty
    _refuse_shortages(wanted, left)
    asked: dict[UUID, int] = defaultdict(int)
    for line in wanted:
        asked[line.sku_id] += line.qty
    for location_id, shelf in left.items():
        if all(shelf.get(sku_id, 0) >= qty for sku_id, qty in asked.items()):
            return [Hold(line.line_id, location_id, line.sku_id, line.qty) for line in wanted]
    return [hold for line in wanted for hold in _take(line, left)]


def _refuse_shortages(wanted: Sequence[Wanted], left: dict[UUID, dict[UUID, int]]) -> None:
    total: dict[UUID, int] = defaultdict(int)
    for shelf in left.values():
        for sku_id, qty in shelf.items():
            total[sku_id] += max(qty, 0)
    short: list[Shortage] = []
    for line in wanted:
        # A SKU on two lines: the second is offered what the first leaves.
        if total[line.sku_id] < line.qty:
            short.append(Shortage(line.path, line.qty, total[line.sku_id]))
        else:
            total[line.sku_id] -= line.qty
    if short:
        raise OutOfStock(short)


def _take(line: Wanted, left: dict[UUID, dict[UUID, int]]) -> list[Hold]:
    holds: list[Hold] = []
    missing = line.qty
    for location_id, shelf in left.items():
        taken = min(missing, max(shelf.get(line.sku_id, 0), 0))
        if taken:
            holds.append(Hold(line.line_id, location_id, line.sku_id, taken))
            shelf[line.sku_id] -= taken
            missing -= taken
        if not missing:
            break
    return holds
