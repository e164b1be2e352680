"""What the rules say about the plans and networks of these tests, whole.

`python -m tests.commission.compliance.told` writes the files in `told/` anew; whoever changes what a rule says reads
the difference. `test_told.py` compares those of plans and decided cases, `networks.found` those of networks.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commission.compliance.cases import judge_case
from commission.compliance.findings import RuleResult
from commission.compliance.judge import run_rule
from commission.compliance.packs import JURISDICTIONS, pack_for
from commission.compliance.plan_view import PlanView
from commission.compliance.registry import PLAN_RULES, rule_by_id
from tests.commission.compliance.answers import FOLDER, NETWORKS, Told, lines_of, short_line_of, write
from tests.commission.compliance.further_plans import FURTHER
from tests.commission.compliance.network.derived import MADE, derived
from tests.commission.compliance.network.town import LESS_IN, TABLES, WHOLE_IN, whole, without
from tests.commission.compliance.plans import clean_plan, forget, leaves
from tests.commission.compliance.reports import REFUSED, REPORTS, refused
from tests.commission.compliance.test_plan_rules import EXCUSED, FOUND, NAMED, with_all
from tests.commission.compliance.verdict_table import ON, cases

_BARE = {"roles": [{}], "tiers": [{}], "rewards": [{}]}


def of_plans(rule: str) -> Told:
    """Of each plan that a rule finds something in, or just excuses."""
    return {_name(*row): lines_of(_of_rule(with_all(*row[2]), row[1], rule)) for row in _rows(rule)}


def of_less(rule: str) -> Told:
    """The same plans with one field not known: how the answer changes, where it does. And of a plan of which nothing is
    known, and of one with a role, a tier and a reward without more, wherever the rule is asked."""
    told = {}
    for row in _rows(rule):
        known = short_line_of(_of_rule(with_all(*row[2]), row[1], rule))
        told[_name(*row)] = [
            f"without {'.'.join(map(str, path))}: {answer}"
            for path in leaves(clean_plan())
            if (answer := short_line_of(_of_rule(_without(row[2], path), row[1], rule))) != known
        ]
    for name, plan in (("nothing known", {}), ("bare parts", _BARE)):
        told[f"{rule}: {name}"] = [
            f"{where}: {short_line_of(_of_rule(plan, where, rule))}" for where in JURISDICTIONS
        ]
    return told


def of_case(case: dict[str, Any]) -> Told:
    """What is found in a decided case, whole, and what is asked for, by severity and path alone."""
    results = judge_case(case, ON).report.results
    found = [f"{result.rule} {line}" for result in results for line in lines_of(replace(result, gaps=()))[1:]]
    asked = [
        f"{result.rule} {short_line_of(replace(result, findings=()))}" for result in results if result.gaps
    ]
    return {f"{case['case_id']}: found": found, f"{case['case_id']}: asked": asked}


def _rows(rule: str) -> list[tuple[str, str, list[tuple[str, Any]]]]:
    found = [(name, where, changes) for name, where, _, _, changes in FOUND if name == rule]
    excused = [(name, where, changes) for name, where, changes in EXCUSED if name == rule]
    return [
        (name, where, NAMED[changes] if isinstance(changes, str) else changes)
        for name, where, changes in [*found, *excused]
    ]


def of_further(rule: str) -> Told:
    """Of plans at the rule's figures and branches."""
    rows = [row for row in FURTHER if row[0] == rule]
    return {_name(*row): lines_of(_of_rule(with_all(*row[2]), row[1], rule)) for row in rows}


def _name(rule: str, jurisdiction: str, changes: list[tuple[str, Any]]) -> str:
    written = ", ".join(f"{path} {json.dumps(value)}" for path, value in changes)
    return f"{rule} {jurisdiction}: {written}"


def _of_rule(plan: dict[str, Any], jurisdiction: str, rule: str) -> RuleResult:
    return run_rule(rule_by_id(rule), PlanView.of(plan), pack_for(jurisdiction, ON), ON)


def _without(changes: list[tuple[str, Any]], path: tuple[Any, ...]) -> dict[str, Any]:
    plan = with_all(*changes)
    forget(plan, path)
    return plan


def _write_all() -> None:
    plans: Told = {}
    less: Told = {}
    further: Told = {}
    decided: Told = {}
    for rule in PLAN_RULES:
        plans |= of_plans(rule.id)
        less |= of_less(rule.id)
        further |= of_further(rule.id)
    for case in cases():
        decided |= of_case(case)
    write("plans.json", plans)
    write("less.json", less)
    write("further.json", further)
    write("cases.json", decided)
    of_town: Told = {}
    for where in WHOLE_IN:
        of_town |= whole(where)
    for where in LESS_IN:
        for table in TABLES:
            of_town |= without(where, table)
    write("town.json", of_town)
    write("derived.json", {part: lines for name in MADE for part, lines in derived(name).items()})
    write("refused.json", {name: refused(name) for name in REFUSED})
    reports = json.dumps(
        {name: made() for name, made in REPORTS.items()}, default=str, ensure_ascii=False, indent=1
    )
    (FOLDER / "reports.json").write_text(reports + "\n", encoding="utf-8")
    NETWORKS.written = {}
    pytest.main(["-q", "-p", "no:randomly", "-p", "no:xdist", str(Path(__file__).parent / "network")])
    write(NETWORKS.file, NETWORKS.written)


if __name__ == "__main__":
    _write_all()
