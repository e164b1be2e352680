"""The dated events of a scenario, as values. Amounts are minor units, instants in UTC.

Fields with a default are the further keys that an exported history carries (docs/history.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

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
    store_open: bool = True


@dataclass(frozen=True, slots=True)
class Identified(Event):
    fact: Identification


@dataclass(frozen=True, slots=True)
class Forgotten(Event):
    """The identification of `visitor` made at `made_at` was taken back: it counts for no later order."""

    visitor: str
    customer: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CustomersMerged(Event):
    """From now on `customer` is the same person as `into`."""

    customer: str
    into: str


@dataclass(frozen=True, slots=True)
class CustomersParted(Event):
    """The merge of `customer` was taken back: later orders know two persons."""

    customer: str


@dataclass(frozen=True, slots=True)
class Bound(Event):
    fact: Binding


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    seller: str
    status: str


@dataclass(frozen=True, slots=True)
class RetailLine:
    """`paid` is for the whole line, tax and shipping excluded; `tax` is what the line bore of it."""

    line: str
    sku: str
    qty: int
    paid: int
    tax: int = 0


@dataclass(frozen=True, slots=True)
class RetailPaid(Event):
    """`same_person` overrules, for this order, what the sellers' `customers` say. `accrues` is false where the plan
    was not allowed to pay."""

    order: str
    customer: str
    visitor: str | None
    store: str | None
    coupon: str | None
    from_stock: bool
    lines: tuple[RetailLine, ...]
    shipping: int = 0
    same_person: Mapping[str, bool] = field(default_factory=dict)
    accrues: bool = True


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    order: str


@dataclass(frozen=True, slots=True)
class RetailRefunded(Event):
    """`shipping` is what went back of it beside the units."""

    order: str
    line: str
    qty: int
    shipping: int = 0


@dataclass(frozen=True, slots=True)
class Reviewed(Event):
    """`verdict` is `held`, `released` or `refused`."""

    verdict: str
    order: str
    line: str
    seller: str


@dataclass(frozen=True, slots=True)
class CreditGiven:
    """A seller's share of a line after a correction; shares of a line make one."""

    seller: str
    weight: Fraction
    channel: str


@dataclass(frozen=True, slots=True)
class CreditCorrected(Event):
    """An appeal was granted: the line's commission is given anew to these."""

    order: str
    line: str
    credits: tuple[CreditGiven, ...]


@dataclass(frozen=True, slots=True)
class WholesaleLine:
    """`list_price` and `tier_eligible` are the line's own where it was not sold as its SKU is declared."""

    line: str
    sku: str
    qty: int
    list_price: int | None = None
    tier_eligible: bool | None = None


@dataclass(frozen=True, slots=True)
class StockQuoted(Event):
    """A stock order was quoted: its price stands as of this instant, whenever it is paid."""

    order: str
    seller: str


@dataclass(frozen=True, slots=True)
class WholesalePaid(Event):
    order: str
    seller: str
    lines: tuple[WholesaleLine, ...]


@dataclass(frozen=True, slots=True)
class WholesaleReturned(Event):
    """`window_waived`: the right of return did not end, because the reseller's account was being closed."""

    order: str
    line: str
    qty: int
    window_waived: bool = False


@dataclass(frozen=True, slots=True)
class PayoutAsked(Event):
    """`seller` None asks for all sellers. `amount` is what the payout takes, None for all that is available;
    `withheld` of it is tax. One that is not `confirmed` stays in flight. Rows that matured after `as_of` are not in it.
    """

    seller: str | None
    minimum: int
    amount: int | None = None
    withheld: int = 0
    confirmed: bool = True
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock(Event):
    """Time passes."""
