"""Who plays, when and by which rules. Everything random comes from one seed: each run is the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

SLUG = "demo"
NAME = "Hearts & Lanterns"
TIMEZONE = "Europe/London"
SEED = 20_111_209
DAYS = 91
RESELLER_STORES = 200
STAFF_STORES = 40
# Ofcom keeps these numbers for drama: no person ever gets a call.
DRAMA_NUMBERS = "+447700900"
PASSWORD = "hearts-and-lanterns"  # noqa: S105 - printed by the demo, for the demo
BEFORE_THE_YEAR = datetime(2010, 1, 1, tzinfo=UTC)

TIER_SCHEDULE: dict[str, Any] = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "counts_current_order": True,
    "tiers": [
        {"name": "start", "threshold": 0, "price_rate": "0.60"},
        {"name": "bronze", "threshold": 100_000, "price_rate": "0.52"},
        {"name": "silver", "threshold": 500_000, "price_rate": "0.45"},
        {"name": "gold", "threshold": 2_000_000, "price_rate": "0.38"},
        {"name": "top", "threshold": 10_000_000, "price_rate": "0.28"},
    ],
}
RETURN_POLICY: dict[str, Any] = {
    "window_days": 365,
    "restocking_rate": "0",
    "pricing": "keep_price",
    "floor_rate": "0.90",
}
ATTRIBUTION_POLICY: dict[str, Any] = {
    "window_days": 30,
    "window_days_by_channel": {"offline_coupon": 365},
    "precedence": ["coupon", "binding", "touch", "store"],
    "model": "last",
    "binding": None,
    "self_purchase": "deny",
}
COMMISSION_PLAN: dict[str, Any] = {
    "hold_days": 15,
    "hold_days_without_delivery": 30,
    "total_rate_cap": "0.30",
    "caps": {"order": None, "seller_month": 200_000},
    "rules": [
        {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"},
        {"id": "new-customers", "match": {"customer": ["new"]}, "rate": "0.12"},
        {"id": "rest", "match": {}, "rate": "0.10"},
    ],
}
# What the demo's brand says of itself, as the lint reads it: nobody pays to join, nobody is bound, all stock goes back.
DECLARED_TERMS: dict[str, Any] = {
    "jurisdictions": [],
    "joining": {
        "fee": 0,
        "fee_kind": "none",
        "fee_mandatory": False,
        "purchase_required": 0,
        "purchase_required_for": ["none"],
        "may_invite": False,
        "excluded": ["minor"],
        "auto_enrol": "none",
        "cooling_off": {"days": 14, "full_refund": True, "covers_fees": True},
        "exit": {"free_anytime": True, "notice_days": 0, "conditions": []},
        "contract": {
            "written_signed": True,
            "twelve_month_obligation_statement": True,
            "obligation_change_notice_days": 60,
            "statutory_warning": True,
        },
        "buyback_disclosed": True,
        "buyback_waiver": False,
        "buyback_payment_days": 7,
        "introducer_hops": 0,
    },
    "selling": {
        "licences": [],
        "sells": {
            "own_products": True,
            "unit_price_list_max": 300_000,
            "market_price_ratio_max": "1.1",
            "virtual_or_financial": False,
            "rebate_promise_pct": 0,
            "static_return": False,
        },
        "consumer_return": {"window_days": 14, "no_reason": True},
        "claims": {"earnings_claims": [], "income_disclosure_statement": True},
        "promotion": {"disclosure_tag_required": True, "recruiting_copy_mentions_downline_income": False},
        "channel": ["web"],
    },
    # The imported year happened before there was a gate; from here on a person looks at what exceeds the sales.
    "stocking": {"gate": "review", "starter_cap": 100},
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The three months: they end with yesterday in the brand's time zone, so that the site's today is fresh."""

    first_day: datetime

    @classmethod
    def ending_before(cls, now: datetime) -> "Calendar":
        today = datetime.combine(now.astimezone(ZoneInfo(TIMEZONE)).date(), time(), ZoneInfo(TIMEZONE))
        return cls(today - timedelta(days=DAYS))

    def morning(self, day: int) -> datetime:
        """Nine o'clock of a day, counted from 0, on the brand's wall clock."""
        local = self.first_day.replace(tzinfo=None) + timedelta(days=day, hours=9)
        return local.replace(tzinfo=ZoneInfo(TIMEZONE)).astimezone(UTC)


def chance(*what: object) -> Random:
    """A stream of its own for each scene: a scene played again, after a crash, draws what it drew before."""
    return Random(f"{SEED}:{what}")  # noqa: S311 - a play, not a secret


def fixed_id(brand_id: UUID, *what: object) -> UUID:
    """The same thing has the same id in every run of one brand: played twice, it is stored once."""
    return uuid5(uuid5(NAMESPACE_URL, f"storelet-demo:{brand_id}"), repr(what))
