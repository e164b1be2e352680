"""Nothing goes live without a passing report: refusals, sign-offs, what they are kept for, and who cannot get round."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from commission.compliance import packs
from infra.clock import SetClock
from infra.database import transact
from infra.errors import InvalidInput
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.compliance.errors import (
    NothingToSign,
    PlanIllegal,
    PlanNeedsData,
    SignOffNeeded,
)
from services.compliance.lint_draft import LintDraft, lint_draft
from services.compliance.relint import relint
from services.compliance.sign_off import SignOff, sign_off
from services.demo.found_brand import found_brand
from services.policies.kinds import (
    ATTRIBUTION_POLICY,
    COMMISSION_PLAN,
    DECLARED_TERMS,
    RETURN_POLICY,
    TIER_SCHEDULE,
)
from services.policies.publish_policy import PublishPolicy, publish_policy
from services.queries.compliance_standing import show_standing
from services.retail.mature_commissions import mature_commissions
from tests.services.policies.bodies import ATTRIBUTION, PLAN, RETURNS, TIERS
from tests.support.publishing import declare, terms
from tests.support.shop import Shop
from tests.support.world import rows, run, value

REASON = "A tier confers a price alone; all of it may go back for a year."


def sign(rule: str, jurisdiction: str = "CN") -> SignOff:
    return SignOff(jurisdiction, rule, "Counsel Lin", REASON)


async def outcomes(scope: Scope) -> list[tuple[object, ...]]:
    return await rows(
        scope,
        "SELECT jurisdiction, pack_version, outcome FROM plan_clearances WHERE brand_id = $1 ORDER BY at, id",
    )


async def test_a_brand_that_declared_nothing_publishes_nothing(scope: Scope) -> None:
    with pytest.raises(PlanNeedsData) as refused:
        await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    asked = {fault.path for fault in refused.value.faults}
    assert {"$.roles[1].entry.fee", "$.promotion.disclosure_tag_required"} <= asked
    assert not any(path.startswith(("$.tiers", "$.buyback")) for path in asked), "no stock is sold yet"
    assert await value(scope, "SELECT count(*) FROM commission_plans WHERE brand_id = $1") == 0
    kept = await rows(
        scope,
        "SELECT f.kind, f.code, f.body->>'hold_days', r.cause, r.verdicts->>'CN' FROM publish_refusals f"
        " JOIN compliance_reports r ON r.brand_id = f.brand_id AND r.id = f.report_id WHERE f.brand_id = $1",
    )
    assert kept == [("commission_plan", "plan_needs_data", "15", "publish", "needs_data")]


async def test_a_clear_plan_goes_live_with_its_report_pinned(scope: Scope) -> None:
    await declare(scope)
    await publish_policy(scope, ATTRIBUTION_POLICY, PublishPolicy(ATTRIBUTION))
    await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    assert await outcomes(scope) == [("CN", "2026.1", "passed"), ("CN", "2026.1", "passed")]
    pinned = await rows(
        scope,
        "SELECT c.plan_hash = r.plan_hash, c.pack_hash = r.packs->'CN'->>'hash', c.rate_cap::text,"
        " r.document->>'report_hash' = r.report_hash, r.plan->'rewards'->0->>'payee' FROM plan_clearances c"
        " JOIN compliance_reports r ON r.brand_id = c.brand_id AND r.id = c.report_id"
        " WHERE c.brand_id = $1 AND c.commission_plan_id IS NOT NULL",
    )
    assert pinned == [(True, True, "0.30", True, "seller")]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"joining__fee": 36_500, "joining__fee_mandatory": True}, "P-01"),
        ({"joining__purchase_required": 60_000, "joining__purchase_required_for": ["join"]}, "P-05"),
        ({"selling__promotion": {"disclosure_tag_required": False}}, "P-16"),
        ({"selling__sells": {"static_return": True}}, "P-18"),
    ],
)
async def test_an_illegal_plan_is_refused_whoever_signs(
    scope: Scope, counsel: Scope, changes: dict[str, Any], rule: str
) -> None:
    with pytest.raises(PlanIllegal) as refused:
        await publish_policy(scope, DECLARED_TERMS, PublishPolicy(terms(**changes)))
    assert any(f"I {rule}]" in fault.message for fault in refused.value.faults)
    assert all(fault.message_zh for fault in refused.value.faults)
    with pytest.raises(NothingToSign):
        await sign_off(counsel, refused.value.report_id, sign(rule))
    assert await value(scope, "SELECT count(*) FROM declared_terms WHERE brand_id = $1") == 0


async def test_a_review_needs_a_named_person_and_a_reason(scope: Scope, counsel: Scope) -> None:
    await declare(scope)
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RETURNS))
    with pytest.raises(SignOffNeeded) as refused:
        await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    report = refused.value.report_id
    assert [fault.path for fault in refused.value.faults] == ["$.tiers[1].qualify.metric"]
    with pytest.raises(InvalidInput):
        await sign_off(scope, report, sign("P-07"))
    with pytest.raises(NothingToSign):
        await sign_off(counsel, report, sign("P-08"))
    assert (await sign_off(counsel, report, sign("P-07"))).findings == 1
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    signed = await rows(
        scope,
        "SELECT reviewer, reviewer_id, severity, reason FROM plan_sign_offs WHERE brand_id = $1",
    )
    assert signed == [("Counsel Lin", counsel.actor.account_id, "R", REASON)]


async def test_a_sign_off_answers_for_the_value_it_was_made_on(scope: Scope, counsel: Scope) -> None:
    """One more bought tier is one more finding; the old one needs no second signature."""
    await declare(scope)
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RETURNS))
    with pytest.raises(SignOffNeeded) as first:
        await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    await sign_off(counsel, first.value.report_id, sign("P-07"))
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    wider = {
        **TIERS,
        "tiers": [*TIERS["tiers"], {"name": "far", "threshold": 90_000_000, "price_rate": "0.25"}],
    }
    with pytest.raises(SignOffNeeded) as second:
        await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(wider))
    assert [fault.path for fault in second.value.faults] == ["$.tiers[2].qualify.metric"]


async def test_parts_that_pass_alone_are_judged_together_when_they_meet(
    scope: Scope, counsel: Scope, clock: SetClock
) -> None:
    """A rule that pays by bought tier, scheduled for later, meets a schedule published today."""
    await declare(scope)
    await publish_policy(scope, ATTRIBUTION_POLICY, PublishPolicy(ATTRIBUTION))
    await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN))
    by_tier = {
        **PLAN,
        "rules": [
            {"id": "top", "match": {"tier": ["top"]}, "rate": "0.20"},
            {"id": "rest", "match": {}, "rate": "0.10"},
        ],
    }
    later = clock.now() + timedelta(days=10)
    await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(by_tier, effective_from=later))
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RETURNS))
    with pytest.raises(SignOffNeeded) as today:
        await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    assert (today.value.judged.live.at, today.value.faults[0].path) == (
        clock.now(),
        "$.tiers[1].qualify.metric",
    )
    await sign_off(counsel, today.value.report_id, sign("P-07"))
    with pytest.raises(SignOffNeeded) as then:
        await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(TIERS))
    assert (then.value.judged.live.at, then.value.faults[0].path) == (
        later,
        "$.rewards[0].requires_own_purchase",
    )


async def test_a_draft_says_what_would_happen_and_changes_nothing(scope: Scope) -> None:
    await declare(scope)
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RETURNS))
    draft = await lint_draft(scope, LintDraft("tier_schedule", TIERS))
    assert (draft.ready, draft.code, draft.verdicts, draft.unsigned) == (
        False,
        "sign_off_needed",
        {"CN": "review"},
        1,
    )
    assert await value(scope, "SELECT count(*) FROM tier_schedules WHERE brand_id = $1") == 0
    with pytest.raises(InvalidInput) as refused:
        await lint_draft(scope, LintDraft("tier_schedule", {"tiers": []}))
    assert refused.value.faults[0].path.startswith("body.")


async def test_a_plan_runs_only_where_every_jurisdiction_lets_it(scope: Scope) -> None:
    """In Taiwan and Malaysia cooling-off is law; the same terms that pass in China do not pass there."""
    short = {"days": 7, "full_refund": True, "covers_fees": True}
    with pytest.raises(PlanIllegal) as refused:
        await publish_policy(
            scope,
            DECLARED_TERMS,
            PublishPolicy(terms(jurisdictions=["TW"], joining__cooling_off=short)),
        )
    assert all("[TW I P-12]" in fault.message for fault in refused.value.faults)


async def test_no_commission_before_the_consumers_right_to_return_ends(scope: Scope) -> None:
    await declare(scope)
    with pytest.raises(InvalidInput) as refused:
        await publish_policy(
            scope,
            COMMISSION_PLAN,
            PublishPolicy({**PLAN, "hold_days": 6, "hold_days_without_delivery": 5}),
        )
    assert [fault.path for fault in refused.value.faults] == [
        "body.hold_days",
        "body.hold_days_without_delivery",
    ]


async def insert_plan(scope: Scope, body: dict[str, Any]) -> None:
    """Past the service: a row in its table, as SQL under the service's role can write it."""
    await run(
        scope,
        "INSERT INTO commission_plans (brand_id, id, version, effective_from, body, body_hash, created_at)"
        " VALUES ($1, $2, 99, $3, $4::jsonb, 'x', $3)",
        new_id(),
        scope.clock.now() - timedelta(seconds=1),
        to_json(body),
    )


async def test_a_plan_that_slipped_into_its_table_pays_nothing(shop: Shop) -> None:
    """G-10 through SQL: a plan that needs review, never signed off, written past the service."""
    by_tier = {
        **PLAN,
        "rules": [
            {"id": "fixed", "match": {"tier": ["top"]}, "rate": "0.20"},
            {"id": "all", "match": {}, "rate": "0.1"},
        ],
    }
    await shop.publish(TIER_SCHEDULE, TIERS)
    await shop.publish(RETURN_POLICY, RETURNS)
    keeper = await shop.keeper()
    await insert_plan(shop.scope, by_tier)
    shop.clock.move_by(timedelta(minutes=1))
    order = await shop.sell(keeper, {"COAT": 1})
    assert await shop.state(order) == "paid"
    assert await shop.commission(order) == []
    assert (await show_standing(shop.scope)).freezes[0].kind == "accruals"
    body = await value(
        shop.scope, "SELECT body->'plan'->>'stopped' FROM attribution_decisions WHERE brand_id = $1"
    )
    assert str(body).startswith("the plan in force has no passing report")


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> date:
    """A pack of tomorrow that forbids in China what today is let through: any pay by the order (P-13, for the test)."""
    today = date(2026, 3, 3)
    old = packs.pack_for("CN", date(2026, 3, 2))
    rules = {**old.rules, "P-16": {**old.rules["P-16"]}, "P-12": {**old.rules["P-12"]}}
    rules["P-12"] = {
        **rules["P-12"],
        "severity": {**rules["P-12"]["severity"], "consumer": "I"},
        "consumer_days": "30",
    }
    new = packs.RulePack(
        "CN", "2026.2", old.name, today, None, old.currency, rules, old.caps, old.citations, "sha256:next"
    )
    before = packs.RulePack(
        "CN",
        old.version,
        old.name,
        old.effective_from,
        today,
        old.currency,
        old.rules,
        old.caps,
        old.citations,
        old.hash,
    )
    others = tuple(pack for pack in packs.all_packs() if pack.jurisdiction != "CN")
    monkeypatch.setattr(packs, "_packs", lambda: (*others, before, new))
    return today


async def test_a_new_pack_freezes_new_pay_and_nothing_else(shop: Shop, stricter: date) -> None:
    keeper = await shop.keeper()
    earned = await shop.sell(keeper, {"COAT": 1})
    assert [row[4] for row in await shop.commission(earned)] == [2_000]
    ahead = await relint(shop.scope)
    assert (ahead.outcomes, ahead.ahead) == ({}, 1), "judged already; the pack of tomorrow is told today"
    shop.clock.move_by(timedelta(days=1))
    assert (await relint(shop.scope)).outcomes == {"CN": "frozen"}
    assert (await relint(shop.scope)).outcomes == {}, "a second call changes nothing"
    frozen = await shop.sell(keeper, {"COAT": 1}, phone="+8613800000002")
    assert await shop.commission(frozen) == []
    # What was earned matures all the same, and stock may be returned: neither waits for the law.
    shop.clock.move_by(timedelta(days=40))
    await mature_commissions(shop.scope)
    assert await shop.balance(keeper) == (0, 2_000)
    cases = await rows(
        shop.scope,
        "SELECT rule, severity, state, times_seen FROM compliance_cases WHERE brand_id = $1 AND severity = 'I'"
        " ORDER BY opened_at, id",
    )
    assert ("P-12", "I", "open", 1) in cases
    # A plan that passes ends it.
    fixed = terms(selling__consumer_return={"window_days": 30, "no_reason": True})
    await publish_policy(shop.scope, DECLARED_TERMS, PublishPolicy(fixed))
    shop.clock.move_by(timedelta(minutes=2))
    assert (await show_standing(shop.scope)).freezes == []
    again = await shop.sell(keeper, {"COAT": 1}, phone="+8613800000003")
    assert [row[4] for row in await shop.commission(again)] == [2_000]
    await shop.proof()


@pytest.mark.parametrize(
    "table",
    [
        "compliance_reports",
        "plan_sign_offs",
        "publish_refusals",
        "plan_clearances",
        "declared_terms",
    ],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {}"])
async def test_what_is_kept_for_an_inspector_stays(scope: Scope, table: str, statement: str) -> None:
    await declare(scope)
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
        await transact(scope, lambda tx: tx.execute(statement.format(table)))


async def test_a_report_of_another_brand_is_not_signed(scope: Scope, counsel: Scope) -> None:
    with pytest.raises(Exception, match="There is no plan report"):
        await sign_off(counsel, UUID(int=1), sign("P-07"))


async def test_the_demo_goes_through_the_same_gate(database: object) -> None:
    """Its rules are judged like anybody's, and what a person must answer for its admin answers for."""
    demo = await found_brand()
    scope = Scope(demo.brand_id)
    now = await show_standing(scope)
    assert [(one.jurisdiction, one.outcome) for one in now.jurisdictions] == [("UK", "passed")]
    assert (now.missing, now.gate, now.freezes) == ([], "review", [])
    signed = await rows(
        scope, "SELECT DISTINCT rule, severity, reviewer FROM plan_sign_offs WHERE brand_id = $1"
    )
    assert signed == [("P-07", "R", "Admin (demo)")]
    assert await found_brand() == demo
