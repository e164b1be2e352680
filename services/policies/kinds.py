"""The kinds of policy: where their versions lie, how their text is read, and what they govern."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from commission.attribution.policy import AttributionPolicy, parse_attribution_policies
from commission.compliance.declared_terms import DeclaredTerms, parse_declared_terms
from commission.fraud.policy import ReviewPolicy, parse_review_policies
from commission.money.faults import Fault, PolicyRefused
from commission.money.rate import Rate
from commission.plans.plan import CommissionPlan, parse_commission_plans
from commission.returns.parse import parse_return_policy
from commission.returns.policy import ReturnLimits, ReturnPolicy
from commission.tiers.parse import parse_tier_schedule
from commission.tiers.schedule import TierSchedule

P = TypeVar("P")


class BrandLaw(msgspec.Struct, frozen=True):
    """What a brand's policies are read against: its currency, and its jurisdiction's limits where it has any."""

    currency: str
    return_limits: ReturnLimits = ReturnLimits()
    total_rate_cap: Rate | None = None
    least_hold_days: int = 0
    """Days a consumer may return for no reason: no commission matures before (compliance.md, G-04)."""


@dataclass(frozen=True, slots=True)
class PolicyKind(Generic[P]):
    """`read` parses one version (faults by paths that begin with the given one); `defaults` are the fields whose
    absence would mean something else under another law: they are written out when a version is published. `governed`
    asks whether anything that happened from an instant on ($2) was decided by such a policy or should have been."""

    name: str
    table: str
    read: Callable[[object, str, BrandLaw], tuple[P, ...]]
    defaults: Callable[[BrandLaw], dict[str, Any]]
    governed: str


def _return_defaults(law: BrandLaw) -> dict[str, Any]:
    floor = law.return_limits.floor
    return {} if floor is None else {"floor_rate": str(floor)}


def _commission_plan(body: object, path: str, law: BrandLaw) -> tuple[CommissionPlan, ...]:
    plans = parse_commission_plans(body, law.total_rate_cap, path)
    faults = [
        Fault(
            f"{path}.{name}",
            f"must be at least {law.least_hold_days}: consumers may return goods for so many days",
        )
        for plan in plans
        for name, days in (
            ("hold_days", plan.hold_days),
            ("hold_days_without_delivery", plan.hold_days_without_delivery),
        )
        if days < law.least_hold_days
    ]
    if faults:
        raise PolicyRefused(faults)
    return plans


TIER_SCHEDULE: PolicyKind[TierSchedule] = PolicyKind(
    "tier_schedule",
    "tier_schedules",
    lambda body, path, law: parse_tier_schedule(body, currency=law.currency, path=path),
    lambda law: {"currency": law.currency},
    "SELECT EXISTS (SELECT FROM stock_orders WHERE brand_id = $1 AND placed_at >= $2)",
)
RETURN_POLICY: PolicyKind[ReturnPolicy] = PolicyKind(
    "return_policy",
    "return_policies",
    lambda body, path, law: parse_return_policy(body, limits=law.return_limits, path=path),
    _return_defaults,
    "SELECT EXISTS (SELECT FROM stock_orders WHERE brand_id = $1 AND paid_at >= $2)",
)
ATTRIBUTION_POLICY: PolicyKind[AttributionPolicy] = PolicyKind(
    "attribution_policy",
    "attribution_policies",
    lambda body, path, _: parse_attribution_policies(body, path),
    lambda _: {},
    "SELECT EXISTS (SELECT FROM retail_orders WHERE brand_id = $1 AND paid_at >= $2)",
)
COMMISSION_PLAN: PolicyKind[CommissionPlan] = PolicyKind(
    "commission_plan",
    "commission_plans",
    _commission_plan,
    lambda _: {},
    "SELECT EXISTS (SELECT FROM retail_orders WHERE brand_id = $1 AND paid_at >= $2)",
)
DECLARED_TERMS: PolicyKind[DeclaredTerms] = PolicyKind(
    "declared_terms",
    "declared_terms",
    lambda body, path, _: (parse_declared_terms(body, path),),
    lambda _: {},
    "SELECT EXISTS (SELECT FROM retail_orders WHERE brand_id = $1 AND paid_at >= $2)"
    " OR EXISTS (SELECT FROM stock_orders WHERE brand_id = $1 AND placed_at >= $2)",
)
JUDGED_KINDS: tuple[PolicyKind[Any], ...] = (
    TIER_SCHEDULE,
    RETURN_POLICY,
    ATTRIBUTION_POLICY,
    COMMISSION_PLAN,
    DECLARED_TERMS,
)
"""What the plan that the lint judges is compiled from."""
REVIEW_POLICY: PolicyKind[ReviewPolicy] = PolicyKind(
    "review_policy",
    "review_policies",
    lambda body, path, _: parse_review_policies(body, path),
    lambda _: {},
    "SELECT EXISTS (SELECT FROM retail_orders WHERE brand_id = $1 AND paid_at >= $2)",
)
KINDS: dict[str, PolicyKind[Any]] = {kind.name: kind for kind in (*JUDGED_KINDS, REVIEW_POLICY)}
