"""A scenario read and found sound: rules, actors and events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from commission.attribution.facts import Coupon
from commission.attribution.policy import AttributionPolicy
from commission.money.rate import Rate
from commission.plans.plan import CommissionPlan
from commission.replay.events import Event
from commission.returns.policy import ReturnPolicy
from commission.tiers.schedule import TierSchedule


@dataclass(frozen=True, slots=True)
class Over:
    """A word that changed: `earlier` pairs each former one with the instant it ended, earliest first."""

    now: str | None
    earlier: tuple[tuple[datetime, str | None], ...] = ()

    def at(self, instant: datetime) -> str | None:
        """The word at an instant; a change counts from its own instant on."""
        return next((word for until, word in self.earlier if instant < until), self.now)


@dataclass(frozen=True, slots=True)
class Period:
    """What an exported history is about, both ends included. What lies before is carried: money rests on it."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Brand:
    """`rate_ceiling` is the jurisdiction's on a line's total commission, None where it has none. `pays_own_purchases`:
    whether a seller credited with their own purchase, where the policy allows that, earns on it."""

    id: str
    currency: str
    jurisdiction: str
    zone: tzinfo
    rate_ceiling: Rate | None
    pays_own_purchases: bool = True


@dataclass(frozen=True, slots=True)
class Seller:
    """`customers` are the customer ids of the same person, the seller's own id left out."""

    id: str
    kind: str
    cohort: Over
    customers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sku:
    id: str
    list_price: int
    category: Over
    tier_eligible: bool


@dataclass(frozen=True, slots=True)
class Policies:
    """The versions of each policy, earliest first; empty where the file has none."""

    tier_schedules: tuple[TierSchedule, ...]
    return_policies: tuple[ReturnPolicy, ...]
    attribution_policies: tuple[AttributionPolicy, ...]
    commission_plans: tuple[CommissionPlan, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`events` stand in order of (instant, id), duplicates left out."""

    brand: Brand
    policies: Policies
    sellers: Mapping[str, Seller]
    skus: Mapping[str, Sku]
    coupons: Mapping[str, Coupon]
    events: tuple[Event, ...]
    period: Period | None = None
