from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from commission.money.faults import Fault, PolicyRefused, Reason, Refused
from commission.money.rate import ONE, ZERO, Rate
from commission.money.reading import EPOCH, ObjectReader, kind_of, parse_instant
from commission.money.versions import in_force, parse_versions


@pytest.mark.parametrize(
    "written",
    ["2026-03-31T12:00:00+08:00", "2026-03-31T04:00:00Z", "2026-03-31T04:00:00.000000+00:00"],
)
def test_instants_are_read_into_utc(written: str) -> None:
    assert parse_instant(written) == datetime(2026, 3, 31, 4, tzinfo=UTC)
    assert parse_instant(written).tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    ["2026-03-31", "2026-03-31T12:00:00", "2026-03-31 12:00:00Z", "soon", 5, None, "0001-01-01T00:00+08:00"],
)
def test_anything_else_is_no_instant(written: object) -> None:
    with pytest.raises(ValueError, match="offset"):
        parse_instant(written)


def _faults(value: object, known: str, read: str, **bounds: object) -> list[str]:
    faults: list[Fault] = []
    reader = ObjectReader(value, "plan", faults, known.split())
    getattr(reader, read)(known.split(maxsplit=1)[0], **bounds)
    return [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("value", "read", "bounds", "fault"),
    [
        ({}, "integer", {"minimum": 0}, "plan.x: is missing"),
        ({"x": True}, "integer", {"minimum": 0}, "plan.x: must be a whole number, not the boolean True"),
        ({"x": 1.0}, "integer", {"minimum": 0}, "plan.x: must be a whole number, not a number"),
        ({"x": "1"}, "integer", {"minimum": 0}, "plan.x: must be a whole number, not a string"),
        ({"x": -1}, "integer", {"minimum": 0}, "plan.x: must be at least 0"),
        ({"x": 9}, "integer", {"minimum": 0, "maximum": 8}, "plan.x: must be at most 8"),
        ({"x": -1}, "optional_integer", {"minimum": 0}, "plan.x: must be at least 0"),
        ({"x": 0.5}, "rate", {}, 'plan.x: must be a decimal written as a string ("0.28"), not a number'),
        ({"x": 1}, "rate", {}, 'plan.x: must be a decimal written as a string ("0.28"), not the number 1'),
        ({"x": "28%"}, "rate", {}, 'plan.x: must be a decimal written like "0.28"'),
        ({"x": None}, "rate", {}, 'plan.x: must be a decimal written as a string ("0.28"), not null'),
        ({"x": 1}, "boolean", {}, "plan.x: must be true or false, not the number 1"),
        ({"x": []}, "text", {}, "plan.x: must be a string, not a list"),
        ({"x": ""}, "text", {}, "plan.x: must not be empty"),
        ({"x": "c"}, "choice", {"options": ["a", "b"]}, "plan.x: must be one of a, b"),
        ({"x": {}}, "items", {}, "plan.x: must be a list, not an object"),
        ({"x": "2026-03-31T12:00"}, "instant", {}, "plan.x: must carry an offset, such as +08:00 or Z"),
        ({"x": 5}, "optional_instant", {}, "plan.x: must be an ISO 8601 instant with an offset"),
        ([], "integer", {"minimum": 0}, "plan: must be an object, not a list"),
    ],
)
def test_each_fault_names_its_path(value: object, read: str, bounds: dict[str, object], fault: str) -> None:
    assert _faults(value, "x", read, **bounds) == [fault]


def test_unknown_fields_are_refused() -> None:
    assert _faults({"x": 1, "rte": 2}, "x", "integer", minimum=0) == [
        "plan.rte: is not a field of this policy"
    ]


def test_sound_fields_and_defaults() -> None:
    faults: list[Fault] = []
    reader = ObjectReader({"a": 3, "n": None}, "", faults, "abnq")
    assert reader.integer("a", minimum=0) == 3
    assert reader.integer("b", minimum=0, default=7) == 7
    assert reader.optional_integer("n", minimum=0) is None
    assert reader.optional_rate("n") is None
    assert reader.optional_instant("n") is None
    assert reader.rate("b", default=ONE) is ONE
    assert reader.boolean("b", default=True) is True
    assert reader.text("b", default="t") == "t"
    assert reader.choice("b", ["p", "q"], default="q") == "q"
    assert (reader.has("a"), reader.has("b"), reader.raw("a"), reader.raw("b")) == (True, False, 3, None)
    assert faults == []
    assert reader.text("q") == ""
    assert reader.items("q") == []
    assert (reader.sound("a"), reader.sound("a", "q")) == (True, False)
    assert faults == [Fault("q", "is missing")]


@dataclass(frozen=True)
class Policy:
    rate: Rate
    effective_from: datetime | None


def _read(value: object, path: str, faults: list[Fault]) -> Policy:
    reader = ObjectReader(value, path, faults, ["rate", "effective_from"])
    return Policy(reader.rate("rate"), reader.optional_instant("effective_from"))


def test_a_single_policy_holds_since_ever() -> None:
    (only,) = parse_versions({"rate": "0.1"}, "p", _read)
    assert in_force([only], datetime.min.replace(tzinfo=UTC)) is only


def test_versions_are_sorted_and_take_effect_at_their_instant() -> None:
    later = {"rate": "0.2", "effective_from": "2026-02-01T00:00:00+08:00"}
    first = {"rate": "0.1", "effective_from": "2026-01-01T00:00:00+08:00"}
    versions = parse_versions([later, first], "p", _read)
    assert [str(version.rate) for version in versions] == ["0.1", "0.2"]
    assert in_force(versions, datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)) is None
    assert in_force(versions, datetime(2025, 12, 31, 16, tzinfo=UTC)) is versions[0]
    assert in_force(versions, datetime(2026, 1, 31, 16, tzinfo=UTC)) is versions[1]


def test_all_faults_of_all_versions_are_found() -> None:
    dated = "2026-01-01T00:00:00Z"
    with pytest.raises(PolicyRefused) as refused:
        parse_versions(
            [
                {"rate": 1, "effective_from": dated},
                {"rate": "0.1"},
                {"rate": "x", "effective_from": "2026-01-01T08:00:00+08:00"},
                {"rate": "0.1", "effective_from": "then"},
                7,
                {"rate": "0.1", "effective_from": None},
            ],
            "p",
            _read,
        )
    assert [fault.path for fault in refused.value.faults] == [
        "p[0].rate",
        "p[2].rate",
        "p[3].effective_from",
        "p[4]",
        "p[1].effective_from",
        "p[2].effective_from",
        "p[5].effective_from",
    ]
    missing = "is missing: each version of a list says since when it is in force"
    assert str(refused.value.faults[4]) == f"p[1].effective_from: {missing}"
    assert "is the same instant as that of p[0]" in str(refused.value)


def test_no_version_at_all_is_refused() -> None:
    with pytest.raises(PolicyRefused, match="p: must hold at least one version"):
        parse_versions([], "p", _read)
    with pytest.raises(PolicyRefused, match="p: must be an object, not null"):
        parse_versions(None, "p", _read)


def test_a_refusal_carries_its_reason() -> None:
    reason = Reason("too_many", "only 3 units", {"units": 3})
    assert str(reason) == "only 3 units"
    assert Refused(reason).reason is reason
    assert str(Refused(reason)) == "only 3 units"


def test_what_stands_in_for_a_field_at_fault_is_harmless() -> None:
    """A parser goes on with these, and raises at the end: zero, the least, the first, nothing."""
    wrong: dict[str, object] = dict.fromkeys(("i", "r", "b", "t", "c", "l", "at"), object())
    reader = ObjectReader(wrong, "p", [], wrong)
    assert reader.integer("i", minimum=3) == 3
    assert reader.optional_integer("i", minimum=4, maximum=5) == 4
    assert (reader.rate("r"), reader.optional_rate("r")) == (ZERO, ZERO)
    assert reader.boolean("b", default=True) is False
    assert (reader.text("t", default="x"), reader.choice("c", ["a", "b"], default="b")) == ("", "a")
    assert reader.items("l") == []
    assert (reader.instant("at"), reader.optional_instant("at")) == (EPOCH, EPOCH)
    assert datetime(1970, 1, 1, tzinfo=UTC) == EPOCH


def test_what_stands_in_for_a_required_field_that_is_not_there() -> None:
    faults: list[Fault] = []
    reader = ObjectReader({}, "p", faults, "irbtcl@")
    assert (reader.integer("i", minimum=3), reader.rate("r"), reader.boolean("b")) == (3, ZERO, False)
    assert (reader.text("t"), reader.choice("c", ["a", "b"]), reader.items("l")) == ("", "a", [])
    assert reader.instant("@") == EPOCH
    assert [str(fault) for fault in faults] == [f"p.{key}: is missing" for key in "irbtcl@"]
    # Said once, however often it is asked for.
    reader.integer("i", minimum=3)
    assert len(faults) == 7


def test_a_thing_that_is_no_object_is_one_fault() -> None:
    faults: list[Fault] = []
    reader = ObjectReader(None, "p", faults, "ab")
    reader.integer("a", minimum=0)
    reader.text("b")
    assert [str(fault) for fault in faults] == ["p: must be an object, not null"]
    assert (reader.sound("a"), reader.sound("b"), reader.raw("a"), reader.has("a")) == (
        False,
        False,
        None,
        False,
    )


def test_values_inside_their_bounds_are_answered_as_they_are() -> None:
    read = {"i": 8, "r": "0.25", "b": False, "t": "x", "c": "b", "l": [1], "at": "2026-01-01T00:00:00Z"}
    reader = ObjectReader(read, "p", [], read)
    assert (
        reader.integer("i", minimum=8, maximum=8),
        reader.optional_integer("i", minimum=0, maximum=8),
    ) == (8, 8)
    assert reader.rate("r") == reader.optional_rate("r") == Rate.parse("0.25")
    assert (reader.boolean("b"), reader.text("t"), reader.choice("c", "ab"), reader.items("l")) == (
        False,
        "x",
        "b",
        [1],
    )
    assert reader.instant("at") == reader.optional_instant("at") == datetime(2026, 1, 1, tzinfo=UTC)
    assert reader.faults == []
    assert reader.optional_integer("i", minimum=0, maximum=7) == 0
    assert [str(fault) for fault in reader.faults] == ["p.i: must be at most 7"]
    assert (reader.at("x"), ObjectReader({}, "", [], ()).at("x")) == ("p.x", "x")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "a boolean"),
        ("", "a string"),
        ({}, "an object"),
        ([], "a list"),
        ((), "a list"),
        (1, "a number"),
        (1.5, "a number"),
    ],
)
def test_the_json_name_of_a_kind(value: object, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2026-03-31 12:00:00Z", "must be an ISO 8601 instant with an offset"),
        (5, "must be an ISO 8601 instant with an offset"),
        ("2026-03-31Tsoon", "must be an ISO 8601 instant with an offset"),
        ("0001-01-01T00:00+08:00", "must be an ISO 8601 instant with an offset"),
        ("2026-03-31T12:00:00", "must carry an offset, such as +08:00 or Z"),
    ],
)
def test_why_something_is_no_instant(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        parse_instant(written)
    assert str(refused.value) == message
