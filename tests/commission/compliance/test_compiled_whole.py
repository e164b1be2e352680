"""A compiled plan compared whole: what runs, as the lint reads it (compliance.md, schema 5.1)."""

from datetime import date
from typing import Any

import pytest

from commission.compliance.compile_plan import LivePlan, compile_plan

ON = date(2026, 3, 1)
ENTRY = {
    "fee": "100",
    "fee_kind": "kit",
    "fee_mandatory": True,
    "fee_payable_first_7d": "100",
    "purchase_required": "2000",
    "purchase_required_for": "earning",
    "eligibility_excluded": ["minor"],
    "auto_enrol_customer_on": "never",
}
# Yen have no minor unit: the same figures in another currency would be a hundredth.
LIVE: LivePlan = {
    "plan_id": "brand-1",
    "version": "7",
    "jurisdictions": ["CN"],
    "effective": {"from": "2026-03-01", "to": None},
    "currency": "JPY",
    "tier_schedule": {
        "basis": "paid",
        "window": {"rolling_days": 90},
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "top", "threshold": 500_000, "price_rate": "0.28"},
        ],
    },
    "return_policy": {"window_days": 365, "restocking_rate": "0.05", "pricing": "keep_price"},
    "attribution_policy": {"self_purchase": "allow"},
    "commission_plan": {
        "hold_days": 20,
        "total_rate_cap": "0.25",
        "rules": [
            {"id": "a", "match": {"tier": ["top"]}, "rate": "0.10"},
            {"id": "b", "rate": None, "per_unit": 300, "per_order": None},
            {"id": "c", "per_unit": None, "per_order": 40},
        ],
    },
    "joining_terms": {
        "fee": 100,
        "fee_kind": "kit",
        "fee_mandatory": True,
        "purchase_required": 2_000,
        "purchase_required_for": "earning",
        "may_invite": True,
        "excluded": ["minor"],
        "auto_enrol": "never",
        "cooling_off": {"days": 14},
        "exit": {"days": 30},
        "contract": {"written": True},
        "buyback_disclosed": True,
        "buyback_waiver": False,
        "buyback_payment_days": 7,
        "introducer_hops": 0,
    },
    "selling_terms": {
        "licences": ["x"],
        "sells": {"kind": "goods", "unit_price_list_max": 9_900},
        "consumer_return": {"days": 7},
        "claims": {"c": 1},
        "promotion": {"p": 1},
        "channel": "app",
    },
    "stocking_gate": "warn",
    "consignment": True,
    "median_monthly_sell_through": 12_345,
}


def tier(name: str, rate: str, threshold: str, **qualify: Any) -> dict[str, Any]:
    return {
        "id": name,
        "benefit": "purchase_price",
        "value": rate,
        "value_meaning": "pays_share_of_list",
        "qualify": {
            "metric": "purchase_volume",
            "threshold": threshold,
            "threshold_basis": "paid",
            "window_days": 90,
            "one_shot_allowed": True,
            "max_order_multiple_of_sellthrough": None,
            **qualify,
        },
        "confers": ["price_only"],
        "retroactive": False,
        "consignment_or_pay_after_sale": True,
    }


def reward(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "trigger": "end_customer_order_completed",
        "payee": "seller",
        "upline_distance": {"min": 0, "max": 0},
        "base": "net_retail_price",
        "rate": "0",
        "fixed_amount": None,
        "rate_depends_on": ["none"],
        "requires_own_purchase": "0",
        "requires_active_headcount": 0,
        "eligible_buyers": ["non_participant", "participant_self"],
        "source_order_kinds": ["end_customer"],
        "delay_days": 20,
        "clawback_on_return": True,
        "max_payouts_per_event": 1,
        **changes,
    }


def role(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "is_participant": True,
        "can_earn": True,
        "can_invite_participants": True,
        "entry": ENTRY,
        "exclusive_supply_from_upline": False,
    }


def test_a_live_plan_whole() -> None:
    assert compile_plan(LIVE, ON) == {
        "plan_id": "brand-1",
        "version": "7",
        "jurisdictions": ["CN"],
        "effective": {"from": "2026-03-01", "to": None},
        "currency": "JPY",
        "licences": ["x"],
        "sells": {"kind": "goods", "unit_price_list_max": "9900"},
        "roles": [
            {
                "id": "customer",
                "is_participant": False,
                "can_earn": False,
                "can_invite_participants": False,
            },
            role("staff"),
            role("reseller"),
        ],
        "tiers": [tier("start", "0.60", "0"), tier("top", "0.28", "500000")],
        "rewards": [
            reward("a", rate="0.10", rate_depends_on=["own_purchase"], requires_own_purchase="500000"),
            reward("b", fixed_amount="300"),
            reward("c", fixed_amount="40"),
        ],
        "caps": {
            "payout_per_order_pct_net": "0.25",
            "payout_annual_pct_sales": "0.25",
            "upline_levels_paid": 0,
            "relation_chain_stored_depth": 0,
        },
        "buyback": {
            "exists": True,
            "window_days": 365,
            "refund_pct": "0.95",
            "handling_fee_pct": "0.05",
            "condition": "resaleable",
            "payment_days": 7,
            "covers_tier_stock": True,
            "exit_only": False,
            "disclosed_in_contract": True,
            "tier_benefit_clawback": False,
            "waiver_clause": False,
        },
        "consumer_return": {"days": 7},
        "cooling_off": {"days": 14},
        "exit": {"days": 30},
        "contract": {"written": True},
        "claims": {"c": 1},
        "promotion": {"p": 1},
        "platform": {"channel": "app", "upline_levels_shown_in_ui": 0},
        "retail_proof": {"identity_of_buyer": True, "payment_evidence": True, "delivery_evidence": True},
        "history": {"median_monthly_sell_through": "12345"},
    }


def test_a_brand_that_says_nothing_whole() -> None:
    entry = dict.fromkeys(ENTRY)
    unsaid = {"can_invite_participants": None, "entry": entry}
    assert compile_plan({}, ON) == {
        "plan_id": None,
        "version": None,
        "jurisdictions": [],
        "effective": {"from": None, "to": None},
        "currency": None,
        "licences": None,
        "sells": None,
        "roles": [
            {
                "id": "customer",
                "is_participant": False,
                "can_earn": False,
                "can_invite_participants": False,
            },
            {**role("staff"), **unsaid},
            {**role("reseller"), **unsaid},
        ],
        "tiers": None,
        "rewards": None,
        "caps": {
            "payout_per_order_pct_net": None,
            "payout_annual_pct_sales": None,
            "upline_levels_paid": 0,
            "relation_chain_stored_depth": 1,
        },
        "buyback": None,
        "consumer_return": None,
        "cooling_off": None,
        "exit": None,
        "contract": None,
        "claims": None,
        "promotion": None,
        "platform": {"channel": None, "upline_levels_shown_in_ui": 0},
        "retail_proof": {"identity_of_buyer": True, "payment_evidence": True, "delivery_evidence": True},
        "history": {"median_monthly_sell_through": None},
    }


@pytest.mark.parametrize(
    ("schedule", "gate", "days", "one_shot", "metric"),
    [
        ({"basis": "list", "window": "lifetime"}, None, None, None, "purchase_volume"),
        ({"basis": "list", "window": {"calendar": "month"}}, "off", 31, True, "purchase_volume"),
        ({"basis": "list", "window": {"calendar": "quarter"}}, "review", 92, False, "purchase_volume"),
        ({"basis": "list", "window": {"calendar": "year"}}, "block", 366, False, "purchase_volume"),
        (
            {"basis": "list", "window": "order", "counts_current_order": False},
            "off",
            None,
            False,
            "purchase_volume",
        ),
        ({"basis": "sell_through", "window": {"rolling_days": 1}}, "off", 1, False, "verified_retail_sales"),
    ],
)
def test_what_a_tier_asks(
    schedule: dict[str, Any], gate: str | None, days: int | None, one_shot: bool | None, metric: str
) -> None:
    tiers = [{"name": "start", "threshold": 0, "price_rate": "0.60"}]
    plan = compile_plan(
        {"currency": "CNY", "tier_schedule": {**schedule, "tiers": tiers}, "stocking_gate": gate}, ON
    )
    qualify = plan["tiers"][0]["qualify"]
    assert (qualify["window_days"], qualify["one_shot_allowed"], qualify["metric"]) == (
        days,
        one_shot,
        metric,
    )
    assert qualify["threshold_basis"] == schedule["basis"]
    assert compile_plan({"tier_schedule": schedule}, ON)["tiers"] == []


@pytest.mark.parametrize(
    ("rules", "jurisdictions", "share"),
    [
        ([{"id": "a", "rate": "0.1"}, {"id": "b", "rate": "0.12"}], ["US"], "0.12"),
        ([{"id": "a", "rate": "0.1"}, {"id": "b", "rate": None, "per_unit": 5}], ["US"], None),
        ([{"id": "a", "rate": "0.1"}, {"id": "b", "per_order": 5}], ["US"], None),
        ([{"id": "a", "rate": "0.1"}], ["US", "KR", "CN"], "0.30"),
        ([], ["US"], "0"),
    ],
)
def test_the_most_a_line_pays_where_the_plan_has_no_cap(
    rules: list[dict[str, Any]], jurisdictions: list[str], share: str | None
) -> None:
    """A rule that pays a fixed sum may say that it pays no rate: it has no share of a price that is not known."""
    caps = compile_plan({"commission_plan": {"rules": rules}, "jurisdictions": jurisdictions}, ON)["caps"]
    assert caps["payout_per_order_pct_net"] == caps["payout_annual_pct_sales"] == share


def test_what_a_published_policy_may_leave_out_has_its_default() -> None:
    plan = compile_plan(
        {"commission_plan": {"rules": [{"id": "a", "rate": "0.1", "per_unit": 5}]}, "return_policy": {}}, ON
    )
    assert (plan["rewards"][0]["delay_days"], plan["rewards"][0]["rate"]) == (15, "0.1")
    bought_back = plan["buyback"]
    assert (bought_back["window_days"], bought_back["refund_pct"], bought_back["handling_fee_pct"]) == (
        "unlimited",
        "1",
        "0",
    )
    assert bought_back["tier_benefit_clawback"] is False
    assert compile_plan({"commission_plan": {}}, ON)["rewards"] == []
    assert compile_plan({"commission_plan": {}}, ON)["caps"]["payout_per_order_pct_net"] == "0"


@pytest.mark.parametrize(("floor", "refund"), [(None, None), ("0.5", "0.5")])
def test_repriced_a_return_pays_no_fee_and_no_less_than_the_floor(
    floor: str | None, refund: str | None
) -> None:
    policy = {"pricing": "reprice_kept", "restocking_rate": "0.2", "floor_rate": floor}
    bought_back = compile_plan({"return_policy": policy}, ON)["buyback"]
    assert (bought_back["refund_pct"], bought_back["handling_fee_pct"]) == (refund, "0")
    assert bought_back["tier_benefit_clawback"] is True


@pytest.mark.parametrize(
    ("tier", "schedule", "bought"),
    [
        ("top", {"tiers": [{"name": "top", "threshold": 700}, {"name": "t", "threshold": 100}]}, "7"),
        (["top", "t"], {"tiers": [{"name": "top", "threshold": 700}, {"name": "t", "threshold": 100}]}, "1"),
        ("gone", {"tiers": [{"name": "top", "threshold": 700}]}, None),
        ("top", {}, None),
    ],
)
def test_pay_by_tier_asks_for_what_its_lowest_tier_costs(
    tier: Any, schedule: dict[str, Any], bought: str | None
) -> None:
    rules = [{"id": "a", "rate": "0.1", "match": {"tier": tier}}]
    live: LivePlan = {"commission_plan": {"rules": rules}, "tier_schedule": schedule, "currency": "CNY"}
    reward = compile_plan(live, ON)["rewards"][0]
    assert (reward["rate_depends_on"], reward["requires_own_purchase"]) == (["own_purchase"], bought)
