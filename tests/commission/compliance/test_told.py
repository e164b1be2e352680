"""What each rule says, word for word: of plans that break it or just do not, of decided cases, of the unknown."""

import pytest

from commission.compliance.registry import PLAN_RULES
from tests.commission.compliance.answers import Told, read
from tests.commission.compliance.told import of_case, of_further, of_less, of_plans
from tests.commission.compliance.verdict_table import cases

RULES = [rule.id for rule in PLAN_RULES]
CASES = {case["case_id"]: case for case in cases()}


def kept(file: str, first_word: str) -> Told:
    return {
        name: lines
        for name, lines in read(file).items()
        if name.startswith((f"{first_word} ", f"{first_word}:"))
    }


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_says_of_a_plan(rule: str) -> None:
    assert of_plans(rule) == kept("plans.json", rule)


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_says_at_its_figures_and_branches(rule: str) -> None:
    assert of_further(rule) == kept("further.json", rule)


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_says_where_a_field_is_not_known(rule: str) -> None:
    assert of_less(rule) == kept("less.json", rule)


@pytest.mark.parametrize("name", CASES)
def test_what_the_rules_say_of_a_decided_case(name: str) -> None:
    assert of_case(CASES[name]) == kept("cases.json", name)
