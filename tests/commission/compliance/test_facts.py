"""A document seen as facts: what is not of the type that is asked for is not known, never a pass."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from commission.compliance.facts import Fact
from commission.compliance.lint import lint_in
from commission.compliance.minor_units import as_major
from commission.compliance.network.columns import code
from commission.compliance.network.shares import Share
from commission.compliance.network.snapshot import snapshot_of
from commission.compliance.packs import all_packs, pack_for
from commission.compliance.paths import value_at
from commission.compliance.registry import NETWORK_RULES, PLAN_RULES
from commission.compliance.schemas import published, schema
from commission.compliance.vocabulary import Severity
from tests.commission.compliance.plans import changed
from tests.commission.compliance.verdict_table import ON


@pytest.mark.parametrize(
    ("value", "truth", "number", "text"),
    [
        (None, None, None, None),
        (True, True, None, None),
        (False, False, None, None),
        (0, None, Decimal(0), None),
        ("0.28", None, Decimal("0.28"), "0.28"),
        ("much", None, None, "much"),
        ("NaN", None, None, "NaN"),
        ("Infinity", None, None, "Infinity"),
        (["a"], None, None, None),
    ],
)
def test_each_type_answers_what_it_is_asked_for(value: Any, truth: Any, number: Any, text: Any) -> None:
    fact = Fact(value)
    assert (fact.truth, fact.number, fact.text) == (truth, number, text)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("a", True),
        ("c", False),
        (["c", "b"], True),
        (["c"], False),
        ([], False),
        (["c", None], None),
        (["a", None], True),
        (None, None),
        (5, None),
    ],
)
def test_a_list_with_a_gap_leaves_it_open(value: Any, holds: Any) -> None:
    assert Fact(value).holds_any("a", "b") is holds


def test_what_is_found_and_what_is_asked_name_their_rule_and_country() -> None:
    plan = changed("sells.static_return", True)
    plan["licences"] = None
    report = lint_in(plan, pack_for("CN", ON), ON)
    found = {(finding.rule, finding.jurisdiction) for finding in report.findings}
    assert found == {("P-18", "CN")}
    assert {(gap.rule, gap.jurisdiction) for gap in report.gaps} == set()
    plan["platform"]["channel"] = ["door_to_door"]
    gaps = lint_in(plan, pack_for("CN", ON), ON).gaps
    assert {(gap.rule, gap.jurisdiction, gap.path) for gap in gaps} == {("P-13", "CN", "$.licences")}


def test_every_pack_has_its_names_and_its_severities() -> None:
    asked = {rule.id for rule in (*PLAN_RULES, *NETWORK_RULES)}
    for pack in all_packs():
        assert pack.name.en
        assert pack.name.zh
        for rule in asked:
            terms = pack.terms(rule, ON)
            if terms is not None:
                assert terms.severity("no such case") is None
                assert (terms.rule, terms.jurisdiction) == (rule, pack.jurisdiction)


def test_severities_are_in_order() -> None:
    assert [
        severity.weight for severity in (Severity("A"), Severity("R"), Severity("R+"), Severity("I"))
    ] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", {"a": [{"b": 1}], "c": {"d": 2}}),
        ("$.a[0].b", 1),
        ("$.c.d", 2),
        ("$.a[1].b", None),
        ("$.a.b", None),
        ("$.c[0]", None),
        ("$.nowhere.else", None),
    ],
)
def test_a_path_leads_to_its_value(path: str, value: Any) -> None:
    assert value_at({"a": [{"b": 1}], "c": {"d": 2}}, path) == value


def test_minor_units_become_text_exactly() -> None:
    assert [as_major(minor, "CNY") for minor in (0, 1, -100, 123_456, 10**17)] == [
        "0",
        "0.01",
        "-1",
        "1234.56",
        "1000000000000000",
    ]
    assert as_major(10**17, "KRW") == "100000000000000000"


def test_only_schemas_are_published() -> None:
    assert published("plan-1.0.0.json") is not None
    assert b'"$id"' in (published("plan-1.0.0.json") or b"")
    assert [published(name) for name in ("plan-1.0.1.json", "__init__.py", "../schemas/plan-1.0.0.json")] == [
        None
    ] * 3
    assert schema("plan")["$id"] == "https://storelet.example/schemas/plan-1.0.0.json"


def test_a_share_is_told_to_four_places_half_a_place_up() -> None:
    shares = [Share(1, 20_000), Share(3, 20_000), Share(1, 3), Share(0, 1), Share(0, 0)]
    assert [share.text for share in shares] == ["0.0001", "0.0002", "0.3333", "0.0000", "unknown"]
    half = Decimal("0.5")
    assert [Share(0, 1).under(half), Share(1, 1).under(half), Share(0, 0).under(half)] == [True, False, None]


def test_columns_alone_are_a_network_of_rows() -> None:
    head: dict[str, object] = {"as_of": "2026-06-30", "period_from": "2025-07-01", "period_to": "2026-06-30"}
    made = snapshot_of(head | {"prior_sanction": "yes"}, {"persons.fees_paid": np.array([1, 2])})
    assert (made.person_name(1), made.minor_per_major, made.prior_sanction) == ("row 1", 100, None)


def test_words_of_columns_are_numbered() -> None:
    assert [code("orders", "kind", word) for word in ("end_customer", "stocking", "sample")] == [0, 2, 5]
