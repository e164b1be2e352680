"""What became of every line of the file."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec

from services.imports.online_retail.read_lines import Aside


class ImportReport(msgspec.Struct, frozen=True):
    """Counts of the file's lines: `order_lines` + `return_lines` + all of `set_aside` are `lines`.

    Money in minor units of the brand's currency. `repeated`: this very file was imported before and nothing was done.
    """

    lines: int
    order_lines: int
    return_lines: int
    set_aside: dict[str, int]
    resellers: int
    stock_orders: int
    stock_returns: int
    list_total: int
    net_total: int
    refund_total: int
    first_at: datetime | None
    last_at: datetime | None
    repeated: bool = False

    @property
    def set_aside_total(self) -> int:
        return sum(self.set_aside.values())

    @property
    def adds_up(self) -> bool:
        """Whether every line of the file is accounted for, once."""
        return self.order_lines + self.return_lines + self.set_aside_total == self.lines


def count_reasons(asides: Sequence[Aside]) -> dict[str, int]:
    """How many lines were set aside for each reason, most first."""
    return {reason.value: count for reason, count in Counter(aside.reason for aside in asides).most_common()}
