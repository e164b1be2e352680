"""Policies published as a careful brand would: it has declared its terms, and its counsel signs off what must be.

Tests that are about something else publish through here; the gate itself is under test in tests/services/compliance.
"""

from copy import deepcopy
from typing import Any

from infra.database import transact
from infra.ids import new_id
from infra.json_text import content_hash, to_json
from infra.scope import Actor, Scope
from services.compliance.errors import SignOffNeeded
from services.compliance.lint_draft import LintDraft, lint_draft
from services.compliance.sign_off import SignOff, sign_off
from services.policies.kinds import DECLARED_TERMS, PolicyKind
from services.policies.publish_policy import PolicyPublished, PublishPolicy
from services.policies.publish_policy import publish_policy as publish_through_the_gate
from services.queries.compliance import show_report

TERMS: dict[str, Any] = {
    "jurisdictions": [],
    "joining": {
        "fee": 0,
        "fee_kind": "none",
        "fee_mandatory": False,
        "purchase_required": 0,
        "purchase_required_for": ["none"],
        "may_invite": False,
        "excluded": [
            *("minor", "student", "teacher", "medical", "civil_servant", "military", "employee", "foreigner")
        ],
        "auto_enrol": "none",
        "cooling_off": {"days": 30, "full_refund": True, "covers_fees": True},
        "exit": {"free_anytime": True, "notice_days": 0, "conditions": []},
        "contract": {
            "written_signed": True,
            "twelve_month_obligation_statement": True,
            "obligation_change_notice_days": 60,
            "statutory_warning": True,
        },
        "buyback_disclosed": True,
        "buyback_waiver": False,
        "buyback_payment_days": 7,
        "introducer_hops": 0,
    },
    "selling": {
        "licences": [],
        "sells": {
            "own_products": True,
            "unit_price_list_max": 199_900,
            "market_price_ratio_max": "1.2",
            "virtual_or_financial": False,
            "rebate_promise_pct": 0,
            "static_return": False,
        },
        "consumer_return": {"window_days": 14, "no_reason": True},
        "claims": {"earnings_claims": [], "income_disclosure_statement": True},
        "promotion": {"disclosure_tag_required": True, "recruiting_copy_mentions_downline_income": False},
        "channel": ["web"],
    },
    # Off, and far more expected to be sold than any test orders: what a test of stock is about is not the gate.
    "stocking": {"gate": "off", "starter_cap": 100, "expected_monthly_sell_through": 10**14},
}
_DECLARED = """
INSERT INTO declared_terms (brand_id, id, version, effective_from, body, body_hash, created_at)
SELECT $1, $2, 1, '2000-01-01Z', $3::jsonb, $4, $5
WHERE NOT EXISTS (SELECT FROM declared_terms WHERE brand_id = $1)
"""


def terms(**changes: Any) -> dict[str, Any]:
    """The terms with changes, such as `stocking__gate="block"`."""
    made = deepcopy(TERMS)
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = made
        for part in parents:
            place = place[part]
        place[last] = value
    return made


async def declare(scope: Scope, body: dict[str, Any] | None = None) -> None:
    """Declared since long ago, where the brand has declared nothing."""
    said = TERMS if body is None else body
    await transact(
        scope,
        lambda tx: tx.execute(_DECLARED, tx.brand_id, new_id(), to_json(said), content_hash(said), tx.now),
    )


async def publish_policy(scope: Scope, kind: PolicyKind[Any], command: PublishPolicy) -> PolicyPublished:
    """The service's own, after the brand declared its terms, with every sign-off that it asks for."""
    if kind is not DECLARED_TERMS:
        await declare(scope)
    try:
        return await publish_through_the_gate(scope, kind, command)
    except SignOffNeeded as needed:
        counsel = scope.acting_as(Actor("account", new_id(), None, frozenset({"admin"})))
        rules = {
            (one.report.jurisdiction, found.rule) for one in needed.judged.standings for found in one.unsigned
        }
        for jurisdiction, rule in sorted(rules):
            reason = "Looked at for this test: a price and nothing else, and all of it may go back."
            await sign_off(
                counsel, needed.report_id, SignOff(jurisdiction, rule, "Counsel of the test", reason)
            )
        return await publish_through_the_gate(scope, kind, command)


async def let_pass(scope: Scope, kind: PolicyKind[Any], body: dict[str, Any]) -> None:
    """The terms are declared and all that this policy would need is signed off, so that it may then be published."""
    await declare(scope)
    counsel = scope.acting_as(Actor("account", new_id(), None, frozenset({"admin"})))
    draft = await lint_draft(scope, LintDraft(kind.name, body))
    report = await show_report(scope, draft.report_id)
    for part in report.document["jurisdictions"]:
        for rule in part["rules"]:
            if any(one["severity"] in ("R", "R+") for one in rule["findings"]):
                reason = "Looked at for this test: a price and nothing else, and all of it may go back."
                command = SignOff(part["jurisdiction"], rule["rule"], "Counsel of the test", reason)
                await sign_off(counsel, draft.report_id, command)
