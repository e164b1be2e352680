"""Policies being written, tried on an example beside their editor. Nothing is kept."""

from litestar import post
from litestar.params import JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from services.trials.try_attribution_policy import (
    AttributionPolicyTried,
    TryAttributionPolicy,
    try_attribution_policy,
)
from services.trials.try_commission_plan import CommissionPlanTried, TryCommissionPlan, try_commission_plan
from services.trials.try_return_policy import ReturnPolicyTried, TryReturnPolicy, try_return_policy
from services.trials.try_tier_schedule import TierScheduleTried, TryTierSchedule, try_tier_schedule

READERS = allow("admin", "operator", "finance")


@post("/policy-trials/tier-schedule", guards=[READERS], status_code=200)
async def tier_schedule(brand_scope: BrandScope, data: JSONBody[TryTierSchedule]) -> TierScheduleTried:
    """Quote a sample cart under a schedule that is being written."""
    return await try_tier_schedule(brand_scope, data)


@post("/policy-trials/return-policy", guards=[READERS], status_code=200)
async def return_policy(brand_scope: BrandScope, data: JSONBody[TryReturnPolicy]) -> ReturnPolicyTried:
    """Preview a sample return under a policy that is being written."""
    return await try_return_policy(brand_scope, data)


@post("/policy-trials/commission-plan", guards=[READERS], status_code=200)
async def commission_plan(brand_scope: BrandScope, data: JSONBody[TryCommissionPlan]) -> CommissionPlanTried:
    """Accrue a sample sale under a plan that is being written."""
    return await try_commission_plan(brand_scope, data)


@post("/policy-trials/attribution-policy", guards=[READERS], status_code=200)
async def attribution_policy(
    brand_scope: BrandScope, data: JSONBody[TryAttributionPolicy]
) -> AttributionPolicyTried:
    """Decide a sample order under a policy that is being written."""
    return await try_attribution_policy(brand_scope, data)


ROUTES = [tier_schedule, return_policy, commission_plan, attribution_policy]
