"""Everything a replay knows at one point of its time. Steps change it; nothing else does."""

from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from typing import Any

from commission.ledger.entry import Happening
from commission.payouts.payable import SellerStatus
from commission.replay.events import Delivered, Event, RetailRefunded
from commission.replay.history import History
from commission.replay.journal import Journal
from commission.replay.rows import RetailOrder, Row
from commission.replay.scenario import Scenario
from commission.replay.stock import OwnStock, StockOrder
from commission.replay.together import Together
from commission.replay.volumes import Volumes
from commission.tiers.schedule import TierSchedule

Parked = Delivered | RetailRefunded


class Maturities:
    """Orders by the instant at which they are due; an order whose due instant moved is found at the new one."""

    __slots__ = ("_heap", "_pushed")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, RetailOrder]] = []
        self._pushed = 0

    def expect(self, order: RetailOrder) -> None:
        """The order's rows are to mature at `order.due`, if ever."""
        if order.due is not None:
            self._pushed += 1
            heappush(self._heap, (order.due, self._pushed, order))

    def pop_due(self, now: datetime) -> RetailOrder | None:
        """The next order that is due by `now`, at equality too."""
        while self._heap and self._heap[0][0] <= now:
            due, _, order = heappop(self._heap)
            if due == order.due:
                return order
        return None


@dataclass(slots=True)
class World:
    """The state of one replay. `available` are each seller's rows that matured and were not paid yet, with the instant
    at which they did; `together` says which customers are one person; `quotes` the schedule and volume that stand for
    orders not paid yet; `paid_out` is net of tax."""

    scenario: Scenario
    history: History
    volumes: Volumes
    journal: Journal
    maturities: Maturities = field(default_factory=Maturities)
    statuses: dict[str, SellerStatus] = field(default_factory=dict)
    quotes: dict[str, tuple[TierSchedule, int]] = field(default_factory=dict)
    stock_orders: dict[str, StockOrder] = field(default_factory=dict)
    own_stock: dict[tuple[str, str], OwnStock] = field(default_factory=dict)
    buyers_of_stock: set[str] = field(default_factory=set)
    retail_orders: dict[str, RetailOrder] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)
    together: Together = field(default_factory=Together)
    month_nets: dict[tuple[str, datetime], int] = field(default_factory=dict)
    commissions: list[Row] = field(default_factory=list)
    proceeds: list[Row] = field(default_factory=list)
    available: dict[str, list[tuple[datetime, Row]]] = field(default_factory=dict)
    paid_out: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)
    parked: dict[str, list[Parked]] = field(default_factory=dict)
    returns: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, scenario: Scenario) -> "World":
        """The world before the first event."""
        return cls(
            scenario,
            History(scenario.events),
            Volumes(scenario.policies.tier_schedules, scenario.brand.zone),
            Journal(scenario.brand.currency),
        )

    def status(self, seller: str) -> SellerStatus:
        """Where the seller stands at this point: active until a status event says otherwise."""
        return self.statuses.get(seller, SellerStatus.ACTIVE)

    def happening(self, event: Event) -> Happening:
        """The event as the ledger's recipes are told of it. The replay's books are sums: its several entries may have
        one name."""
        return Happening(event.id, event.at, self.scenario.brand.currency)

    def standing_tier(self, seller: str, at: datetime) -> tuple[str, int] | None:
        """The seller's standing tier and volume; None for one who is no reseller and never bought stock."""
        if self.scenario.sellers[seller].kind != "reseller" and seller not in self.buyers_of_stock:
            return None
        return self.volumes.standing(seller, at)
