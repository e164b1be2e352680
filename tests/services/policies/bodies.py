"""Policies in the JSON shape of scenario.md."""

from typing import Any

TIERS: dict[str, Any] = {
    "currency": "CNY",
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "counts_current_order": True,
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "top", "threshold": 50_000_000, "price_rate": "0.28"},
    ],
}
RETURNS: dict[str, Any] = {
    "window_days": 365,
    "restocking_rate": "0",
    "pricing": "keep_price",
    "floor_rate": "0.90",
}
ATTRIBUTION: dict[str, Any] = {"window_days": 30, "model": "last", "binding": None, "self_purchase": "deny"}
REVIEW: dict[str, Any] = {"review_days": 3, "rules": {"click_flood": {"clicks": 12}}}
PLAN: dict[str, Any] = {
    "hold_days": 15,
    "hold_days_without_delivery": 30,
    "total_rate_cap": "0.30",
    "caps": {"order": None, "seller_month": None},
    "rules": [{"id": "rest", "match": {}, "rate": "0.10"}],
}
