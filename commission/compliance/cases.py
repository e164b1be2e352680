"""Decided cases as tests: a partial plan and the few network facts an authority found (schema 5.3).

The plan is judged by the plan rules. Of the network only totals are known, so the thresholds of the watch rules that
speak of totals are applied to these; the others stay silent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, RuleResult
from commission.compliance.judge import results_of, run_rule
from commission.compliance.network.shares import Banded, Share
from commission.compliance.packs import RulePack, pack_for
from commission.compliance.plan_view import PlanView
from commission.compliance.registry import PLAN_RULES, rule_by_id
from commission.compliance.report import JurisdictionReport, pack_report
from commission.compliance.rules.n01_criminal_shape import ILLEGAL_BESIDE
from commission.compliance.schemas import checked_case
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of
from commission.compliance.vocabulary import Severity, Status, Text

_MILLION = 1_000_000
_RETAIL = Text("Verified retail share", "经核实的零售占比")
_NEWCOMERS = Text("Share of revenue from newcomers", "来自新加入者的收入占比")
_LOSING = Text("Share of participants who lose money", "亏损的参加者占比")


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """The engine's answer beside the authority's."""

    case: dict[str, Any]
    report: JurisdictionReport


def judge_case(case: dict[str, Any], on: date) -> CaseVerdict:
    """Raises DocumentRefused, PackNotFound."""
    checked_case(case)
    pack = pack_for(case["jurisdiction"], on)
    plan = PlanView.of(case["plan"])
    network = Fact(case.get("network"), "$.network")
    planned = [run_rule(rule, plan, pack, on) for rule in PLAN_RULES]
    found = frozenset(result.rule for result in planned if result.findings)
    planned = [_primarily(result, pack, on, network) for result in planned]
    watched = list(_watched(network, plan, pack, on, found))
    return CaseVerdict(case, pack_report(pack, [*planned, *watched]))


def _primarily(result: RuleResult, pack: RulePack, on: date, network: Fact) -> RuleResult:
    """Where the law forbids pay *primarily* from introductions, a known small share of such money lowers a finding.

    4finance (C-515/12): the third condition, that most of the funding comes from newcomers, was doubted.
    """
    terms = pack.terms(result.rule, on)
    linked = network["recruit_linked_pay_share"].number
    majority = pack.terms("N-04", on)
    if terms is None or majority is None or not terms.has("primarily") or linked is None:
        return result
    if linked > majority.number("majority"):
        return result
    lowered = Severity(terms.entry["primarily"])
    findings = tuple(
        replace(finding, severity=lowered) if finding.severity is Severity.ILLEGAL else finding
        for finding in result.findings
    )
    return replace(result, findings=findings)


def _watched(
    network: Fact, plan: PlanView, pack: RulePack, on: date, found: frozenset[str]
) -> Iterator[RuleResult]:
    for rule, readings in (
        ("N-01", _shape(network, plan, pack.terms("N-01", on, found))),
        ("N-03", _shares(network["retail_share"], _RETAIL, pack.terms("N-03", on), under=True)),
        ("N-04", _linked(network["recruit_linked_pay_share"], pack.terms("N-04", on))),
        (
            "N-07",
            _shares(network["new_entrant_revenue_share"], _NEWCOMERS, pack.terms("N-07", on), under=False),
        ),
        ("N-08", _shares(network["loss_share"], _LOSING, pack.terms("N-08", on), under=False)),
    ):
        terms = pack.terms(rule, on)
        told = rule_by_id(rule)
        if terms is None:
            yield RuleResult(rule, told.title, told.family, Status.NOT_APPLICABLE)
        else:
            yield results_of(told, terms, readings)


def _shape(network: Fact, plan: PlanView, terms: Terms | None) -> Iterator[Reading]:
    """N-01 on the numbers an authority proved."""
    if terms is None:
        return
    heads, levels = network["participants"], network["recorded_levels"]
    earn: Tri = any_of([network["uplines_earn"].truth, plan.paid_depth().at_least(1)])
    shape = all_of([_at_least(levels, terms.number("levels")), _at_least(heads, terms.number("heads")), earn])
    graver = bool((terms.plan_findings or frozenset()) & ILLEGAL_BESIDE)
    path = heads.path if heads.unknown else levels.path
    message = Text(
        f"{heads.value} people on {levels.value} levels, where uplines earn.",
        f"{heads.value} 人、{levels.value} 层，且上级从中获利。",
    )
    yield Reading(shape, path, terms.severity("beside_illegal" if graver else "shape"), message)


def _at_least(fact: Fact, limit: Decimal) -> Tri:
    return None if fact.number is None else fact.number >= limit


def _shares(fact: Fact, words: Text, terms: Terms | None, *, under: bool) -> Iterator[Reading]:
    if terms is None:
        return
    banded = Banded(_share(fact), fact.path, words.en, words.zh)
    yield from banded.under(terms.bands()) if under else banded.over(terms.bands())


def _linked(fact: Fact, terms: Terms | None) -> Iterator[Reading]:
    if terms is None:
        return
    share = _share(fact)
    message = Text(f"{share.text} of pay comes from people joining.", f"{share.text} 的报酬来自新加入者。")
    majority = share.over(terms.number("majority")) if terms.severity("majority") else False
    yield Reading(majority, fact.path, terms.severity("majority"), message)
    if not majority:
        yield Reading(share.over(Decimal(0)), fact.path, terms.severity("leak"), message)


def _share(fact: Fact) -> Share:
    """To a millionth; what is not known is open over its whole."""
    if fact.number is None:
        return Share(0, _MILLION, _MILLION)
    return Share(int(fact.number * _MILLION), _MILLION)
