"""Policies that cannot be: missing parts, and what money-rules.md refuses."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
Faults = dict[str, str]
JURISDICTION_LINE_CAP = {"CN": Decimal("0.30"), "KR": Decimal("0.35")}


def rate(value: Any) -> Decimal | None:
    """A share between 0 and 1 written as a string, or None."""
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and 0 <= number <= 1 else None


def whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def policy_faults(document: Json) -> Faults:
    checks = {
        "tier_schedule": schedule_faults,
        "return_policy": return_faults,
        "attribution_policy": attribution_faults,
        "commission_plan": plan_faults,
    }
    faults: Faults = {}
    for name, check in checks.items():
        policy = document.get(name)
        if policy is None:
            continue
        if isinstance(policy, dict):
            faults |= check(policy, name, document)
            continue
        for i, version in enumerate(policy):
            faults |= check(version, f"{name}[{i}]", document)
            starts = [start_of(other) for other in policy[:i]]
            if start_of(version) is None or start_of(version) in starts:
                faults[f"{name}[{i}].effective_from"] = "an instant that no other version has is needed"
    return faults


def start_of(version: Json) -> datetime | None:
    try:
        start = datetime.fromisoformat(version.get("effective_from") or "")
    except ValueError:
        return None
    return start if start.tzinfo is not None else None


def schedule_faults(schedule: Json, path: str, document: Json) -> Faults:
    faults: Faults = {}
    basis, mode, counts = schedule.get("basis"), schedule.get("mode"), schedule.get("counts_current_order")
    if basis not in ("list", "paid", "sell_through"):
        faults[f"{path}.basis"] = "list, paid or sell_through"
    if mode not in ("all_units", "graduated") or (mode == "graduated" and basis != "list"):
        faults[f"{path}.mode"] = "all_units, or graduated with basis list"
    faults |= window_faults(schedule.get("window"), f"{path}.window")
    if (basis == "sell_through" and counts is True) or (mode == "graduated" and counts is False):
        faults[f"{path}.counts_current_order"] = "refused for this basis or mode"
    return faults | tier_faults(schedule.get("tiers"), f"{path}.tiers")


def window_faults(window: Any, path: str) -> Faults:
    if window in ("order", "lifetime"):
        return {}
    if not isinstance(window, dict) or len(window) != 1 or not {"rolling_days", "calendar"} & set(window):
        return {path: "order, rolling_days, calendar or lifetime"}
    if "calendar" in window and window["calendar"] not in ("month", "quarter", "year"):
        return {f"{path}.calendar": "month, quarter or year"}
    if "rolling_days" in window and not whole(window["rolling_days"], 1):
        return {f"{path}.rolling_days": "whole days are needed"}
    return {}


def tier_faults(tiers: Any, path: str) -> Faults:
    if not isinstance(tiers, list) or not tiers:
        return {path: "at least one tier is needed"}
    faults: Faults = {}
    for i, tier in enumerate(tiers):
        before = tiers[i - 1] if i else None
        threshold, share = tier.get("threshold"), rate(tier.get("price_rate"))
        if not whole(threshold, 0) or (
            threshold != 0 if before is None else threshold <= before["threshold"]
        ):
            faults[f"{path}[{i}].threshold"] = "the first is 0, each next is higher"
        if not share or (before is not None and share > (rate(before.get("price_rate")) or 1)):
            faults[f"{path}[{i}].price_rate"] = "above 0, at most 1, never rising"
    return faults


def return_faults(policy: Json, path: str, document: Json) -> Faults:
    faults: Faults = {}
    restocking, floor = rate(policy.get("restocking_rate") or "0"), rate(policy.get("floor_rate") or "0")
    if policy.get("window_days") is not None and not whole(policy["window_days"], 0):
        faults[f"{path}.window_days"] = "whole days, or null for no limit"
    if restocking is None:
        faults[f"{path}.restocking_rate"] = "a share is needed"
    if floor is None:
        faults[f"{path}.floor_rate"] = "a share is needed"
    if restocking is not None and floor is not None and 1 - restocking < floor:
        faults[f"{path}.restocking_rate"] = "leaves less than the floor"
    if policy.get("pricing") not in ("keep_price", "reprice_kept"):
        faults[f"{path}.pricing"] = "keep_price or reprice_kept"
    return faults


def attribution_faults(policy: Json, path: str, document: Json) -> Faults:
    faults: Faults = {}
    if not whole(policy.get("window_days", 30), 0):
        faults[f"{path}.window_days"] = "whole days are needed"
    for channel, days in (policy.get("window_days_by_channel") or {}).items():
        if not whole(days, 0):
            faults[f"{path}.window_days_by_channel.{channel}"] = "whole days are needed"
    if policy.get("model", "last") not in ("last", "first", "linear", "position", "time_decay"):
        faults[f"{path}.model"] = "not a model"
    if not whole(policy.get("half_life_days", 7), 1):
        faults[f"{path}.half_life_days"] = "whole days are needed"
    if policy.get("self_purchase", "deny") not in ("deny", "allow"):
        faults[f"{path}.self_purchase"] = "deny or allow"
    binding = policy.get("binding") or "off"
    if binding != "off" and not whole(binding.get("days"), 1):
        faults[f"{path}.binding.days"] = "whole days are needed"
    if binding != "off" and binding.get("rebind") not in ("never", "after_expiry", "newest"):
        faults[f"{path}.binding.rebind"] = "never, after_expiry or newest"
    precedence = policy.get("precedence", ["coupon", "binding", "touch", "store"])
    for i, way in enumerate(precedence):
        if way not in ("coupon", "binding", "touch", "store") or way in precedence[:i]:
            faults[f"{path}.precedence[{i}]"] = "each of coupon, binding, touch, store at most once"
    return faults


def plan_faults(plan: Json, path: str, document: Json) -> Faults:
    faults: Faults = {}
    for name, default in (("hold_days", 15), ("hold_days_without_delivery", 30)):
        if not whole(plan.get(name, default), 0):
            faults[f"{path}.{name}"] = "whole days are needed"
    for name in ("order", "seller_month"):
        cap = (plan.get("caps") or {}).get(name)
        if cap is not None and not whole(cap, 0):
            faults[f"{path}.caps.{name}"] = "whole minor units, or null"
    cap, ceiling = (
        plan.get("total_rate_cap"),
        JURISDICTION_LINE_CAP.get((document.get("brand") or {}).get("jurisdiction")),
    )
    if cap is not None and (rate(cap) is None or (ceiling is not None and (rate(cap) or 0) > ceiling)):
        faults[f"{path}.total_rate_cap"] = "a share, never above the jurisdiction's"
    rules = plan.get("rules")
    if not isinstance(rules, list):
        return faults | {f"{path}.rules": "rules are needed"}
    for i, rule in enumerate(rules):
        faults |= rule_faults(rule, f"{path}.rules[{i}]", [other.get("id") for other in rules[:i]])
    return faults


def rule_faults(rule: Json, path: str, earlier: list[Any]) -> Faults:
    faults: Faults = {}
    if not isinstance(rule.get("id"), str) or not rule["id"] or rule["id"] in earlier:
        faults[f"{path}.id"] = "an id that no other rule has is needed"
    ways = [way for way in ("rate", "per_unit", "per_order") if rule.get(way) is not None]
    if len(ways) != 1:
        faults[f"{path}.rate"] = "a rule pays a rate, or per unit, or per order"
    elif ways == ["rate"] and rate(rule["rate"]) is None:
        faults[f"{path}.rate"] = "a share is needed"
    elif ways != ["rate"] and not whole(rule[ways[0]], 0):
        faults[f"{path}.{ways[0]}"] = "whole minor units are needed"
    for what, wanted in (rule.get("match") or {}).items():
        if what not in ("seller_kind", "tier", "cohort", "sku", "category", "channel", "customer"):
            faults[f"{path}.match.{what}"] = "not something a rule matches on"
        elif not isinstance(wanted, list):
            faults[f"{path}.match.{what}"] = "a list is needed"
    return faults
