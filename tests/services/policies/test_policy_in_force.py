"""Which version governs an instant, also for a process that remembers."""

import asyncio
from datetime import datetime, timedelta

import pytest

from commission.plans.plan import CommissionPlan
from infra.clock import SetClock
from infra.database import transact
from infra.errors import NoPolicyInForce, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.policies.kinds import COMMISSION_PLAN, TIER_SCHEDULE
from services.policies.policy_by_id import policy_by_id
from services.policies.policy_in_force import policy_in_force
from services.policies.policy_versions import PolicyVersion
from services.policies.publish_policy import PublishPolicy
from tests.services.policies.bodies import PLAN, TIERS
from tests.support.publishing import publish_policy
from tests.support.world import START, make_brand

MINUTE = timedelta(minutes=1)


async def in_force(scope: Scope, at: datetime | None = None) -> PolicyVersion[CommissionPlan]:
    return await transact(scope, lambda tx: policy_in_force(tx, COMMISSION_PLAN, at or tx.now))


async def test_the_latest_version_that_has_begun_governs_from_its_very_instant(
    scope: Scope, clock: SetClock
) -> None:
    with pytest.raises(NoPolicyInForce):
        await in_force(scope)
    first = await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    second = await publish_policy(scope, COMMISSION_PLAN, PublishPolicy({**PLAN, "hold_days": 20}))
    assert (await in_force(scope)).id == first.policy_id
    clock.move_to(second.effective_from - timedelta(microseconds=1))
    assert (await in_force(scope)).policy.hold_days == 15
    clock.move_to(second.effective_from)
    assert (await in_force(scope)).policy.hold_days == 20
    assert (await in_force(scope, START)).version == 1
    with pytest.raises(NoPolicyInForce):
        await in_force(scope, START - MINUTE)


async def test_a_list_read_just_before_is_old_when_the_new_version_begins(
    scope: Scope, clock: SetClock
) -> None:
    await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    clock.move_by(timedelta(seconds=30))
    assert (await in_force(scope)).version == 1
    second = await publish_policy(scope, COMMISSION_PLAN, PublishPolicy({**PLAN, "hold_days": 20}))
    clock.move_by(timedelta(seconds=19))
    assert (await in_force(scope)).version == 1
    clock.move_to(second.effective_from)
    assert (await in_force(scope)).version == 2


async def test_a_brand_never_sees_another_brands_version(scope: Scope, clock: SetClock) -> None:
    await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    assert (await in_force(scope)).version == 1
    with pytest.raises(NoPolicyInForce):
        await in_force(await make_brand(clock))


async def test_a_version_is_found_by_its_id_before_it_begins(scope: Scope, clock: SetClock) -> None:
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    await transact(scope, lambda tx: policy_in_force(tx, TIER_SCHEDULE, tx.now))
    later = await publish_policy(scope, TIER_SCHEDULE, PublishPolicy({**TIERS, "mode": "graduated"}))
    found = await transact(scope, lambda tx: policy_by_id(tx, TIER_SCHEDULE, later.policy_id))
    assert (found.version, found.policy.mode) == (2, "graduated")
    with pytest.raises(NotFound):
        await transact(scope, lambda tx: policy_by_id(tx, TIER_SCHEDULE, new_id()))


async def test_versions_published_at_once_are_numbered_without_gap(scope: Scope) -> None:
    await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    commands = [
        PublishPolicy({**PLAN, "hold_days": 20 + turn}, effective_from=START + (turn + 1) * MINUTE)
        for turn in range(8)
    ]
    published = await asyncio.gather(*(publish_policy(scope, COMMISSION_PLAN, each) for each in commands))
    assert sorted(each.version for each in published) == [2, 3, 4, 5, 6, 7, 8, 9]
