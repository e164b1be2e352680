"""Whether a judged plan may go live (G-10), and what a sign-off answers for."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest

from commission.compliance.canonical import canonical_json, content_hash
from commission.compliance.clearance import finding_key, standing
from commission.compliance.findings import Finding, Gap, RuleResult
from commission.compliance.paths import value_at
from commission.compliance.report import JurisdictionReport
from commission.compliance.vocabulary import Family, Severity, Status, Text

PLAN: dict[str, Any] = {
    "tiers": [{"qualify": {"metric": "volume"}}, {"qualify": None}],
    "caps": {"rate": "0.30"},
}


def finding(severity: Severity, path: str = "$.caps.rate", rule: str = "P-10", **changes: Any) -> Finding:
    known = {"jurisdiction": "CN", "message": Text("Too much.", "过高。"), **changes}
    return Finding(rule=rule, severity=severity, path=path, mend=Text("", ""), citations=(), **known)


def gap(path: str, severity: Severity = Severity.ILLEGAL) -> Gap:
    return Gap("P-10", "CN", severity, path, Text("", ""))


def report(*findings: Finding, gaps: tuple[Gap, ...] = ()) -> JurisdictionReport:
    result = RuleResult("P-10", Text("", ""), Family.PYRAMID, Status.FINDING, findings, gaps)
    return JurisdictionReport("CN", Text("China", "中国"), "2026.1", "sha256:x", (result,))


def test_a_plan_without_findings_or_gaps_passes() -> None:
    stands = standing(PLAN, report())
    assert (stands.illegal, stands.unknown, stands.unsigned, stands.passes) == ((), (), (), True)
    assert stands.report == report()


@pytest.mark.parametrize("severity", [Severity.REVIEW, Severity.PRESUMED])
def test_a_finding_for_review_waits_for_its_own_signature(severity: Severity) -> None:
    found = finding(severity)
    assert standing(PLAN, report(found)).unsigned == (found,)
    assert not standing(PLAN, report(found)).passes
    key = finding_key(PLAN, found)
    signed = standing(PLAN, report(found), frozenset({key}))
    assert (signed.unsigned, signed.passes) == ((), True)
    dearer = {**PLAN, "caps": {"rate": "0.31"}}
    assert standing(dearer, report(found), frozenset({key})).unsigned == (found,)


def test_an_illegal_finding_is_never_signed_away_and_advice_never_asks() -> None:
    found = finding(Severity.ILLEGAL)
    stands = standing(PLAN, report(found), frozenset({finding_key(PLAN, found)}))
    assert (stands.illegal, stands.unsigned, stands.passes) == ((found,), (), False)
    assert standing(PLAN, report(finding(Severity.ADVICE))).passes


def test_what_is_unknown_and_could_be_more_than_advice_stands_in_the_way() -> None:
    hidden = gap("$.roles", Severity.REVIEW)
    stands = standing(PLAN, report(gaps=(hidden, gap("$.name", Severity.ADVICE))))
    assert (stands.unknown, stands.passes) == ((hidden,), False)


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        (
            "tier_schedule",
            ("$.tiers", "$.tiers[0].name", "$.roles[0].rate_depends_on", "$.x.requires_own_purchase"),
        ),
        ("return_policy", ("$.buyback", "$.buyback.days")),
        ("attribution_policy", ("$.roles[1].eligible_buyers",)),
        ("commission_plan", ("$.rewards[0].rate", "$.caps.total")),
    ],
)
def test_a_policy_that_is_not_published_yet_leaves_nothing_unknown(kind: str, paths: tuple[str, ...]) -> None:
    gaps = tuple(gap(path) for path in paths)
    assert standing(PLAN, report(gaps=gaps)).unknown == gaps
    assert standing(PLAN, report(gaps=gaps), missing_kinds=[kind]).unknown == ()
    others = {"tier_schedule", "return_policy", "attribution_policy", "commission_plan", "other"} - {kind}
    assert standing(PLAN, report(gaps=gaps), missing_kinds=sorted(others)).unknown == gaps


def test_a_part_is_meant_from_its_beginning_or_to_its_end() -> None:
    stays = (gap("$.x.buyback"), gap("$.eligible_buyers_of"))
    kinds = ["return_policy", "attribution_policy"]
    assert standing(PLAN, report(gaps=stays), missing_kinds=kinds).unknown == stays


def test_a_sign_off_is_of_one_finding_with_its_value() -> None:
    found = finding(Severity.REVIEW)
    written = json.dumps(["CN", "P-10", "R", "$.caps.rate", "Too much.", "0.30"], separators=(",", ":"))
    assert finding_key(PLAN, found) == "sha256:" + hashlib.sha256(written.encode()).hexdigest()
    others = [
        finding(Severity.PRESUMED),
        finding(Severity.REVIEW, rule="P-11"),
        finding(Severity.REVIEW, path="$.caps"),
        finding(Severity.REVIEW, jurisdiction="US"),
        finding(Severity.REVIEW, message=Text("Far too much.", "过高。")),
    ]
    assert len({finding_key(PLAN, each) for each in [found, *others]}) == 6
    # What it was called in Chinese is no part of it: a better translation needs no second signature.
    assert finding_key(PLAN, finding(Severity.REVIEW, message=Text("Too much.", "太高。"))) == finding_key(
        PLAN, found
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.tiers[0].qualify.metric", "volume"),
        ("$.tiers[1].qualify.metric", None),
        ("$.tiers[2]", None),
        ("$.caps[0]", None),
        ("$.tiers.name", None),
        ("$.nothing.at_all", None),
        ("$", PLAN),
    ],
)
def test_the_value_at_a_path(path: str, value: object) -> None:
    assert value_at(PLAN, path) == value


def test_one_content_has_one_form() -> None:
    document = {"b": [Decimal("0.300"), 365.0, 7], "a": {"名": True, "n": None}, 1: (Decimal("1E+2"), "0.30")}
    assert canonical_json(document) == '{"1":[100,"0.30"],"a":{"n":null,"名":true},"b":["0.3",365,7]}'
    digest = hashlib.sha256(
        '{"1":[100,"0.30"],"a":{"n":null,"名":true},"b":["0.3",365,7]}'.encode()
    ).hexdigest()
    assert content_hash(document) == f"sha256:{digest}"
    assert canonical_json(Decimal("0.0000001")) == '"0.0000001"'
