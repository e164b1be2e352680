"""What a return pays: `keep_price` with its fee, `reprice_kept` with its floor and ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commission.money.rate import Rate
from commission.returns.lot import Lot, check_return
from commission.returns.policy import Pricing, ReturnPolicy


@dataclass(frozen=True, slots=True)
class ReturnFigures:
    """Minor units: `refund` is what the reseller gets, `gross` less `fee`."""

    gross: int
    fee: int
    refund: int


@dataclass(frozen=True, slots=True)
class Repriced:
    """What `reprice_kept` computes with. `order_lots` are all lots of the order, as they are before this
    return, the returned one among them; `kept_price` is the price of the units kept once it is done,
    under the order's own schedule version with the V it had (`tiers.price.kept_price`)."""

    order_lots: Sequence[Lot]
    kept_price: int


@dataclass(frozen=True, slots=True)
class RepricedRefund:
    """The three candidates of a `reprice_kept` refund, in minor units.

    `difference`: paid less the price of what is kept less what was refunded so far; `floor` and `ceiling`
    bound it. The floor never exceeds the ceiling.
    """

    difference: int
    floor: int
    ceiling: int

    @property
    def refund(self) -> int:
        return min(max(self.difference, self.floor), self.ceiling)


def keep_price(lot: Lot, qty: int, restocking_rate: Rate) -> ReturnFigures:
    """Gross by the cumulative rule over the lot's net; the fee by the same rule over the gross."""
    gross_before, gross_after = lot.price_paid(lot.returned), lot.price_paid(lot.returned + qty)
    fee = restocking_rate.of(gross_after) - restocking_rate.of(gross_before)
    gross = gross_after - gross_before
    return ReturnFigures(gross, fee, gross - fee)


def reprice_kept(lot: Lot, qty: int, floor_rate: Rate, repriced: Repriced) -> RepricedRefund:
    """The refund where the kept units of the whole order are priced afresh; there is no fee.

    Never below `floor_rate` of the price paid for the units coming back (rounded up), never more than
    brings the order's refunds to the price paid for all units returned so far, both prices by the
    cumulative rule over their lots (money-rules.md, Right of return).
    """
    paid = sum(each.net for each in repriced.order_lots)
    refunded = sum(each.refunded for each in repriced.order_lots)
    coming_back = lot.price_paid(lot.returned + qty) - lot.price_paid(lot.returned)
    all_back = sum(each.price_paid(each.returned) for each in repriced.order_lots) + coming_back
    return RepricedRefund(
        difference=paid - repriced.kept_price - refunded,
        floor=floor_rate.up_of(coming_back),
        ceiling=all_back - refunded,
    )


def return_figures(
    policy: ReturnPolicy,
    lot: Lot,
    qty: int,
    at: datetime,
    repriced: Repriced | None = None,
    *,
    waive_window: bool = False,
) -> ReturnFigures:
    """What returning `qty` units of the lot at `at` pays.

    `policy` is the version in force at the order's payment; `repriced` is needed under `reprice_kept`
    alone. Raises Refused where the units cannot go back, ValueError where `repriced` is missing.
    """
    check_return(policy, lot, qty, at, waive_window=waive_window)
    if policy.pricing is Pricing.KEEP_PRICE:
        return keep_price(lot, qty, policy.restocking_rate)
    refund = reprice_kept(lot, qty, policy.floor_rate, needed(repriced)).refund
    return ReturnFigures(refund, 0, refund)


def needed(repriced: Repriced | None) -> Repriced:
    """`repriced`, which `reprice_kept` cannot do without: raises ValueError where it is missing."""
    if repriced is None:
        raise ValueError("reprice_kept needs the order's lots and the price of what is kept")
    return repriced
