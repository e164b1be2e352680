"""A brand's live rules as a plan: what is known by construction, what the brand must say, what the lint then finds."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from commission.compliance.compile_plan import compile_plan
from commission.compliance.lint import lint_plan
from commission.compliance.schemas import checked_plan
from tests.commission.compliance.plans import EXCLUDED

ON = date(2026, 3, 1)

# The scenario of scenario.md, with the terms a brand declares beside it.
_LIVE: dict[str, Any] = {
    "plan_id": "b1",
    "version": "1.0.0",
    "jurisdictions": ["CN"],
    "currency": "CNY",
    "tier_schedule": {
        "basis": "sell_through",
        "window": {"rolling_days": 90},
        "mode": "all_units",
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "top", "threshold": 50000000, "price_rate": "0.28"},
        ],
    },
    "return_policy": {
        "window_days": 365,
        "restocking_rate": "0",
        "pricing": "keep_price",
        "floor_rate": "0.90",
    },
    "attribution_policy": {"window_days": 30, "self_purchase": "deny"},
    "commission_plan": {
        "hold_days": 15,
        "total_rate_cap": "0.30",
        "rules": [
            {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"},
            {"id": "rest", "match": {}, "rate": "0.10"},
        ],
    },
    "joining_terms": {
        "fee": 0,
        "fee_kind": "none",
        "fee_mandatory": False,
        "purchase_required": 0,
        "purchase_required_for": ["none"],
        "may_invite": False,
        "excluded": EXCLUDED,
        "auto_enrol": "none",
        "cooling_off": {"days": 30, "full_refund": True},
        "exit": {"free_anytime": True},
        "contract": {"written_signed": True, "statutory_warning": True},
        "buyback_disclosed": True,
        "buyback_waiver": False,
    },
    "selling_terms": {
        "licences": [],
        "sells": {
            "own_products": True,
            "unit_price_list_max": 199900,
            "market_price_ratio_max": "1.2",
            "rebate_promise_pct": 0,
            "static_return": False,
        },
        "consumer_return": {"window_days": 7, "no_reason": True},
        "claims": {"earnings_claims": []},
        "promotion": {"disclosure_tag_required": True, "recruiting_copy_mentions_downline_income": False},
        "channel": ["web"],
    },
    "stocking_gate": "review",
}


def live(**changes: Any) -> Any:
    made = deepcopy(_LIVE)
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = made
        for part in parents:
            place = place[part]
        place[last] = value
    return made


def found(plan_of):
    report = lint_plan(compile_plan(plan_of, ON), ON).jurisdictions[0]
    return sorted({(one.rule, one.severity.value) for one in report.findings}), sorted(
        {g.path for g in report.gaps}
    )


def test_what_runs_is_a_plan_of_the_schema_and_clear():
    plan = compile_plan(live(), ON)
    checked_plan(plan)
    assert lint_plan(plan, ON).notes == ()
    assert found(live()) == ([], [])


def test_nobody_above_the_seller_and_nothing_but_end_customers_orders():
    for reward in compile_plan(live(), ON)["rewards"]:
        assert reward["payee"] == "seller"
        assert reward["upline_distance"] == {"min": 0, "max": 0}
        assert reward["trigger"] == "end_customer_order_completed"
        assert reward["eligible_buyers"] == ["non_participant"]
        assert reward["source_order_kinds"] == ["end_customer"]


def test_amounts_become_major_units():
    plan = compile_plan(live(joining_terms__fee=36500), ON)
    assert plan["tiers"][1]["qualify"]["threshold"] == "500000"
    assert plan["roles"][2]["entry"]["fee"] == "365"
    assert plan["sells"]["unit_price_list_max"] == "1999"
    assert compile_plan(live(currency="KRW"), ON)["sells"]["unit_price_list_max"] == "199900"


def test_a_brand_that_says_nothing_needs_data():
    report = lint_plan(compile_plan({"jurisdictions": ["CN"]}, ON), ON)
    assert report.jurisdictions[0].verdict.value == "needs_data"
    assert report.exit_code == 3


@pytest.mark.parametrize(
    ("change", "findings", "gaps"),
    [
        ({"joining_terms__fee": 1, "joining_terms__fee_mandatory": True}, [("P-01", "I")], []),
        (
            {"joining_terms__purchase_required": 1, "joining_terms__purchase_required_for": ["join"]},
            [("P-05", "I")],
            [],
        ),
        ({"joining_terms__auto_enrol": "first_purchase"}, [("P-17", "R+")], []),
        ({"joining_terms__introducer_hops": 2}, [("P-21", "R+")], []),
        ({"joining_terms__buyback_waiver": True}, [("P-11", "R")], []),
        ({"joining_terms__excluded": None}, [], ["$.roles[1].entry.eligibility_excluded"]),
        ({"tier_schedule__basis": "list"}, [("P-07", "R")], []),
        ({"tier_schedule__basis": "list", "stocking_gate": "off"}, [("P-07", "R")], ["history"]),
        (
            {"tier_schedule__basis": "paid", "stocking_gate": "warn", "median_monthly_sell_through": 2000000},
            [("P-07", "R"), ("P-07", "R+")],
            [],
        ),
        ({"tier_schedule__basis": "list", "stocking_gate": None}, [("P-07", "R")], ["one shot"]),
        ({"return_policy__window_days": 29}, [("P-11", "R")], []),
        ({"return_policy__window_days": None}, [], []),
        ({"return_policy__restocking_rate": "0.11"}, [("P-11", "R")], []),
        ({"return_policy__pricing": "reprice_kept"}, [], []),
        ({"return_policy__pricing": "reprice_kept", "return_policy__floor_rate": "0.8"}, [("P-11", "R")], []),
        ({"return_policy": None}, [], ["buyback"]),
        ({"selling_terms__consumer_return": {"window_days": 6, "no_reason": True}}, [("P-12", "R")], []),
        ({"selling_terms__channel": None}, [], ["channel"]),
        ({"commission_plan__total_rate_cap": None}, [], []),
    ],
)
def test_what_a_change_of_the_live_rules_brings(change, findings, gaps):
    paths = {
        "history": ["$.history.median_monthly_sell_through"],
        "one shot": ["$.tiers[1].qualify.one_shot_allowed"],
        "channel": ["$.platform.channel"],
        "buyback": [
            f"$.buyback.{part}"
            for part in ("disclosed_in_contract", "exists", "refund_pct", "waiver_clause", "window_days")
        ],
    }
    expected = [path for name in gaps for path in paths.get(name, [name])]
    got_findings, got_gaps = found(live(**change))
    assert got_findings == findings
    assert set(expected) <= set(got_gaps)
    assert bool(expected) == bool(got_gaps)


def test_a_commission_by_bought_tier_is_a_purchase_as_a_condition_of_pay():
    rules = [
        {"id": "top", "match": {"tier": ["top"]}, "rate": "0.20"},
        {"id": "rest", "match": {}, "rate": "0.10"},
    ]
    bought = live(commission_plan__rules=rules, tier_schedule__basis="list")
    plan = compile_plan(bought, ON)
    assert plan["rewards"][0]["requires_own_purchase"] == "500000"
    assert ("P-05", "R+") in found(bought)[0]
    assert ("P-05", "R+") not in found(live(commission_plan__rules=rules))[0]


def test_the_payout_cap_is_the_plans_the_jurisdictions_or_the_highest_rate():
    def cap(**changes: Any) -> str | None:
        return compile_plan(live(**changes), ON)["caps"]["payout_per_order_pct_net"]

    assert cap() == "0.30"
    assert cap(commission_plan__total_rate_cap="0.25") == "0.25"
    assert cap(commission_plan__total_rate_cap=None) == "0.30"
    assert cap(commission_plan__total_rate_cap=None, jurisdictions=["US"]) == "0.10"
    fixed = [{"id": "fixed", "match": {}, "per_unit": 500}]
    assert (
        cap(commission_plan__total_rate_cap=None, jurisdictions=["US"], commission_plan__rules=fixed) is None
    )


def test_the_seller_as_his_own_customer_is_said():
    plan = compile_plan(live(attribution_policy__self_purchase="allow"), ON)
    assert plan["rewards"][0]["eligible_buyers"] == ["non_participant", "participant_self"]
