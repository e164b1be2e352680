"""A turn of the year: some invoices played one after another, and what is to be written for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.imports.online_retail.play import (
    Invoice,
    OrderPlayed,
    ReturnPlayed,
    Rules,
    play_order,
    play_return,
)
from services.imports.online_retail.read_lines import Aside, SetAside
from services.imports.online_retail.state import OpenLot, Reseller
from services.imports.online_retail.write_rows import OrderRows, rows_of_orders


@dataclass(slots=True)
class Sums:
    """What the year came to so far. Money in pence."""

    resellers: int = 0
    orders: int = 0
    returns: int = 0
    return_lines: int = 0
    list_total: int = 0
    net_total: int = 0
    refund_total: int = 0


@dataclass(slots=True)
class Play:
    """The year as it is played. `returns` and `changed` lots are written once, at its end."""

    brand_id: UUID
    currency: str
    rules: Rules
    skus: dict[str, UUID]
    resellers: dict[str, Reseller]
    asides: list[Aside] = field(default_factory=list)
    returns: list[ReturnPlayed] = field(default_factory=list)
    changed: dict[UUID, OpenLot] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)

    def turn(self, invoices: Sequence[Invoice]) -> OrderRows:
        """Play these invoices, in their order; the rows of their stock orders."""
        orders: list[OrderPlayed] = []
        for invoice in invoices:
            reseller = self.resellers.get(invoice.customer)
            if reseller is None:
                # A customer of whom the file knows returns only bought before it begins.
                reason = SetAside.RETURN_OF_MORE_THAN_WAS_BOUGHT
                self.asides += [Aside(line.number, line.invoice, line.sku, reason) for line in invoice.lines]
            elif invoice.lines[0].is_return:
                self._take_back(reseller, invoice)
            else:
                orders.append(play_order(self.rules, reseller, invoice))
        self._count(orders)
        return rows_of_orders(self.brand_id, self.currency, self.skus, orders)

    def _take_back(self, reseller: Reseller, invoice: Invoice) -> None:
        played, refused = play_return(self.rules, reseller, invoice)
        self.returns += played
        self.asides += refused
        self.changed.update((unit.lot.id, unit.lot) for one in played for unit in one.units)
        self.sums.returns += len(played)
        self.sums.return_lines += len(invoice.lines) - len(refused)
        self.sums.refund_total += sum(one.sums[2] for one in played)

    def _count(self, orders: Sequence[OrderPlayed]) -> None:
        self.sums.resellers = len(self.resellers)
        self.sums.orders += len(orders)
        self.sums.list_total += sum(one.priced.list_value for one in orders)
        self.sums.net_total += sum(one.priced.net for one in orders)
