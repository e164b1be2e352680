"""Publishing versions: what is refused, from when a version holds, and what the audit log says."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput
from infra.scope import Scope
from services.policies.errors import InstantTaken, PolicyUnchanged
from services.policies.kinds import (
    ATTRIBUTION_POLICY,
    COMMISSION_PLAN,
    DECLARED_TERMS,
    KINDS,
    RETURN_POLICY,
    REVIEW_POLICY,
    TIER_SCHEDULE,
    PolicyKind,
)
from services.policies.publish_policy import PolicyPublished, PublishPolicy
from tests.services.policies.bodies import ATTRIBUTION, PLAN, RETURNS, REVIEW, TIERS
from tests.support.publishing import TERMS, publish_policy
from tests.support.world import (
    START,
    make_lot,
    make_retail_line,
    make_seller,
    make_sku,
    make_store,
    rows,
    run,
)

MINUTE = timedelta(minutes=1)


async def publish(
    scope: Scope, kind: PolicyKind[Any], body: dict[str, Any], at: datetime | None = None
) -> PolicyPublished:
    return await publish_policy(scope, kind, PublishPolicy(body, effective_from=at, note="why"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (TIER_SCHEDULE, TIERS),
        (RETURN_POLICY, RETURNS),
        (ATTRIBUTION_POLICY, ATTRIBUTION),
        (COMMISSION_PLAN, PLAN),
        (DECLARED_TERMS, TERMS),
        (REVIEW_POLICY, REVIEW),
    ],
    ids=list(KINDS),
)
async def test_a_first_version_holds_at_once(
    scope: Scope, kind: PolicyKind[Any], body: dict[str, Any]
) -> None:
    published = await publish(scope, kind, body)
    assert (published.version, published.effective_from) == (1, START)
    audit = await rows(
        scope,
        "SELECT action, subject_kind, before, after->>'version', after->>'note' FROM audit_log WHERE brand_id = $1"
        " AND action = 'publish_policy'",
    )
    assert audit == [("publish_policy", kind.name, None, "1", "why")]


async def test_every_fault_is_named_by_its_path(scope: Scope) -> None:
    body = {
        **TIERS,
        "basis": "volume",
        "tiers": [{"name": "a", "threshold": 1, "price_rate": 0.6}],
        "extra": 1,
    }
    with pytest.raises(InvalidInput) as refused:
        await publish(scope, TIER_SCHEDULE, body)
    paths = {fault.path for fault in refused.value.faults}
    assert paths == {"body.basis", "body.tiers[0].threshold", "body.tiers[0].price_rate", "body.extra"}
    assert await rows(scope, "SELECT 1 FROM tier_schedules WHERE brand_id = $1") == []


async def test_the_jurisdictions_limits_hold(scope: Scope) -> None:
    with pytest.raises(InvalidInput) as refused:
        await publish(scope, RETURN_POLICY, {**RETURNS, "restocking_rate": "0.11", "floor_rate": "0.89"})
    assert {fault.path for fault in refused.value.faults} == {"body.restocking_rate", "body.floor_rate"}
    with pytest.raises(InvalidInput) as refused:
        await publish(scope, COMMISSION_PLAN, {**PLAN, "total_rate_cap": "0.31"})
    assert [fault.path for fault in refused.value.faults] == ["body.total_rate_cap"]
    with pytest.raises(InvalidInput):
        await publish(scope, TIER_SCHEDULE, {**TIERS, "currency": "EUR"})


async def test_what_the_law_would_fill_in_is_written_out(scope: Scope) -> None:
    await publish(
        scope, RETURN_POLICY, {"window_days": None, "restocking_rate": "0.05", "pricing": "keep_price"}
    )
    assert await rows(scope, "SELECT body->>'floor_rate' FROM return_policies WHERE brand_id = $1") == [
        ("0.90",)
    ]


async def test_a_first_version_may_be_dated_back_while_nothing_happened_under_it(scope: Scope) -> None:
    back = START - timedelta(days=400)
    assert (await publish(scope, TIER_SCHEDULE, TIERS, back)).effective_from == back


async def test_a_first_version_is_not_dated_back_before_orders_it_would_govern(scope: Scope) -> None:
    seller = await make_seller(scope)
    sku, store = await make_sku(scope), await make_store(scope, seller.seller_id)
    await make_retail_line(scope, store, sku, 1)
    await run(scope, "UPDATE retail_orders SET state = 'paid', paid_at = $2 WHERE brand_id = $1", START)
    with pytest.raises(InvalidInput) as refused:
        await publish(scope, COMMISSION_PLAN, PLAN, START)
    assert refused.value.faults[0].path == "effective_from"
    # Nothing was paid after START by a microsecond; and without an instant it is the soonest one.
    assert (
        await publish(scope, ATTRIBUTION_POLICY, ATTRIBUTION, START + timedelta(microseconds=1))
    ).version == 1
    assert (await publish(scope, COMMISSION_PLAN, PLAN)).effective_from == START + MINUTE


async def test_a_later_version_takes_a_minute_at_least(scope: Scope, clock: SetClock) -> None:
    await publish(scope, COMMISSION_PLAN, PLAN)
    other = {**PLAN, "hold_days": 20}
    for at in (START - timedelta(days=1), START, START + MINUTE - timedelta(microseconds=1)):
        with pytest.raises(InvalidInput):
            await publish(scope, COMMISSION_PLAN, other, at)
    second = await publish(scope, COMMISSION_PLAN, other)
    assert (second.version, second.effective_from) == (2, START + MINUTE)
    with pytest.raises(InstantTaken):
        await publish(scope, COMMISSION_PLAN, PLAN, START + MINUTE)
    with pytest.raises(PolicyUnchanged):
        await publish(scope, COMMISSION_PLAN, other, START + 2 * MINUTE)
    audit = await rows(
        scope,
        "SELECT before->>'version', before->'body'->>'hold_days' FROM audit_log WHERE brand_id = $1 ORDER BY id",
    )
    assert audit == [(None, None), ("1", "15")]


async def test_an_order_keeps_the_version_it_was_priced_with(scope: Scope) -> None:
    first = await publish(scope, TIER_SCHEDULE, TIERS, START - timedelta(days=10))
    await publish(scope, RETURN_POLICY, RETURNS, START - timedelta(days=10))
    seller = await make_seller(scope)
    await make_lot(scope, seller.seller_id, await make_sku(scope), 5, paid_at=START)
    await publish(scope, TIER_SCHEDULE, {**TIERS, "mode": "graduated"})
    assert await rows(scope, "SELECT schedule_id FROM stock_orders WHERE brand_id = $1") == [
        (first.policy_id,)
    ]


async def test_an_instant_inside_the_body_is_refused(scope: Scope) -> None:
    with pytest.raises(InvalidInput):
        await publish(scope, TIER_SCHEDULE, {**TIERS, "effective_from": "2026-01-01T00:00:00Z"})
