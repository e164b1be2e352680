from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commission.money.faults import PolicyRefused
from commission.money.rate import ZERO, Rate
from commission.returns.parse import parse_return_policy
from commission.returns.policy import Pricing, ReturnLimits, ReturnPolicy

SOUND: dict[str, object] = {
    "window_days": 365,
    "restocking_rate": "0",
    "pricing": "keep_price",
    "floor_rate": "0.90",
}
STRICT = ReturnLimits(Rate.parse("0.10"), Rate.parse("0.90"), 30)


def faults_of(value: object, limits: ReturnLimits = ReturnLimits()) -> list[str]:  # noqa: B008 - immutable
    with pytest.raises(PolicyRefused) as refused:
        parse_return_policy(value, limits=limits)
    return [str(fault) for fault in refused.value.faults]


def test_the_scenario_shape() -> None:
    assert parse_return_policy(SOUND) == (
        ReturnPolicy(365, Rate.parse("0"), Pricing.KEEP_PRICE, Rate.parse("0.90")),
    )


def test_defaults() -> None:
    (bare,) = parse_return_policy({"pricing": "reprice_kept", "window_days": None})
    assert bare == ReturnPolicy(None, ZERO, Pricing.REPRICE_KEPT, ZERO)
    assert parse_return_policy({"pricing": "keep_price"})[0].window_days is None
    assert parse_return_policy({"pricing": "keep_price"}, limits=STRICT)[0].floor_rate == Rate.parse("0.9")


def test_versions() -> None:
    later = {**SOUND, "effective_from": "2026-07-01T00:00:00Z", "window_days": 30}
    first = {**SOUND, "effective_from": "2026-01-01T00:00:00Z"}
    versions = parse_return_policy([later, first])
    assert [version.window_days for version in versions] == [365, 30]
    assert versions[0].effective_from == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_fee_may_leave_exactly_the_floor() -> None:
    assert parse_return_policy({**SOUND, "restocking_rate": "0.10"})[0].restocking_rate == Rate.parse("0.1")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"restocking_rate": "0.1001"},
            "restocking_rate: leaves less than the floor_rate 0.90 of the price paid",
        ),
        (
            {"pricing": "reprice_kept", "restocking_rate": "0.2"},
            "restocking_rate: leaves less than the floor_rate 0.90 of the price paid",
        ),
        ({"restocking_rate": "1.5", "floor_rate": "0"}, "restocking_rate: must be at most 1"),
        ({"floor_rate": "1.01"}, "floor_rate: must be at most 1"),
        (
            {"restocking_rate": 0.1},
            'restocking_rate: must be a decimal written as a string ("0.28"), not a number',
        ),
        ({"floor_rate": 1}, 'floor_rate: must be a decimal written as a string ("0.28"), not the number 1'),
        ({"window_days": -1}, "window_days: must be at least 0"),
        ({"window_days": True}, "window_days: must be a whole number, not the boolean True"),
        ({"window_days": "365"}, "window_days: must be a whole number, not a string"),
        ({"window_days": 10**9}, "window_days: must be at most 999999999"),
        ({"pricing": "reprice"}, "pricing: must be one of keep_price, reprice_kept"),
        ({"fee": "0"}, "fee: is not a field of this policy"),
        ({"effective_from": 0}, "effective_from: must be an ISO 8601 instant with an offset"),
    ],
)
def test_an_impossible_policy_is_refused_with_its_path(changes: dict[str, object], fault: str) -> None:
    assert faults_of({**SOUND, **changes}) == [f"return_policy.{fault}"]


def test_pricing_is_never_guessed() -> None:
    assert faults_of({"window_days": 365}) == ["return_policy.pricing: is missing"]


def test_the_jurisdictions_limits() -> None:
    assert parse_return_policy({**SOUND, "restocking_rate": "0.10", "window_days": 30}, limits=STRICT)
    assert parse_return_policy({**SOUND, "window_days": None}, limits=STRICT)
    assert faults_of(
        {**SOUND, "restocking_rate": "0.11", "floor_rate": "0.89", "window_days": 29}, STRICT
    ) == [
        "return_policy.restocking_rate: must be at most 0.10, the jurisdiction's ceiling",
        "return_policy.floor_rate: must be at least 0.90, the jurisdiction's floor",
        "return_policy.window_days: must be at least 30, the jurisdiction's window",
    ]
    assert faults_of({**SOUND, "restocking_rate": "x", "floor_rate": 1, "window_days": "1"}, STRICT) == [
        "return_policy.window_days: must be a whole number, not a string",
        'return_policy.restocking_rate: must be a decimal written like "0.28"',
        'return_policy.floor_rate: must be a decimal written as a string ("0.28"), not the number 1',
    ]
    # Above one is one fault, not another of the ceiling too.
    assert faults_of({**SOUND, "restocking_rate": "1.5", "floor_rate": "0.90"}, STRICT) == [
        "return_policy.restocking_rate: must be at most 1"
    ]


def test_a_fee_above_the_statutory_floor_is_refused_where_the_policy_names_none() -> None:
    lenient = ReturnLimits(floor=Rate.parse("0.90"))
    assert faults_of({"pricing": "keep_price", "restocking_rate": "0.2"}, lenient) == [
        "return_policy.restocking_rate: leaves less than the floor_rate 0.90 of the price paid"
    ]
