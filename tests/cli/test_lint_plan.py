"""`storelet lint-plan`: what it prints and with which code it ends."""

import json
from typing import NamedTuple

import pytest

from cli.main import storelet
from cli.output import speak
from tests.commission.compliance.plans import changed, clean_plan

DAY = ["--on", "2026-03-01"]


class Done(NamedTuple):
    exit_code: int
    stdout: str
    output: str


@pytest.fixture
def run(tmp_path, capsys):
    def _run(plan, *options):
        file = tmp_path / "plan.json"
        file.write_text(plan if isinstance(plan, str) else json.dumps(plan), encoding="utf-8")
        code = speak(
            storelet, ["lint-plan", str(file), *(options if "--on" in options else (*DAY, *options))]
        )
        said = capsys.readouterr()
        return Done(code, said.out, said.out + said.err)

    return _run


def test_a_clear_plan_ends_with_zero_and_says_what_that_is_worth(run):
    done = run(clean_plan())
    assert done.exit_code == 0
    assert "CN China · CLEAR" in done.output
    assert "not legal advice" in done.output


def test_chinese(run):
    done = run(changed("sells.static_return", True), "--lang", "zh")
    assert done.exit_code == 1
    assert "承诺静态收益" in done.output
    assert "不构成法律意见" in done.output


def test_jurisdictions_are_judged_one_by_one(run):
    done = run(changed("buyback.exists", False), "--jurisdiction", "ca", "--jurisdiction", "US", "--json")
    document = json.loads(done.stdout)
    assert [(one["jurisdiction"], one["verdict"]) for one in document["jurisdictions"]] == [
        ("CA", "illegal"),
        ("US", "review"),
    ]
    assert done.exit_code == 1


def test_missing_facts_end_with_three_and_review_with_four(run):
    assert run(changed("sells.static_return", None)).exit_code == 3
    assert run(changed("consumer_return.window_days", 6)).exit_code == 4


def test_sarif_is_json(run):
    done = run(changed("sells.static_return", True), "--sarif")
    assert json.loads(done.stdout)["runs"][0]["results"][0]["ruleId"] == "P-18"
    assert run(clean_plan(), "--sarif", "--json").exit_code == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ('{"jurisdictions": ["CN"], "rewards": [{"payee": 1}]}', "$.rewards[0].payee"),
        ("{}", "name a jurisdiction"),
        ('{"jurisdictions": ["MARS"]}', "$.jurisdictions[0]"),
    ],
)
def test_a_file_that_is_no_plan_ends_with_two(run, text, says):
    done = run(text)
    assert done.exit_code == 2
    assert says in done.output


def test_a_day_before_the_first_pack_is_refused(run):
    done = run(clean_plan(), "--on", "2020-01-01")
    assert done.exit_code == 2
    assert "no rule pack for CN is in force on 2020-01-01" in done.output
