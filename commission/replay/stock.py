"""Stock bought and not yet sold: orders, their lots, and each reseller's own stock of a SKU, first in first out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commission.returns.consume import Take, consume, put_back
from commission.returns.lot import Lot
from commission.tiers.price import PricedOrder, StockLine
from commission.tiers.schedule import TierSchedule


@dataclass(slots=True)
class StockOrder:
    """A paid stock order: the schedule version and the price it had, and its lots in the order of its lines."""

    id: str
    seller: str
    paid_at: datetime
    schedule: TierSchedule
    priced: PricedOrder
    lines: tuple[StockLine, ...]
    lots: list[Lot]

    def place(self, line: str) -> int | None:
        """Where the line stands, or None where the order has no such line."""
        return next((index for index, each in enumerate(self.lines) if each.line == line), None)


class OwnStock:
    """The lots of one reseller and one SKU, in the order of their payments."""

    __slots__ = ("_first", "_places")

    def __init__(self) -> None:
        self._places: list[tuple[StockOrder, int]] = []
        self._first = 0  # every lot before this one is empty

    def add(self, order: StockOrder, place: int) -> None:
        """A new lot. Called in order of (instant, id), then of the order's lines."""
        self._places.append((order, place))

    def in_hand(self, enough: int) -> int:
        """Units in hand, counted no further than `enough`."""
        return min(enough, sum(self._lot(index).in_hand for index in self._holding(enough)))

    def take(self, qty: int) -> "list[StockTake]":
        """Sell `qty` units, first in, first out. Raises Refused where fewer are in hand."""
        indexes = self._holding(qty)
        taken: list[StockTake] = []
        for take in consume([self._lot(index) for index in indexes], qty):
            index = indexes[take.index]
            self._move(index, take.qty)
            taken.append(StockTake(self, index, take.qty))
        return taken

    def put(self, index: int, qty: int) -> None:
        """Units come back into the lot they left."""
        self._move(index, -qty)
        self._first = min(self._first, index)

    def line(self, index: int) -> StockLine:
        """The stock order's line that a lot came from: its list price is what selling it on counts."""
        order, place = self._places[index]
        return order.lines[place]

    def _lot(self, index: int) -> Lot:
        order, place = self._places[index]
        return order.lots[place]

    def _move(self, index: int, qty: int) -> None:
        order, place = self._places[index]
        order.lots[place] = order.lots[place].after_sale(qty)

    def _holding(self, qty: int) -> list[int]:
        """The indexes of the first lots that hold `qty` units together, or of all that hold any."""
        holding: list[int] = []
        for index in range(self._first, len(self._places)):
            in_hand = self._lot(index).in_hand
            if in_hand:
                if not holding:
                    self._first = index
                holding.append(index)
                qty -= in_hand
                if qty <= 0:
                    break
        return holding


@dataclass(frozen=True, slots=True)
class StockTake:
    """`qty` units that a sale took out of one lot of an own stock."""

    stock: OwnStock
    index: int
    qty: int

    @property
    def line(self) -> StockLine:
        return self.stock.line(self.index)


def bring_back(takes: Sequence[StockTake], already_back: int, qty: int) -> list[StockTake]:
    """Refunded units go back into the lots they left, last out first back; what went back into which."""
    backs: list[StockTake] = []
    for back in put_back([Take(index, take.qty) for index, take in enumerate(takes)], already_back, qty):
        take = takes[back.index]
        take.stock.put(take.index, back.qty)
        backs.append(StockTake(take.stock, take.index, back.qty))
    return backs
