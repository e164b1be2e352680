"""A small scenario and short ways to write its events. Day 0 is 2026-03-01, 00:00 in Shanghai."""

from datetime import UTC, datetime, timedelta
from typing import Any

from commission.replay.replay import replay

DAY_0 = datetime(2026, 2, 28, 16, tzinfo=UTC)
Json = dict[str, Any]


def at(days: int, *, us: int = 0) -> str:
    return (DAY_0 + timedelta(days=days, microseconds=us)).isoformat()


def event(event_id: str, days: int, kind: str, *, us: int = 0, **fields: Any) -> Json:
    return {"id": event_id, "at": at(days, us=us), "type": kind, **fields}


def sale(event_id: str, days: int, order: str, *paid: int, qty: int = 1, us: int = 0, **fields: Any) -> Json:
    lines = [
        {"line": str(number), "sku": "A", "qty": qty, "paid": amount} for number, amount in enumerate(paid, 1)
    ]
    known = {"customer": "c1", "store": "s1", **fields}
    return event(event_id, days, "retail_paid", us=us, order=order, lines=lines, **known)


def stock(event_id: str, days: int, order: str, qty: int, seller: str = "r1", sku: str = "A") -> Json:
    lines = [{"line": "1", "sku": sku, "qty": qty}]
    return event(event_id, days, "wholesale_paid", order=order, seller=seller, lines=lines)


def refund(event_id: str, days: int, order: str, qty: int, line: str = "1", **fields: Any) -> Json:
    return event(event_id, days, "retail_refunded", order=order, line=line, qty=qty, **fields)


def scenario(*events: Json, **changes: Any) -> Json:
    document: Json = {
        "brand": {"id": "b1", "currency": "CNY", "jurisdiction": "CN", "timezone": "Asia/Shanghai"},
        "tier_schedule": {
            "basis": "list",
            "window": {"rolling_days": 365},
            "mode": "all_units",
            "counts_current_order": True,
            "tiers": [
                {"name": "start", "threshold": 0, "price_rate": "0.60"},
                {"name": "top", "threshold": 1_000_000, "price_rate": "0.28"},
            ],
        },
        "return_policy": {
            "window_days": 365,
            "restocking_rate": "0",
            "pricing": "keep_price",
            "floor_rate": "0.90",
        },
        "attribution_policy": {"window_days": 30},
        "commission_plan": {
            "hold_days": 15,
            "hold_days_without_delivery": 30,
            "rules": [
                {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"},
                {"id": "rest", "match": {}, "rate": "0.10"},
            ],
        },
        "sellers": [
            {"id": "s1", "kind": "staff", "customers": ["c7"]},
            {"id": "s2", "kind": "staff"},
            {"id": "r1", "kind": "reseller", "cohort": "2026-spring"},
        ],
        "skus": [
            {"id": "A", "list_price": 10_000, "category": "coat"},
            {"id": "B", "list_price": 4_000, "tier_eligible": False},
        ],
        "coupons": [{"code": "R1OFF", "seller": "r1", "channel": "poster"}],
        "events": list(events),
    }
    return document | changes


def play(*events: Json, **changes: Any) -> Json:
    return replay(scenario(*events, **changes))


def rejected(outcome: Json) -> dict[str, str]:
    return {each["event"]: each["reason"] for each in outcome["rejected"]}


def state_of(outcome: Json, row: int = 0) -> tuple[int, int, str]:
    found = outcome["commissions"][row]
    return found["amount"], found["reversed"], found["state"]
