"""What the site has promised to those who used it, and what they saw of it that they should not have seen."""

from dataclasses import dataclass, field
from uuid import UUID

from tests.factories import MadeBrand


@dataclass
class Ordered:
    """A retail order that was acknowledged. `pressed`: the bank confirmed to its payer that it took the money."""

    brand: MadeBrand
    code: str
    buyer: str
    total: int
    units: int
    pressed: bool = False
    refund_id: str = ""


@dataclass
class StockOrdered:
    brand: MadeBrand
    order_id: str
    net_total: int
    pressed: bool = False
    returned: dict[str, int] = field(default_factory=dict)
    """Returns that were acknowledged, with their refunds."""


@dataclass
class Promises:
    """Filled by the load, held against the database afterwards."""

    touches: dict[UUID, set[UUID]] = field(default_factory=dict)
    orders: list[Ordered] = field(default_factory=list)
    stock_orders: list[StockOrdered] = field(default_factory=list)
    batches: dict[UUID, set[str]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    """Buyers' names with how many orders they wanted, answered or not: one each."""
    callbacks: int = 0
    answers: int = 0
    away: int = 0
    """Answers that said in words that something is away."""
    unreachable: int = 0
    slowest_seconds: float = 0
    broken: list[str] = field(default_factory=list)
    """What no fault excuses: a server error without words, no answer at all, a refusal that makes no sense."""
    refusals: dict[str, int] = field(default_factory=dict)

    def count(self) -> dict[str, int]:
        return {
            "links opened": sum(len(each) for each in self.touches.values()),
            "orders placed": len(self.orders),
            "orders paid": sum(each.pressed for each in self.orders),
            "refunds": sum(bool(each.refund_id) for each in self.orders),
            "stock orders": len(self.stock_orders),
            "stock returns": sum(len(each.returned) for each in self.stock_orders),
            "payout batches": sum(len(each) for each in self.batches.values()),
            "callbacks repeated": self.callbacks,
            "answers": self.answers,
            "answers in words that something is away": self.away,
            "no connection": self.unreachable,
        }
