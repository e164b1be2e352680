"""Plans the tests lint: Storelet's own shape, and the one printed in the plan schema's source."""

from copy import deepcopy
from typing import Any

EXCLUDED = ["minor", "student", "teacher", "medical", "civil_servant", "military", "employee", "foreigner"]

_CLEAN: dict[str, Any] = {
    "plan_id": "demo",
    "version": "1.0.0",
    "jurisdictions": ["CN"],
    "effective": {"from": "2026-01-01", "to": None},
    "currency": "CNY",
    "licences": [],
    "sells": {
        "own_products": True,
        "unit_price_list_max": 1999,
        "market_price_ratio_max": "1.2",
        "virtual_or_financial": False,
        "rebate_promise_pct": 0,
        "static_return": False,
    },
    "roles": [
        {"id": "customer", "is_participant": False, "can_earn": False, "can_invite_participants": False},
        {
            "id": "seller",
            "is_participant": True,
            "can_earn": True,
            "can_invite_participants": False,
            "entry": {
                "fee": 0,
                "fee_kind": "none",
                "fee_mandatory": False,
                "fee_recurring": False,
                "kit_at_cost": True,
                "kit_commissionable": False,
                "fee_payable_first_7d": 0,
                "purchase_required": 0,
                "purchase_required_for": ["none"],
                "eligibility_excluded": EXCLUDED,
                "auto_enrol_customer_on": "none",
            },
            "exclusive_supply_from_upline": False,
        },
    ],
    "tiers": [
        {
            "id": "top",
            "benefit": "purchase_price",
            "value": "0.28",
            "value_meaning": "pays_share_of_list",
            "qualify": {
                "metric": "verified_retail_sales",
                "threshold": 500000,
                "window_days": 365,
                "one_shot_allowed": False,
                "max_order_multiple_of_sellthrough": "1.5",
            },
            "confers": ["price_only"],
            "retroactive": False,
            "consignment_or_pay_after_sale": True,
        }
    ],
    "rewards": [
        {
            "id": "own_sales",
            "name": "own sales",
            "trigger": "end_customer_order_completed",
            "payee": "seller",
            "upline_distance": {"min": 0, "max": 0},
            "base": "net_retail_price",
            "rate": "0.10",
            "rate_depends_on": ["none"],
            "requires_own_purchase": 0,
            "requires_active_headcount": 0,
            "eligible_buyers": ["non_participant"],
            "clawback_on_return": True,
            "max_payouts_per_event": 1,
        }
    ],
    "caps": {
        "payout_per_order_pct_net": "0.30",
        "payout_annual_pct_sales": "0.30",
        "upline_levels_paid": 0,
        "relation_chain_stored_depth": 1,
    },
    "buyback": {
        "exists": True,
        "window_days": 365,
        "refund_pct": "1",
        "handling_fee_pct": "0",
        "condition": "resaleable",
        "payment_days": 7,
        "covers_tier_stock": True,
        "exit_only": False,
        "disclosed_in_contract": True,
        "tier_benefit_clawback": True,
        "waiver_clause": False,
    },
    "consumer_return": {"window_days": 14, "no_reason": True},
    "cooling_off": {"days": 30, "full_refund": True, "covers_fees": True},
    "exit": {"free_anytime": True, "notice_days": 0, "conditions": []},
    "contract": {"written_signed": True, "statutory_warning": True},
    "claims": {"earnings_claims": [], "income_disclosure_statement": True},
    "promotion": {"disclosure_tag_required": True, "recruiting_copy_mentions_downline_income": False},
    "platform": {"channel": ["web", "wechat_mini_program"], "upline_levels_shown_in_ui": 0},
    "retail_proof": {"identity_of_buyer": True, "payment_evidence": True, "delivery_evidence": True},
}


def clean_plan() -> dict[str, Any]:
    """Single level, no fee, resale with a right of return, tiers by sales to end customers: clear everywhere."""
    return deepcopy(_CLEAN)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The clean plan with one field changed: `roles.1.entry.fee`."""
    plan = clean_plan()
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = plan
    for part in parents:
        place = place[part]
    place[last] = value
    return plan


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every field of a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict):
                found += leaves(inner, (*path, index))
    return found


def forget(plan: dict[str, Any], path: tuple[Any, ...]) -> None:
    """Make a field of the plan one that is not known."""
    place: Any = plan
    for part in path[:-1]:
        if place is None:
            return
        place = place[part]
    if isinstance(place, dict):
        place[path[-1]] = None
