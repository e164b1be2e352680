"""The plain records a replay is about, and the questions about time and rules that every part asks."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

Key = tuple[datetime, str]
Json = dict[str, Any]


class Rejected(Exception):
    """The event breaks a rule: it changes nothing, though its instant passes."""


@cache
def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def key_of(event: Json) -> Key:
    return instant(event["at"]), event["id"]


@dataclass
class StockLine:
    """One line of a stock order, which is also its lot."""

    line: str
    sku: str
    qty: int
    list: int
    net: int = 0
    sold: int = 0
    returned: int = 0
    refunded: int = 0
    fee_rate_base: int = 0  # gross given back so far, which the restocking fee follows


@dataclass
class StockOrder:
    order: str
    seller: str
    key: Key
    schedule: Json
    policy: Json | None
    volume_before: int
    tier: str
    lines: list[StockLine]

    @property
    def at(self) -> datetime:
        return self.key[0]


@dataclass
class SaleLine:
    line: str
    sku: str
    qty: int
    paid: int
    refunded: int = 0
    taken_from: list[StockLine] = field(default_factory=list)  # one entry per unit still out of its lot


@dataclass
class Sale:
    """A paid retail order."""

    order: str
    customer: str
    visitor: str | None
    store: str | None
    from_stock: bool
    key: Key
    plan: Json
    lines: list[SaleLine]
    delivered: datetime | None = None
    decision: Json = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        return self.key[0]


@dataclass
class Row:
    """What one seller has coming for one sold line: commission, or the proceeds of own stock."""

    kind: str
    sale: Sale
    line: str
    seller: str
    rule: str
    base: int
    amount: int
    reversed: int = 0
    held: bool = False
    refused: bool = False
    matured: bool = False
    paid_out: bool = False

    @property
    def left(self) -> int:
        return self.amount - self.reversed

    @property
    def state(self) -> str:
        if self.left == 0:
            return "reversed"
        if self.paid_out:
            return "paid"
        if self.matured:
            return "available"
        return "held" if self.held else "pending"

    def due(self) -> datetime:
        """Hold days after delivery; the fallback after payment where no delivery came before it."""
        plan, sale = self.sale.plan, self.sale
        fallback = sale.at + timedelta(days=plan.get("hold_days_without_delivery", 30))
        if sale.delivered is not None and sale.delivered < fallback:
            return sale.delivered + timedelta(days=plan.get("hold_days", 15))
        return fallback


@dataclass
class Book:
    """Everything that has happened so far."""

    document: Json
    stock: dict[str, StockOrder] = field(default_factory=dict)
    sales: dict[str, Sale] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    payouts: list[tuple[str, int]] = field(default_factory=list)
    returns: list[Json] = field(default_factory=list)
    fees: int = 0
    refunded_to_customers: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    rejected: list[Json] = field(default_factory=list)
    parked: list[Json] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)  # which interesting branches this document went through

    def mark(self, name: str) -> None:
        self.marks.add(name)

    def __post_init__(self) -> None:
        unique = {event["id"]: event for event in self.document.get("events") or []}
        self.ordered = sorted(unique.values(), key=key_of)

    def events(self, kind: str) -> list[Json]:
        """The file's events of one type, in order, a repeated one once."""
        return [event for event in self.ordered if event["type"] == kind]

    def seller(self, seller: str) -> Json:
        return next(one for one in self.document["sellers"] if one["id"] == seller)

    def sku(self, sku: str) -> Json:
        return next(one for one in self.document["skus"] if one["id"] == sku)

    def eligible(self, sku: str) -> bool:
        return self.sku(sku).get("tier_eligible") is not False

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.document["brand"]["timezone"])

    def policy(self, name: str, now: datetime) -> Json | None:
        """The version in force at an instant, or None."""
        versions = self.document.get(name) or []
        if isinstance(versions, dict):
            versions = [versions]
        started = [
            (instant(version["effective_from"]), version)
            for version in versions
            if version.get("effective_from") and instant(version["effective_from"]) <= now
        ]
        if started:
            return max(started, key=lambda pair: pair[0])[1]
        return next((version for version in versions if not version.get("effective_from")), None)

    def status_at_touch(self, seller: str, now: datetime) -> str:
        """A status change at a touch's instant comes before the touch."""
        changes = [
            e for e in self.events("seller_status") if e["seller"] == seller and instant(e["at"]) <= now
        ]
        return changes[-1]["status"] if changes else "active"

    def status_before(self, seller: str, key: Key) -> str:
        changes = [e for e in self.events("seller_status") if e["seller"] == seller and key_of(e) < key]
        return changes[-1]["status"] if changes else "active"

    def pending(self, seller: str) -> int:
        return sum(row.left for row in self.rows if row.seller == seller and not row.matured)

    def paid(self, seller: str) -> int:
        return sum(amount for payee, amount in self.payouts if payee == seller)

    def available(self, seller: str) -> int:
        matured = sum(row.left for row in self.rows if row.seller == seller and row.matured)
        return matured - self.paid(seller)
