"""Reading the commission plan, faults by path."""

import pytest

from commission.money.faults import PolicyRefused
from commission.money.rate import Rate
from commission.plans.ceilings import statutory_rate_ceiling
from commission.plans.plan import parse_commission_plans


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
