"""A brand's live rules as a plan of schema 5.1, so that what runs is what is linted.

What the product makes impossible is stated as known: nobody above the seller is paid, pay comes from end customers'
paid orders alone, stock comes from the brand alone, a tier confers a price. What only the brand can say (its joining
terms, its licences, its goods, its advertising) stays null until it is said, and null never passes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from commission.compliance.jurisdiction_terms import total_rate_cap
from commission.compliance.minor_units import as_major

_GATES_THAT_STOP = ("review", "block")
_WINDOW_DAYS = {"month": 31, "quarter": 92, "year": 366}


class LivePlan(TypedDict, total=False):
    """What the services gather: the policies in force, as in a scenario file, and what the brand declares."""

    plan_id: str
    version: str
    jurisdictions: Sequence[str]
    effective: Mapping[str, str | None]
    currency: str
    tier_schedule: Mapping[str, Any] | None
    return_policy: Mapping[str, Any] | None
    attribution_policy: Mapping[str, Any] | None
    commission_plan: Mapping[str, Any] | None
    joining_terms: Mapping[str, Any] | None
    """`fee`, `fee_kind`, `fee_mandatory`, `purchase_required`, `purchase_required_for`, `may_invite`, `excluded`,
    `auto_enrol`, `cooling_off`, `exit`, `contract`, `buyback_disclosed`, `buyback_waiver`, `buyback_payment_days`,
    `introducer_hops`: amounts in minor units, the rest as in schema 5.1."""
    selling_terms: Mapping[str, Any] | None
    """`licences`, `sells` (amounts in minor units), `consumer_return`, `claims`, `promotion`, `channel`."""
    stocking_gate: str | None
    """G-07 as the brand set it: off, warn, review or block."""
    consignment: bool | None
    median_monthly_sell_through: int | None
    """Minor units, at list price."""


def compile_plan(live: LivePlan, on: date) -> dict[str, Any]:
    """The plan that the lint judges. `on` is the day whose packs cap the pay where the plan itself does not."""
    currency = live.get("currency")
    joining = live.get("joining_terms") or {}
    selling = live.get("selling_terms") or {}
    jurisdictions = list(live.get("jurisdictions") or ())
    return {
        "plan_id": live.get("plan_id"),
        "version": live.get("version"),
        "jurisdictions": jurisdictions,
        "effective": dict(live.get("effective") or {"from": None, "to": None}),
        "currency": currency,
        "licences": selling.get("licences"),
        "sells": _sells(selling.get("sells"), currency),
        "roles": _roles(joining, currency),
        "tiers": _tiers(live, currency),
        "rewards": _rewards(live, currency),
        "caps": _caps(live, jurisdictions, joining, on),
        "buyback": _buyback(live.get("return_policy"), joining),
        "consumer_return": selling.get("consumer_return"),
        "cooling_off": joining.get("cooling_off"),
        "exit": joining.get("exit"),
        "contract": joining.get("contract"),
        "claims": selling.get("claims"),
        "promotion": selling.get("promotion"),
        "platform": {"channel": selling.get("channel"), "upline_levels_shown_in_ui": 0},
        # The order, its payment and its delivery are rows that a commission line cannot exist without (G-01).
        "retail_proof": {"identity_of_buyer": True, "payment_evidence": True, "delivery_evidence": True},
        "history": {"median_monthly_sell_through": _money(live.get("median_monthly_sell_through"), currency)},
    }


def _money(minor: Any, currency: str | None) -> str | None:
    return None if minor is None else as_major(int(minor), currency)


def _sells(declared: Mapping[str, Any] | None, currency: str | None) -> dict[str, Any] | None:
    if declared is None:
        return None
    return {**declared, "unit_price_list_max": _money(declared.get("unit_price_list_max"), currency)}


def _roles(joining: Mapping[str, Any], currency: str | None) -> list[dict[str, Any]]:
    entry = {
        "fee": _money(joining.get("fee"), currency),
        "fee_kind": joining.get("fee_kind"),
        "fee_mandatory": joining.get("fee_mandatory"),
        "fee_payable_first_7d": _money(joining.get("fee"), currency),
        "purchase_required": _money(joining.get("purchase_required"), currency),
        "purchase_required_for": joining.get("purchase_required_for"),
        "eligibility_excluded": joining.get("excluded"),
        "auto_enrol_customer_on": joining.get("auto_enrol"),
    }
    # Staff and resellers earn alike, on the sales credited to them; whoever buys stock buys it from the brand.
    earning = {
        "is_participant": True,
        "can_earn": True,
        "can_invite_participants": joining.get("may_invite"),
        "entry": entry,
        "exclusive_supply_from_upline": False,
    }
    customer = {
        "id": "customer",
        "is_participant": False,
        "can_earn": False,
        "can_invite_participants": False,
    }
    return [customer, {"id": "staff", **earning}, {"id": "reseller", **earning}]


def _tiers(live: LivePlan, currency: str | None) -> list[dict[str, Any]] | None:
    schedule = live.get("tier_schedule")
    if schedule is None:
        return None
    by_sales = schedule.get("basis") == "sell_through"
    return [
        {
            "id": tier.get("name"),
            "benefit": "purchase_price",
            "value": tier.get("price_rate"),
            "value_meaning": "pays_share_of_list",
            "qualify": {
                "metric": "verified_retail_sales" if by_sales else "purchase_volume",
                "threshold": _money(tier.get("threshold"), currency),
                "threshold_basis": schedule.get("basis"),
                "window_days": _window_days(schedule.get("window")),
                "one_shot_allowed": _one_shot(schedule, live.get("stocking_gate"), by_sales=by_sales),
                "max_order_multiple_of_sellthrough": None,
            },
            "confers": ["price_only"],
            "retroactive": False,
            "consignment_or_pay_after_sale": live.get("consignment"),
        }
        for tier in schedule.get("tiers", ())
    ]


def _one_shot(schedule: Mapping[str, Any], gate: str | None, *, by_sales: bool) -> bool | None:
    """Whether one order can reach the tier and its price: not where it does not count, nor where the gate stops it."""
    if by_sales or schedule.get("counts_current_order") is False:
        return False
    return None if gate is None else gate not in _GATES_THAT_STOP


def _window_days(window: Any) -> int | None:
    if isinstance(window, Mapping):
        return window.get("rolling_days") or _WINDOW_DAYS.get(str(window.get("calendar")))
    return None


def _rewards(live: LivePlan, currency: str | None) -> list[dict[str, Any]] | None:
    plan = live.get("commission_plan")
    if plan is None:
        return None
    policy = live.get("attribution_policy")
    return [_reward(rule, plan, live, policy, currency) for rule in plan.get("rules", ())]


def _reward(
    rule: Mapping[str, Any],
    plan: Mapping[str, Any],
    live: LivePlan,
    policy: Mapping[str, Any] | None,
    currency: str | None,
) -> dict[str, Any]:
    # What a rule does not pay may be left out or be null.
    rate = rule.get("rate")
    fixed = rule.get("per_order") if rule.get("per_unit") is None else rule.get("per_unit")
    depends, bought = _tier_condition(rule, live.get("tier_schedule"), currency)
    return {
        "id": rule.get("id"),
        "name": rule.get("id"),
        "trigger": "end_customer_order_completed",
        "payee": "seller",
        "upline_distance": {"min": 0, "max": 0},
        "base": "net_retail_price",
        "rate": "0" if rate is None and fixed is not None else rate,
        "fixed_amount": _money(fixed, currency),
        "rate_depends_on": depends,
        "requires_own_purchase": bought,
        "requires_active_headcount": 0,
        "eligible_buyers": _buyers(policy),
        "source_order_kinds": ["end_customer"],
        "delay_days": plan.get("hold_days", 15),
        "clawback_on_return": True,
        "max_payouts_per_event": 1,
    }


def _tier_condition(
    rule: Mapping[str, Any], schedule: Mapping[str, Any] | None, currency: str | None
) -> tuple[list[str] | None, str | None]:
    """A rule that pays by price tier pays, where tiers are bought, for one's own purchases; that is said."""
    named = (rule.get("match") or {}).get("tier")
    if not named:
        return ["none"], "0"
    if schedule is None:
        return None, None
    if schedule.get("basis") == "sell_through":
        return ["own_retail"], "0"
    names = {named} if isinstance(named, str) else set(named)
    thresholds = [int(tier["threshold"]) for tier in schedule.get("tiers", ()) if tier.get("name") in names]
    return ["own_purchase"], _money(min(thresholds, default=None), currency)


def _buyers(policy: Mapping[str, Any] | None) -> list[str] | None:
    """A seller's purchase from himself pays nothing unless the brand allows it (money-rules.md, Attribution)."""
    if policy is None:
        return None
    return ["non_participant", *(["participant_self"] if policy.get("self_purchase") == "allow" else [])]


def _caps(
    live: LivePlan, jurisdictions: Iterable[str], joining: Mapping[str, Any], on: date
) -> dict[str, Any]:
    share = _payout_share(live.get("commission_plan"), jurisdictions, on)
    return {
        "payout_per_order_pct_net": share,
        "payout_annual_pct_sales": share,
        "upline_levels_paid": 0,
        # Nothing stores more than one hop; whether even that is kept is the brand's choice.
        "relation_chain_stored_depth": joining.get("introducer_hops", 1),
    }


def _payout_share(plan: Mapping[str, Any] | None, jurisdictions: Iterable[str], on: date) -> str | None:
    """The most one line can pay: the plan's cap, else the tightest of the jurisdictions', else the highest rate."""
    if plan is None:
        return None
    if plan.get("total_rate_cap") is not None:
        return str(plan["total_rate_cap"])
    statutory = [cap.decimal for name in jurisdictions if (cap := total_rate_cap(name, on)) is not None]
    if statutory:
        return str(min(statutory))
    rules = plan.get("rules", ())
    if any(rule.get("rate") is None for rule in rules):
        return None  # a fixed sum has no share of a price that is not known
    return str(max((Decimal(str(rule["rate"])) for rule in rules), default=Decimal(0)))


def _buyback(policy: Mapping[str, Any] | None, joining: Mapping[str, Any]) -> dict[str, Any] | None:
    if policy is None:
        return None
    window = policy.get("window_days")
    keeps_price = policy.get("pricing", "keep_price") == "keep_price"
    fee = Decimal(str(policy.get("restocking_rate", "0"))) if keeps_price else Decimal(0)
    floor = policy.get("floor_rate")
    # Repriced, a return may pay as little as the floor; at kept prices it pays all but the fee.
    refund = str(1 - fee) if keeps_price else None if floor is None else str(floor)
    return {
        "exists": True,
        "window_days": "unlimited" if window is None else window,
        "refund_pct": refund,
        "handling_fee_pct": str(fee),
        "condition": "resaleable",
        "payment_days": joining.get("buyback_payment_days"),
        "covers_tier_stock": True,
        "exit_only": False,
        "disclosed_in_contract": joining.get("buyback_disclosed"),
        "tier_benefit_clawback": not keeps_price,
        "waiver_clause": joining.get("buyback_waiver"),
    }
