"""Reading the commission plan, faults by path."""

from datetime import UTC, datetime

import pytest

from commission.money.faults import PolicyRefused
from commission.money.rate import Rate
from commission.plans.ceilings import statutory_rate_ceiling
from commission.plans.plan import Rule, parse_commission_plans


def faults(document: object) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        parse_commission_plans(document, statutory_rate_ceiling("CN"))
    return [str(fault) for fault in refused.value.faults]


def test_defaults() -> None:
    (plan,) = parse_commission_plans({"rules": []}, None)
    assert (plan.hold_days, plan.hold_days_without_delivery) == (15, 30)
    assert (plan.total_rate_cap, plan.order_cap, plan.seller_month_cap) == (None, None, None)


def test_a_plan_reads_in_full() -> None:
    document = {
        "hold_days": 7,
        "hold_days_without_delivery": 21,
        "total_rate_cap": "0.30",
        "caps": {"order": 5000, "seller_month": 100000},
        "rules": [{"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"}],
    }
    (plan,) = parse_commission_plans(document, statutory_rate_ceiling("CN"))
    assert plan.total_rate_cap == Rate.parse("0.30")
    assert (plan.order_cap, plan.seller_month_cap) == (5000, 100000)
    assert plan.rules[0].match == {"seller_kind": frozenset({"staff"})}


def test_every_fault_has_its_path() -> None:
    document = {
        "hold_days": -1,
        "total_rate_cap": "0.31",
        "caps": {"order": -5, "recruit": 1},
        "rules": [
            {"id": "a", "match": {"upline": ["s1"]}, "rate": "0.05"},
            {"id": "a", "rate": "0.05", "per_unit": 3},
            {"id": "b", "match": {"customer": ["old"], "sku": []}, "rate": 0},
            {"id": "c"},
            {"id": "d", "rate": "1.01", "levels": 2},
        ],
    }
    assert faults(document) == [
        "commission_plan.caps.recruit: is not a field of this policy",
        "commission_plan.caps.order: must be at least 0",
        "commission_plan.rules[0].match.upline: is not a field of this policy",
        "commission_plan.rules[1].rate: a rule pays exactly one of rate, per_unit and per_order",
        "commission_plan.rules[1].id: is the id of rules[0] too",
        'commission_plan.rules[2].rate: must be a decimal written as a string ("0.28"), not the number 0',
        "commission_plan.rules[2].match.sku: must name at least one value",
        "commission_plan.rules[2].match.customer: must be new or returning",
        "commission_plan.rules[3].rate: a rule pays exactly one of rate, per_unit and per_order",
        "commission_plan.rules[4].levels: is not a field of this policy",
        "commission_plan.rules[4].rate: must not be above 1",
        "commission_plan.hold_days: must be at least 0",
        "commission_plan.total_rate_cap: must not be above 0.30, the ceiling of the jurisdiction",
    ]


def test_the_ceiling_is_the_jurisdictions() -> None:
    assert statutory_rate_ceiling("KR") == Rate.parse("0.35")
    assert statutory_rate_ceiling("US") is None
    assert parse_commission_plans({"rules": [], "total_rate_cap": "0.31"}, None)[0].total_rate_cap is not None


def test_bounds_are_inclusive() -> None:
    most = 999_999_999
    document = {
        "hold_days": 0,
        "hold_days_without_delivery": most,
        "total_rate_cap": "1",
        "caps": {"order": 0, "seller_month": 0},
        "rules": [
            {"id": "a", "match": {"sku": "A", "customer": "new"}, "rate": "1"},
            {"id": "b", "match": {"tier": ["top"], "channel": ["app"]}, "per_unit": 0},
            {"id": "c", "match": None, "per_order": 0},
        ],
    }
    (plan,) = parse_commission_plans(document, None)
    assert (plan.hold_days, plan.hold_days_without_delivery) == (0, most)
    assert (plan.total_rate_cap, plan.order_cap, plan.seller_month_cap) == (Rate.parse("1"), 0, 0)
    assert plan.rules == (
        Rule("a", {"sku": frozenset({"A"}), "customer": frozenset({"new"})}, rate=Rate.parse("1")),
        Rule("b", {"tier": frozenset({"top"}), "channel": frozenset({"app"})}, per_unit=0),
        Rule("c", {}, per_order=0),
    )
    at_the_ceiling = {
        "rules": [],
        "hold_days": most,
        "hold_days_without_delivery": 0,
        "total_rate_cap": "0.30",
    }
    assert parse_commission_plans(at_the_ceiling, statutory_rate_ceiling("CN"))[0].hold_days == most


def test_what_lies_beyond_a_bound_or_has_another_shape_is_refused() -> None:
    assert faults(
        {
            "hold_days": 10**9,
            "hold_days_without_delivery": -1,
            "caps": [5],
            "rules": [
                {"id": "a", "match": ["sku"], "per_unit": -1},
                {"id": "b", "match": {"sku": [1], "tier": 5, "cohort": []}, "per_order": -1},
                {"id": "c", "match": {"customer": ["new", "old"]}, "rate": "0.1", "per_order": 5},
                {"id": 7, "rate": "0.1"},
                {"id": 7, "rate": "0.1"},
                {"id": "d", "rate": 1, "per_unit": 5},
            ],
        }
    ) == [
        "commission_plan.caps: must be an object, not a list",
        "commission_plan.rules[0].match: must be an object, not a list",
        "commission_plan.rules[0].per_unit: must be at least 0",
        "commission_plan.rules[1].match.tier: must be a list of strings",
        "commission_plan.rules[1].match.cohort: must name at least one value",
        "commission_plan.rules[1].match.sku: must be a list of strings",
        "commission_plan.rules[1].per_order: must be at least 0",
        "commission_plan.rules[2].rate: a rule pays exactly one of rate, per_unit and per_order",
        "commission_plan.rules[2].match.customer: must be new or returning",
        "commission_plan.rules[3].id: must be a string, not the number 7",
        "commission_plan.rules[4].id: must be a string, not the number 7",
        'commission_plan.rules[5].rate: must be a decimal written as a string ("0.28"), not the number 1',
        "commission_plan.hold_days: must be at most 999999999",
        "commission_plan.hold_days_without_delivery: must be at least 0",
    ]
    assert faults({"hold_days_without_delivery": 10**9, "caps": {"seller_month": -1}, "rules": 5}) == [
        "commission_plan.caps.seller_month: must be at least 0",
        "commission_plan.rules: must be a list, not the number 5",
        "commission_plan.hold_days_without_delivery: must be at most 999999999",
    ]


def test_without_a_ceiling_a_line_pays_at_most_all_of_itself() -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse_commission_plans({"rules": [], "total_rate_cap": "1.01"}, None)
    assert str(refused.value) == "commission_plan.total_rate_cap: must not be above 1"


def test_plans_are_read_from_where_they_stand_and_in_versions() -> None:
    dated = [
        {"rules": [], "effective_from": f"2026-0{month}-01T00:00:00Z", "hold_days": month} for month in (2, 1)
    ]
    assert [plan.hold_days for plan in parse_commission_plans(dated, None)] == [1, 2]
    assert parse_commission_plans(dated, None)[0].effective_from == datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(PolicyRefused) as refused:
        parse_commission_plans({"rules": [{"rate": "0.1"}]}, None, "body")
    assert str(refused.value) == "body.rules[0].id: is missing"
