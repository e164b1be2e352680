"""What the next tier needs: an amount and, for one SKU alone, units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commission.money.rate import Rate
from commission.tiers.price import PricedOrder, StockLine
from commission.tiers.schedule import Basis, Tier, TierSchedule, WindowKind


class Through(StrEnum):
    """What brings the next tier: more in this order, orders paid before a later one, or sales."""

    THIS_ORDER = "this_order"
    LATER_ORDER = "later_order"
    SELL_THROUGH = "sell_through"


@dataclass(frozen=True, slots=True)
class UnitsNeeded:
    """So many more units of one SKU, and nothing else, bring the next tier."""

    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class NextTier:
    """The step above the tier an order has.

    `amount`: the qualifying volume still missing, in minor units of the schedule's basis (0 with
    LATER_ORDER: paying this order is enough for the next one). `list_value`: the list value of further
    tier-eligible goods that brings it, to be bought (or under SELL_THROUGH to be sold).
    """

    tier: Tier
    through: Through
    amount: int
    list_value: int
    units: tuple[UnitsNeeded, ...]


def next_tier(schedule: TierSchedule, priced: PricedOrder, lines: Iterable[StockLine]) -> NextTier | None:
    """What the tier above `priced.tier` needs; None at the top, or where no volume can ever reach it.

    Units are told for each tier-eligible SKU among `lines`: the smallest number that, of this SKU alone,
    fills the gap. To ask without an order, price an order of lines with quantity zero.
    """
    if priced.tier_index + 1 == len(schedule.tiers):
        return None
    if schedule.window.kind is WindowKind.ORDER and not schedule.counts_current_order:
        return None  # volume before an order is always zero, and the order itself adds nothing
    target = schedule.tiers[priced.tier_index + 1]
    through, amount, list_value = _gap(schedule, priced, target)
    prices = {line.sku: line.list_price for line in lines if line.tier_eligible and line.list_price > 0}
    units = tuple(UnitsNeeded(sku, -(-list_value // price)) for sku, price in prices.items())
    return NextTier(target, through, amount, list_value, units)


def _gap(schedule: TierSchedule, priced: PricedOrder, target: Tier) -> tuple[Through, int, int]:
    missing = target.threshold - priced.volume_before
    if schedule.basis is Basis.SELL_THROUGH:
        return Through.SELL_THROUGH, missing, missing
    paid = schedule.basis is Basis.PAID
    if schedule.counts_current_order:
        if paid:
            # The whole order, what it holds and what is added, counts at the target tier's own price.
            more = _least_list(missing, target.price_rate) - priced.eligible_list
            return Through.THIS_ORDER, missing - target.price_rate.of(priced.eligible_list), more
        return Through.THIS_ORDER, missing - priced.eligible_list, missing - priced.eligible_list
    # The order adds nothing to its own tier, but once paid it is volume for the next one.
    if paid:
        ineligible = priced.list_value - priced.eligible_list
        after = max(0, missing - (priced.net - ineligible))
        return Through.LATER_ORDER, after, _least_list(after, priced.tier.price_rate)
    after = max(0, missing - priced.eligible_list)
    return Through.LATER_ORDER, after, after


def _least_list(amount: int, rate: Rate) -> int:
    """The least list value whose price at `rate`, rounded half up, is at least `amount`."""
    if amount <= 0:
        return 0
    # round_half_up(x * rate) >= amount  <=>  x * rate >= amount - 1/2
    return -(-(2 * amount - 1) * rate.denominator // (2 * rate.numerator))
