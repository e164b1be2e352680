"""Paid retail orders, their lines, and the sellers' rows on them, as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commission.plans.plan import CommissionPlan
from commission.plans.states import Earning
from commission.replay.events import RetailLine
from commission.replay.stock import StockTake


@dataclass(slots=True)
class Row:
    """One seller's commission on a line, or their proceeds of it where `rule` is None.

    `month` is the sale's calendar month, for the cap per seller and month.
    """

    order: str
    line: str
    seller: str
    base: int
    earning: Earning
    rule: str | None
    month: datetime


@dataclass(slots=True)
class SoldLine:
    """A line of a paid retail order: what was refunded of it, whose rows hang on it, which lots it left."""

    what: RetailLine
    rows: list[Row] = field(default_factory=list)
    takes: list[StockTake] = field(default_factory=list)
    refunded_qty: int = 0
    refunded_amount: int = 0
    refunded_tax: int = 0

    def row_of(self, seller: str) -> Row | None:
        """The seller's commission row, if they have one on this line."""
        return next((row for row in self.rows if row.seller == seller and row.rule is not None), None)


@dataclass(slots=True)
class RetailOrder:
    """A paid retail order under the plan of its payment. `stock_of` is the reseller whose own stock it left.

    `customer` is `new` or `returning`. `accrues` is false where new commission stood still at the payment: then it pays
    none at any later time either. `due` is when its rows mature; None where the calendar ends first.
    """

    id: str
    paid_at: datetime
    plan: CommissionPlan
    stock_of: str | None
    lines: dict[str, SoldLine]
    decision: Mapping[str, Any]
    customer: str = "new"
    accrues: bool = True
    delivered_at: datetime | None = None
    due: datetime | None = None
