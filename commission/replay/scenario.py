"""A scenario read and found sound: rules, actors and events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from commission.attribution.facts import Coupon
from commission.attribution.policy import AttributionPolicy
from commission.money.rate import Rate
from commission.plans.plan import CommissionPlan
from commission.replay.events import Event
from commission.returns.policy import ReturnPolicy
from commission.tiers.schedule import TierSchedule


@dataclass(frozen=True, slots=True)
class Brand:
    """`rate_ceiling` is the jurisdiction's on a line's total commission, None where it has none."""

    id: str
    currency: str
    jurisdiction: str
    zone: tzinfo
    rate_ceiling: Rate | None


@dataclass(frozen=True, slots=True)
class Seller:
    """`customers` are the customer ids of the same person, the seller's own id left out."""

    id: str
    kind: str
    cohort: str | None
    customers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sku:
    id: str
    list_price: int
    category: str | None
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
