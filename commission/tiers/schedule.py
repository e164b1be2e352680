"""A tier schedule: one version of the price ladder of a brand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commission.money.rate import Rate
from commission.money.window import Period


class Basis(StrEnum):
    """What counts as volume."""

    LIST = "list"
    PAID = "paid"
    SELL_THROUGH = "sell_through"


class Mode(StrEnum):
    """Whether the tier reached prices the whole order, or each piece of volume has its own tier's rate."""

    ALL_UNITS = "all_units"
    GRADUATED = "graduated"


class WindowKind(StrEnum):
    ORDER = "order"
    ROLLING = "rolling_days"
    CALENDAR = "calendar"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class VolumeWindow:
    """Over which time volume counts. `days` is set for ROLLING, `period` for CALENDAR."""

    kind: WindowKind
    days: int = 0
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """`threshold` in minor units of qualifying volume; `price_rate` is the share of the list price paid."""

    name: str
    threshold: int
    price_rate: Rate


@dataclass(frozen=True, slots=True)
class TierSchedule:
    """One version, already checked: build it with `parse_tier_schedule`.

    The first threshold is 0, thresholds ascend strictly, price rates never increase and lie in (0, 1].
    """

    currency: str
    basis: Basis
    window: VolumeWindow
    mode: Mode
    counts_current_order: bool
    tiers: tuple[Tier, ...]
    effective_from: datetime | None = None
