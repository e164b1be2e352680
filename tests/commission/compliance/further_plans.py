"""Plans at a rule's figures, on both sides, and at each of its branches: what is said of them is kept in `told/`."""

from datetime import timedelta
from typing import Any

from tests.commission.compliance.plans import clean_plan
from tests.commission.compliance.test_plan_rules import (
    BOUGHT,
    FEE,
    LICENSED,
    PAY,
    SELLER,
    TIER,
    TWO_UP,
    UPLINE,
)
from tests.commission.compliance.verdict_table import ON

Change = tuple[str, Any]

_ONE_SHOT = [*BOUGHT, (f"{TIER}.qualify.one_shot_allowed", True)]
_UNCAPPED = [*_ONE_SHOT, (f"{TIER}.qualify.max_order_multiple_of_sellthrough", None)]
_HIGH = ("caps.payout_per_order_pct_net", "0.60")
_TRAINING = (f"{SELLER}.entry.fee_kind", "training")
_POUNDS = ("currency", "GBP")


def _pays(**more: Any) -> dict[str, Any]:
    return clean_plan()["rewards"][0] | more


def _tier(**more: Any) -> dict[str, Any]:
    return clean_plan()["tiers"][0] | more


def _bought(threshold: Any, median: Any, **more: Any) -> list[Change]:
    """The top tier for an order of so much, by sellers who sell so much a month."""
    changes: list[Change] = [
        *_UNCAPPED,
        (f"{TIER}.qualify.threshold", threshold),
        ("history", {"median_monthly_sell_through": median}),
    ]
    return [*changes, *((f"{TIER}.{name}", value) for name, value in more.items())]


_INTRODUCTION = _pays(id="introduction", trigger="participant_joined", rate=0, fixed_amount=50)
_LISTED = {"qualify.threshold_basis": "list"}

FURTHER: list[tuple[str, str, list[Change]]] = [
    *(
        ("P-01", "UK", [*FEE, (f"{SELLER}.entry.fee", fee), _POUNDS, *UPLINE, week])
        for fee in (200, 201)
        for week in [
            (f"{SELLER}.entry.fee_payable_first_7d", None),
            (f"{SELLER}.entry.fee_payable_first_7d", 200),
            (f"{SELLER}.entry.fee_payable_first_7d", 201),
        ]
    ),
    ("P-01", "CN", [*FEE, (f"{SELLER}.entry.fee", 1)]),
    *(("P-01", "CN", [*FEE, ("currency", currency)]) for currency in ("USD", None)),
    ("P-02", "UK", [("rewards", [_INTRODUCTION]), _POUNDS]),
    (
        "P-02",
        "UK",
        [("rewards", [_INTRODUCTION, _pays(payee="upline", upline_distance={"min": 1, "max": 1})]), _POUNDS],
    ),
    ("P-02", "CN", [(f"{PAY}.base", "entry_fee")]),
    *(
        ("P-02", "UK", [("rewards", [_INTRODUCTION | {"max_payouts_per_event": times}]), _POUNDS])
        for times in (None, 1, 2)
    ),
    ("P-03", "CN", [("rewards", [])]),
    *(
        ("P-03", "CN", [change, ("platform.channel", [channel])])
        for channel in ("web", "wechat", "wechat_official", "wechat_mini_program")
        for change in (
            (f"{PAY}.trigger", "pool"),
            (f"{PAY}.base", "pool"),
            (f"{PAY}.base", "team_volume"),
            (f"{PAY}.base", "margin_spread"),
            (f"{PAY}.rate_depends_on", ["team_volume"]),
        )
    ),
    *(
        ("P-03", "CN", [(f"{PAY}.name", "团队奖"), (f"{PAY}.upline_distance", {"min": 0, "max": far}), *rate])
        for far in (0, None)
        for rate in ([], [(f"{PAY}.rate", 0)])
    ),
    *(
        ("P-03", "CN", [(f"{PAY}.payee", payee), (f"{PAY}.upline_distance", {"min": 0, "max": far})])
        for payee in ("upline", None, "seller")
        for far in (0, 3, None)
    ),
    *(
        ("P-04", "CN", [*change, *rate])
        for change in ([(f"{PAY}.trigger", "pool")], [(f"{PAY}.name", None)], [(f"{PAY}.name", "平级奖")])
        for rate in ([], [(f"{PAY}.rate", 0)])
    ),
    ("P-05", "CN", [(f"{PAY}.requires_own_purchase", 1)]),
    ("P-06", "EU", [(f"{PAY}.requires_active_headcount", 1)]),
    *(("P-07", "CN", [*BOUGHT, (f"{TIER}.qualify.threshold", threshold)]) for threshold in (None, 0, 1)),
    *(
        ("P-07", "CN", [*_ONE_SHOT, (f"{TIER}.qualify.max_order_multiple_of_sellthrough", multiple), *more])
        for multiple in (3, "3.01")
        for more in (
            [],
            [("history", {"median_monthly_sell_through": 1})],
            [(f"{TIER}.qualify.threshold", None)],
        )
    ),
    *(("P-07", "CN", _bought(goods, 100, **_LISTED)) for goods in (300, 301)),
    ("P-07", "CN", _bought(84, 100)),
    ("P-07", "CN", _bought(85, 100)),
    ("P-07", "CN", _bought(301, 100, value="0")),
    ("P-07", "CN", _bought(301, 100, value="1")),
    ("P-07", "CN", _bought(301, 0, **_LISTED)),
    ("P-07", "CN", _bought(301, 1, **_LISTED)),
    *(
        ("P-08", "CN", [(f"{PAY}.base", "margin_spread"), change])
        for change in (
            (f"{PAY}.trigger", "order_amount"),
            (f"{PAY}.trigger", "participant_purchase"),
            (f"{PAY}.eligible_buyers", ["downline_participant"]),
            (f"{PAY}.rate", 0),
        )
    ),
    ("P-09", "CN", [(f"{PAY}.base", "suggested_retail_of_order")]),
    *(
        ("P-10", "KR", [*depth, ("caps.payout_annual_pct_sales", share)])
        for depth in ([], UPLINE, TWO_UP)
        for share in ("0.35", "0.36", "0.38", "0.381")
    ),
    ("P-10", "CN", [(f"{PAY}.rate", "0.31"), ("caps.payout_per_order_pct_net", "0.31")]),
    ("P-10", "CN", [("rewards", [_pays(rate=0), _pays(rate="0.31")]), _HIGH]),
    ("P-10", "CN", [("rewards", [_pays(rate="0.16"), _pays(rate="0.16")]), _HIGH]),
    ("P-10", "CN", [*TWO_UP, (f"{PAY}.rate", "0.16"), _HIGH]),
    ("P-10", "CN", [*TWO_UP, (f"{PAY}.rate", "0.15"), _HIGH]),
    ("P-10", "CN", [(f"{PAY}.payee", "upline"), (f"{PAY}.upline_distance", {"min": 3, "max": 3}), _HIGH]),
    ("P-10", "CN", [(f"{PAY}.upline_distance", {"min": None, "max": None}), (f"{PAY}.rate", "0.31"), _HIGH]),
    *(
        ("P-10", "CN", [("tiers", [_tier(benefit="commission_rate", value=value) for value in values]), cap])
        for values in (("0.20", "0.19"), ("0.21", "0.19"), ("0.21", None))
        for cap in (_HIGH, ("caps.payout_per_order_pct_net", None))
    ),
    ("P-10", "US", [(f"{PAY}.rate", "0.6"), ("caps.payout_per_order_pct_net", "0.51"), *LICENSED]),
    *(
        (
            "P-10",
            "CN",
            [(f"{PAY}.rate", "0.31"), _HIGH, ("licences", [{"type": "direct_selling", "valid_to": until}])],
        )
        for until in ((ON - timedelta(days=1)).isoformat(), ON.isoformat(), None, "for ever")
    ),
    ("P-10", "US", [(f"{PAY}.rate", "0.6"), ("caps.payout_per_order_pct_net", "0.50")]),
    ("P-11", "CN", [("buyback.disclosed_in_contract", False)]),
    *(
        ("P-11", "US", [("buyback.refund_pct", share), ("buyback.handling_fee_pct", fee)])
        for share in ("1", "0.9", "0.89", None)
        for fee in ("0", "0.1", "0.11", None)
    ),
    *(
        ("P-11", where, [("buyback.window_days", days)])
        for where in ("TW", "CN")
        for days in (29, 30, "unlimited")
    ),
    ("P-12", "UK", [("cooling_off.days", 13)]),
    *(("P-12", "IN", [("cooling_off.days", days)]) for days in (0, 1, 29, 30)),
    ("P-12", "TW", [("cooling_off.full_refund", False)]),
    *(("P-12", where, [("consumer_return.no_reason", False)]) for where in ("CN", "EU")),
    *(
        ("P-12", "KR", [("cooling_off.days", days), ("buyback.window_days", window)])
        for days, window in ((89, 89), (90, 89), (89, 90), (13, "unlimited"), (14, "unlimited"), (89, None))
    ),
    ("P-13", "CN", [("platform.channel", ["home_party"])]),
    ("P-13", "CN", [("platform.channel", ["door_to_door"]), *LICENSED]),
    ("P-13", "CN", [("platform.channel", ["door_to_door"]), ("rewards", [])]),
    ("P-13", "MY", [*UPLINE, *LICENSED]),
    ("P-13", "TW", [*UPLINE, *LICENSED]),
    ("P-14", "CN", [(f"{SELLER}.entry.eligibility_excluded", []), *LICENSED]),
    ("P-14", "US", [(f"{SELLER}.entry.eligibility_excluded", []), *LICENSED]),
    ("P-15", "CN", [("promotion.recruiting_copy_mentions_downline_income", True)]),
    ("P-19", "KR", [("sells.unit_price_list_max", 2_000_000), ("currency", "KRW")]),
    ("P-19", "KR", [("sells.unit_price_list_max", 2_000_001)]),
    *(("P-20", "TW", [*FEE, (f"{SELLER}.entry.fee", fee), _TRAINING]) for fee in (0, 1)),
    ("P-20", "CN", [*FEE, _TRAINING, *LICENSED]),
    ("P-20", "CN", [*FEE, _TRAINING, ("licences", None)]),
    ("P-20", "CN", [*FEE, _TRAINING, ("licences", [{"type": "mlm_registration", "valid_to": "2030-01-01"}])]),
    ("P-21", "CN", [("caps.relation_chain_stored_depth", None)]),
    *(
        ("P-22", "CN", [*FEE, (f"{SELLER}.entry.fee", fee), ("platform.channel", [channel])])
        for fee in (0, 1, None)
        for channel in ("wechat", "wechat_official", "web")
    ),
]
