"""Ways to break the format, each one change to a sound document, with the path of the fault it makes."""

import copy
import re
from typing import Any

Json = dict[str, Any]
GONE = object()

SOUND: Json = {
    "brand": {"id": "b1", "currency": "CNY", "jurisdiction": "CN", "timezone": "Asia/Shanghai"},
    "tier_schedule": {
        "basis": "list",
        "window": {"rolling_days": 30},
        "mode": "all_units",
        "counts_current_order": True,
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "top", "threshold": 100000, "price_rate": "0.50"},
        ],
    },
    "return_policy": {
        "window_days": 30,
        "restocking_rate": "0",
        "pricing": "keep_price",
        "floor_rate": "0.90",
    },
    "attribution_policy": {
        "window_days": 30,
        "window_days_by_channel": {"poster": 60},
        "precedence": ["coupon", "binding", "touch", "store"],
        "model": "last",
        "binding": {"days": 10, "rebind": "never"},
        "half_life_days": 7,
        "self_purchase": "deny",
    },
    "commission_plan": {
        "hold_days": 15,
        "hold_days_without_delivery": 30,
        "total_rate_cap": "0.30",
        "caps": {"order": None, "seller_month": 1000},
        "rules": [
            {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"},
            {"id": "rest", "match": {}, "per_unit": 5},
        ],
    },
    "sellers": [
        {"id": "s1", "kind": "staff"},
        {"id": "r1", "kind": "reseller"},
        {"id": "r2", "kind": "staff"},
    ],
    "skus": [{"id": "A", "list_price": 100}, {"id": "B", "list_price": 200}, {"id": "C", "list_price": 1}],
    "coupons": [
        {"code": "R1OFF", "seller": "r1", "channel": "chat", "valid_from": None, "valid_until": None}
    ],
    "events": [
        {"id": "e0", "at": "2026-03-01T12:00:00+08:00", "type": "touch", "visitor": "v1", "seller": "s1"}
        | {"channel": "chat", "kind": "click"},
        {"id": "e1", "at": "2026-03-02T12:00:00+08:00", "type": "bind", "seller": "s1", "customer": "c1"},
        {
            "id": "e2",
            "at": "2026-03-03T12:00:00+08:00",
            "type": "retail_paid",
            "order": "o1",
            "customer": "c1",
        }
        | {"coupon": "R1OFF", "store": "r1", "lines": [{"line": "1", "sku": "A", "qty": 2, "paid": 100}]},
        {
            "id": "e3",
            "at": "2026-03-04T12:00:00+08:00",
            "type": "wholesale_paid",
            "order": "w1",
            "seller": "r1",
        }
        | {"lines": [{"line": "1", "sku": "A", "qty": 2}, {"line": "2", "sku": "B", "qty": 1}]},
        {"id": "e4", "at": "2026-03-05T12:00:00+08:00", "type": "payout", "seller": None, "minimum": 1},
        {
            "id": "e5",
            "at": "2026-03-05T12:00:00+08:00",
            "type": "seller_status",
            "seller": "s1",
            "status": "active",
        },
        {
            "id": "e6",
            "at": "2026-03-06T12:00:00Z",
            "type": "retail_refunded",
            "order": "o1",
            "line": "1",
            "qty": 1,
        },
    ],
}

# (what is changed, the new value, the path of the fault)
BREAKS: list[tuple[str, Any, str]] = [
    ("brand.timezone", "Mars/Olympus", "brand.timezone"),
    ("tier_schedule.basis", "rank", "tier_schedule.basis"),
    ("tier_schedule.mode", "steps", "tier_schedule.mode"),
    ("tier_schedule.window", {"rolling_days": 0}, "tier_schedule.window.rolling_days"),
    ("tier_schedule.window", {"calendar": "week"}, "tier_schedule.window.calendar"),
    ("tier_schedule.tiers[0].threshold", 1, "tier_schedule.tiers[0].threshold"),
    ("tier_schedule.tiers[1].threshold", 0, "tier_schedule.tiers[1].threshold"),
    ("tier_schedule.tiers[1].price_rate", "0.61", "tier_schedule.tiers[1].price_rate"),
    ("tier_schedule.tiers[1].price_rate", "0", "tier_schedule.tiers[1].price_rate"),
    ("tier_schedule.tiers[0].price_rate", "1.01", "tier_schedule.tiers[0].price_rate"),
    ("tier_schedule.tiers[1].price_rate", 0.5, "tier_schedule.tiers[1].price_rate"),
    ("return_policy.pricing", "free", "return_policy.pricing"),
    ("return_policy.floor_rate", "1.1", "return_policy.floor_rate"),
    ("attribution_policy.model", "magic", "attribution_policy.model"),
    ("attribution_policy.binding.rebind", "always", "attribution_policy.binding.rebind"),
    ("attribution_policy.self_purchase", "maybe", "attribution_policy.self_purchase"),
    ("commission_plan.total_rate_cap", "0.31", "commission_plan.total_rate_cap"),
    ("commission_plan.hold_days", -1, "commission_plan.hold_days"),
    ("commission_plan.caps.order", -1, "commission_plan.caps.order"),
    ("commission_plan.rules[0].rate", "much", "commission_plan.rules[0].rate"),
    ("commission_plan.rules[1].per_unit", 0.5, "commission_plan.rules[1].per_unit"),
    ("commission_plan.rules[1].rate", "0.1", "commission_plan.rules[1].rate"),
    ("commission_plan.rules[0].match.rank", ["a"], "commission_plan.rules[0].match.rank"),
    ("sellers[2].id", "s1", "sellers[2].id"),
    ("sellers[0].kind", "king", "sellers[0].kind"),
    ("skus[2].id", "A", "skus[2].id"),
    ("skus[0].list_price", -1, "skus[0].list_price"),
    ("skus[0].list_price", 1.5, "skus[0].list_price"),
    ("coupons[0].seller", "nobody", "coupons[0].seller"),
    ("coupons[0].valid_from", "2026-03-01", "coupons[0].valid_from"),
    ("events[0].at", "2026-03-01T12:00:00", "events[0].at"),
    ("events[0].at", "yesterday", "events[0].at"),
    ("events[0].at", GONE, "events[0].at"),
    ("events[0].id", GONE, "events[0].id"),
    ("events[0].type", "wish", "events[0].type"),
    ("events[0].type", GONE, "events[0].type"),
    ("events[0].kind", "stare", "events[0].kind"),
    ("events[0].seller", "nobody", "events[0].seller"),
    ("events[0].sku", "Z", "events[0].sku"),
    ("events[0].visitor", GONE, "events[0].visitor"),
    ("events[1].visitor", "v1", "events[1].visitor"),
    ("events[1].customer", GONE, "events[1].customer"),
    ("events[2].coupon", "NONE", "events[2].coupon"),
    ("events[2].store", "nobody", "events[2].store"),
    ("events[2].lines", [], "events[2].lines"),
    ("events[2].lines[0].sku", "Z", "events[2].lines[0].sku"),
    ("events[2].lines[0].qty", 0, "events[2].lines[0].qty"),
    ("events[2].lines[0].qty", True, "events[2].lines[0].qty"),
    ("events[2].lines[0].paid", -1, "events[2].lines[0].paid"),
    ("events[2].lines[0].paid", "100", "events[2].lines[0].paid"),
    ("events[2].lines[0].paid", GONE, "events[2].lines[0].paid"),
    ("events[2].from_stock", "yes", "events[2].from_stock"),
    ("events[3].lines[1].line", "1", "events[3].lines[1].line"),
    ("events[3].seller", GONE, "events[3].seller"),
    ("events[4].minimum", -1, "events[4].minimum"),
    ("events[4].seller", "nobody", "events[4].seller"),
    ("events[5].status", "retired", "events[5].status"),
    ("events[6].qty", 1.5, "events[6].qty"),
    ("events[6].qty", -1, "events[6].qty"),
    ("events[6].order", GONE, "events[6].order"),
    ("events[6].id", "e5", "events[6].id"),
]


def broken(path: str, value: Any) -> Json:
    """The sound document with one place set to another value, or taken out."""
    document = copy.deepcopy(SOUND)
    steps: list[Any] = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
    place: Any = document
    for step in steps[:-1]:
        place = place[step]
    if value is GONE:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return document
