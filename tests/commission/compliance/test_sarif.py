"""SARIF and the places of fields in a file."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.compliance.lint import lint_plan
from commission.compliance.positions import nearest, positions
from commission.compliance.sarif import sarif
from tests.commission.compliance.plans import changed

ON = date(2026, 3, 1)
TEXT = '{"a": 1,\n  "list": [\n    {"x": "}]\\"", "y": null},\n    [true, -1.5e3]\n  ]\n}'


def test_each_field_has_its_line_and_column():
    places = positions(TEXT)
    assert places["$"] == (1, 1)
    assert places["$.a"] == (1, 2)
    assert places["$.list"] == (2, 3)
    assert places["$.list[0]"] == (3, 5)
    assert places["$.list[0].y"] == (3, 19)
    assert places["$.list[1][1]"] == (4, 12)
    assert nearest("$.list[0].z.deeper", places) == (3, 5)
    assert nearest("$.nowhere", places) == (1, 1)


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('abc"\\\n', max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(NESTED, st.sampled_from([None, 1]))
def test_any_json_text_is_walked_to_its_end(document, indent):
    places = positions(json.dumps(document, indent=indent))
    assert places["$"] == (1, 1)


def test_a_text_without_spaces_and_one_with_many_have_the_same_fields():
    document = {"a": [1, 2, 3, [], {}], "b": {"c": {"d": [[1], [2, [3]]]}}, "e": "", "f": None}
    tight, loose = json.dumps(document, separators=(",", ":")), json.dumps(document, indent=3)
    places = positions(tight)
    assert list(places) == list(positions(loose))
    assert {path: column for path, (_, column) in places.items()} == {
        "$": 1,
        "$.a": 2,
        "$.a[0]": 7,
        "$.a[1]": 9,
        "$.a[2]": 11,
        "$.a[3]": 13,
        "$.a[4]": 16,
        "$.b": 20,
        "$.b.c": 25,
        "$.b.c.d": 30,
        "$.b.c.d[0]": 35,
        "$.b.c.d[0][0]": 36,
        "$.b.c.d[1]": 39,
        "$.b.c.d[1][0]": 40,
        "$.b.c.d[1][1]": 42,
        "$.b.c.d[1][1][0]": 43,
        "$.e": 50,
        "$.f": 57,
    }
    assert {line for line, _ in places.values()} == {1}


def test_a_value_on_a_line_of_its_own_stands_at_its_beginning():
    places = positions("[\n1,\n\n2\n]")
    assert places == {"$": (1, 1), "$[0]": (2, 1), "$[1]": (4, 1)}
    assert positions("\n\n 5") == {"$": (3, 2)}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("$.a[0].b[1].c", (4, 1)),
        ("$.a[0].b[9]", (3, 1)),
        ("$.a[7].x", (2, 1)),
        ("$.z", (1, 1)),
        ("$", (1, 1)),
    ],
)
def test_what_is_missing_stands_where_the_closest_part_does(path, place):
    places = {"$": (1, 1), "$.a": (2, 1), "$.a[0].b": (3, 1), "$.a[0].b[1]": (4, 1)}
    assert nearest(path, places) == place
    assert nearest(path, {}) == (1, 1)


@pytest.mark.parametrize(("broken", "at"), [("", 0), ("{", 1), ("[1,", 3), ('{"a"', 4)])
def test_a_text_that_is_no_json_does_not_hang(broken, at):
    with pytest.raises(ValueError, match=f"^not JSON at character {at}$"):
        positions(broken)


def test_findings_gaps_and_grades_reach_sarif():
    plan = changed("sells.static_return", True)
    plan["exit"] = {"free_anytime": None}
    plan["licences"] = None
    text = json.dumps(plan, indent=1)
    log = sarif(lint_plan(plan, ON), "plan.json", positions(text))
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [f"P-{n:02d}" for n in range(1, 23)]
    fail = next(one for one in run["results"] if one["kind"] == "fail")
    assert (fail["ruleId"], fail["level"]) == ("P-18", "error")
    line = fail["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert '"static_return": true' in text.splitlines()[line - 1]
    assert fail["properties"]["citations"][0]["grade"] == "V1"
    opened = [one for one in run["results"] if one["kind"] == "open"]
    assert {one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for one in opened} == {
        "$.licences"
    }
    assert "not legal advice" in run["properties"]["disclaimer"]
