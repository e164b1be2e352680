"""The dated events of a scenario, as values. Amounts are minor units, instants in UTC."""

from dataclasses import dataclass
from datetime import datetime

from commission.attribution.facts import Binding, Identification


@dataclass(frozen=True, slots=True)
class Event:
    """What every event has. Events are ordered by (instant, id), ids compared as text."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Touched(Event):
    visitor: str
    seller: str
    channel: str
    kind: str


@dataclass(frozen=True, slots=True)
class Identified(Event):
    fact: Identification


@dataclass(frozen=True, slots=True)
class Bound(Event):
    fact: Binding


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    seller: str
    status: str


@dataclass(frozen=True, slots=True)
class RetailLine:
    """`paid` is for the whole line, tax and shipping excluded."""

    line: str
    sku: str
    qty: int
    paid: int


@dataclass(frozen=True, slots=True)
class RetailPaid(Event):
    order: str
    customer: str
    visitor: str | None
    store: str | None
    coupon: str | None
    from_stock: bool
    lines: tuple[RetailLine, ...]


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    order: str


@dataclass(frozen=True, slots=True)
class RetailRefunded(Event):
    order: str
    line: str
    qty: int


@dataclass(frozen=True, slots=True)
class Reviewed(Event):
    """`verdict` is `held`, `released` or `refused`."""

    verdict: str
    order: str
    line: str
    seller: str


@dataclass(frozen=True, slots=True)
class WholesaleLine:
    line: str
    sku: str
    qty: int


@dataclass(frozen=True, slots=True)
class WholesalePaid(Event):
    order: str
    seller: str
    lines: tuple[WholesaleLine, ...]


@dataclass(frozen=True, slots=True)
class WholesaleReturned(Event):
    order: str
    line: str
    qty: int


@dataclass(frozen=True, slots=True)
class PayoutAsked(Event):
    """`seller` None asks for all sellers."""

    seller: str | None
    minimum: int


@dataclass(frozen=True, slots=True)
class Clock(Event):
    """Time passes."""
