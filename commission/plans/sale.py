"""What a plan is applied to: a paid retail order's lines and the sellers credited with it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a paid retail order. `base` is what the customer paid for it, in minor units, after
    discounts, without tax and shipping."""

    line: str
    sku: str
    qty: int
    base: int
    category: str | None = None


@dataclass(frozen=True, slots=True)
class CreditedSeller:
    """One credited seller as they stood at the order.

    `weight` and `channel` are the attribution's; `month_net` is what the lines of the seller's calendar month
    (of the payment, in the brand's time zone) amount to net of reversals so far, this order left out.
    """

    seller: str
    weight: Fraction
    channel: str
    kind: str
    tier: str | None = None
    cohort: str | None = None
    month_net: int = 0
