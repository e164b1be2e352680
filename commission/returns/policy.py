"""A return policy: one version of what a brand gives back for unsold stock, and the law's limits to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commission.money.rate import Rate


class Pricing(StrEnum):
    """Whether the kept units keep their price, or the order is priced afresh for what is kept."""

    KEEP_PRICE = "keep_price"
    REPRICE_KEPT = "reprice_kept"


@dataclass(frozen=True, slots=True)
class ReturnLimits:
    """What a jurisdiction demands; None where it demands nothing. Comes from the compliance pack.

    `restocking_ceiling`: the highest restocking rate; `floor`: the least share of the price paid that must
    come back; `least_window_days`: the shortest window.
    """

    restocking_ceiling: Rate | None = None
    floor: Rate | None = None
    least_window_days: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """One version, already checked: build it with `parse_return_policy`.

    `window_days` counts from payment, None: no limit. The version in force at the stock order's payment
    governs all its returns.
    """

    window_days: int | None
    restocking_rate: Rate
    pricing: Pricing
    floor_rate: Rate
    effective_from: datetime | None = None
