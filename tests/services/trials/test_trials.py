"""Drafts tried on examples: the very figures of money-rules.md, and every fault by its path."""

from typing import Any

import pytest

from infra.errors import InvalidInput, NoPolicyInForce
from infra.scope import Scope
from services.policies.kinds import TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.trials.try_attribution_policy import (
    TriedBinding,
    TriedTouch,
    TryAttributionPolicy,
    try_attribution_policy,
)
from services.trials.try_commission_plan import TryCommissionPlan, try_commission_plan
from services.trials.try_return_policy import TryReturnPolicy, try_return_policy
from services.trials.try_tier_schedule import TriedLine, TryTierSchedule, try_tier_schedule
from tests.services.policies.bodies import ATTRIBUTION, PLAN, RETURNS, TIERS
from tests.support.publishing import publish_policy
from tests.support.world import rows


async def test_a_cart_under_a_draft_schedule(scope: Scope) -> None:
    tried = await try_tier_schedule(scope, TryTierSchedule(TIERS, [TriedLine(10_000, 10)], 49_900_000))
    assert (tried.tier, tried.list_total, tried.net_total, tried.next_tier) == ("top", 100_000, 28_000, None)
    below = await try_tier_schedule(scope, TryTierSchedule(TIERS, [TriedLine(10_000, 10)]))
    assert (below.tier, below.net_total, below.next_tier, below.needs) == ("start", 60_000, "top", 49_900_000)
    assert [reason.code for reason in below.reasons][:2] == ["volume_before", "tier_reached"]
    assert await rows(scope, "SELECT id FROM stock_quotes WHERE brand_id = $1") == []


async def test_a_return_under_a_draft_policy(scope: Scope) -> None:
    command = TryReturnPolicy(RETURNS | {"restocking_rate": "0.10"}, 10_000, 10, 4, sold=2)
    with pytest.raises(NoPolicyInForce):
        await try_return_policy(scope, command)
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    tried = await try_return_policy(scope, command)
    assert (tried.paid, tried.gross, tried.fee, tried.refund) == (60_000, 24_000, 2_400, 21_600)
    late = await try_return_policy(scope, TryReturnPolicy(RETURNS, 10_000, 10, 4, days=365))
    assert late.refused is not None
    assert late.refund == 0
    kept = RETURNS | {"pricing": "reprice_kept"}
    repriced = await try_return_policy(scope, TryReturnPolicy(kept, 5_000_000, 10, 4))
    # Fifty million reach the top tier; six units kept cost 0.60 of their list: 18,000,000 of the 14,000,000 paid. The
    # floor of 0.90 of what the four cost holds.
    assert (repriced.tier, repriced.paid, repriced.refund) == ("top", 14_000_000, 5_040_000)
    with pytest.raises(InvalidInput):
        await try_return_policy(scope, TryReturnPolicy(RETURNS, 10_000, 10, 4, sold=8, returned=3))


async def test_a_sale_under_a_draft_plan(scope: Scope) -> None:
    plan = PLAN | {
        "caps": {"order": 900, "seller_month": 1_000},
        "rules": [{"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"}],
    }
    tried = await try_commission_plan(
        scope, TryCommissionPlan(plan, 19_999, seller_kind="staff", month_net=300)
    )
    assert (tried.rule, tried.amount, tried.hold_days) == ("staff", 700, 15)
    assert tried.steps == {
        "exact": "19999/20",
        "rounded": 1_000,
        "after_line_cap": 1_000,
        "after_order_cap": 900,
        "after_month_cap": 700,
    }
    nobody = await try_commission_plan(scope, TryCommissionPlan(plan, 19_999))
    assert (nobody.rule, nobody.amount) == (None, 0)


async def test_an_order_under_a_draft_attribution_policy(scope: Scope) -> None:
    body = ATTRIBUTION | {"binding": {"days": 100, "rebind": "never"}}
    facts: dict[str, Any] = {
        "touches": [TriedTouch("Ann", 3), TriedTouch("Bo", 1), TriedTouch("Cy", 31)],
        "bindings": [TriedBinding("Di", 100)],
        "store": "Ed",
    }
    tried = await try_attribution_policy(scope, TryAttributionPolicy(body, **facts))
    assert (tried.by, [(each.seller, each.weight) for each in tried.credits]) == ("touch", [("Bo", "1")])
    assert [(each.source, each.seller, each.reason) for each in tried.drops] == [
        ("binding", "Di", "the binding had expired")
    ]
    shared = await try_attribution_policy(scope, TryAttributionPolicy(body | {"model": "linear"}, **facts))
    assert [(each.seller, each.weight) for each in shared.credits] == [("Bo", "1/2"), ("Ann", "1/2")]
    own = await try_attribution_policy(scope, TryAttributionPolicy(body, **facts | {"buyer": "Bo"}))
    assert [each.seller for each in own.credits] == ["Ann"]
    none = await try_attribution_policy(scope, TryAttributionPolicy(body))
    assert (none.by, none.credits) == (None, [])


async def test_faults_of_a_draft_are_named_by_their_paths(scope: Scope) -> None:
    body = TIERS | {"mode": "often", "tiers": [{"name": "a", "threshold": 5, "price_rate": "2"}]}
    with pytest.raises(InvalidInput) as refused:
        await try_tier_schedule(scope, TryTierSchedule(body, [TriedLine(1, 1)]))
    paths = {fault.path for fault in refused.value.faults}
    assert {"body.mode", "body.tiers[0].threshold", "body.tiers[0].price_rate"} <= paths
