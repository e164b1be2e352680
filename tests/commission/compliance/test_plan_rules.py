"""Each P rule: what it finds, with which severity in which jurisdiction, at which field."""

from copy import deepcopy
from datetime import date

import pytest

from commission.compliance.lint import lint_in
from commission.compliance.packs import JURISDICTIONS, pack_for
from commission.compliance.vocabulary import Status
from tests.commission.compliance.plans import EXCLUDED, changed, clean_plan

ON = date(2026, 3, 1)
SELLER = "roles.1"
PAY = "rewards.0"
TIER = "tiers.0"


def result(plan, jurisdiction, rule):
    report = lint_in(plan, pack_for(jurisdiction, ON), ON)
    return next(one for one in report.results if one.rule == rule)


def with_all(*changes):
    plan = clean_plan()
    for path, value in changes:
        *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place = plan
        for part in parents:
            place = place[part]
        place[last] = deepcopy(value)  # tests that forget a field must not forget it for all
    return plan


FEE = [(f"{SELLER}.entry.fee", 365), (f"{SELLER}.entry.fee_mandatory", True)]
UPLINE = [(f"{PAY}.payee", "upline"), (f"{PAY}.upline_distance", {"min": 1, "max": 1})]
TWO_UP = [(f"{PAY}.payee", "upline"), (f"{PAY}.upline_distance", {"min": 1, "max": 2})]
LICENSED = [("licences", [{"type": "direct_selling", "id": "x", "valid_to": "2030-01-01"}])]
BOUGHT = [(f"{TIER}.qualify.metric", "purchase_volume")]
WEEK = [(f"{SELLER}.entry.fee_payable_first_7d", 365), ("currency", "GBP"), *UPLINE]

# rule, jurisdiction, severity, path, changes
FOUND = [
    ("P-01", "CN", "I", "$.roles[1].entry.fee", FEE),
    ("P-01", "SG", "I", "$.roles[1].entry.fee", FEE),
    ("P-01", "CA", "R", "$.roles[1].entry.fee", FEE),
    ("P-01", "US", "R", "$.roles[1].entry.fee", FEE),
    ("P-01", "EU", "A", "$.roles[1].entry.fee", FEE),
    ("P-01", "EU", "I", "$.roles[1].entry.fee", [*FEE, (f"{PAY}.trigger", "participant_joined")]),
    ("P-01", "UK", "I", "$.roles[1].entry.fee", [*FEE, *WEEK]),
    ("P-01", "KR", "I", "$.roles[1].entry.fee", [*FEE, (f"{SELLER}.entry.fee", 50001), ("currency", "KRW")]),
    ("P-02", "CN", "I", "$.rewards[0].trigger", [(f"{PAY}.trigger", "participant_joined")]),
    ("P-02", "AU", "I", "$.rewards[0].base", [(f"{PAY}.base", "headcount")]),
    ("P-02", "US", "I", "$.rewards[0].source_order_kinds", [(f"{PAY}.source_order_kinds", ["entry_pack"])]),
    ("P-03", "CN", "R+", "$.rewards[0].upline_distance.max", UPLINE),
    ("P-03", "CN", "I", "$.rewards[0].upline_distance.max", TWO_UP),
    ("P-03", "KR", "R", "$.rewards[0].upline_distance.max", TWO_UP),
    ("P-03", "TW", "R", "$.rewards[0].upline_distance.max", UPLINE),
    ("P-03", "CA", "R", "$.rewards[0].upline_distance.max", UPLINE),
    ("P-03", "CA", "A", "$.rewards[0].upline_distance.max", [*UPLINE, ("platform.channel", ["web"])]),
    ("P-04", "CN", "I", "$.rewards[0].rate_depends_on", [(f"{PAY}.rate_depends_on", ["team_volume"])]),
    ("P-04", "CN", "I", "$.rewards[0].name", [(f"{PAY}.name", "平级奖")]),
    ("P-04", "US", "R", "$.rewards[0].base", [(f"{PAY}.base", "pool")]),
    ("P-05", "CN", "I", "$.roles[1].entry.purchase_required", "join"),
    ("P-05", "CN", "R+", "$.roles[1].entry.purchase_required", "keep_rank"),
    ("P-05", "CA", "I", "$.roles[1].entry.purchase_required", "rank"),
    ("P-05", "US", "R+", "$.rewards[0].requires_own_purchase", [(f"{PAY}.requires_own_purchase", 100)]),
    ("P-05", "MY", "I", "$.rewards[0].requires_own_purchase", [(f"{PAY}.requires_own_purchase", 100)]),
    ("P-06", "CN", "I", "$.tiers[0].qualify.metric", [(f"{TIER}.qualify.metric", "headcount")]),
    ("P-06", "US", "R+", "$.rewards[0].rate_depends_on", [(f"{PAY}.rate_depends_on", ["direct_invites"])]),
    ("P-06", "EU", "R", "$.rewards[0].requires_active_headcount", [(f"{PAY}.requires_active_headcount", 2)]),
    ("P-07", "CN", "I", "$.tiers[0].confers", [*BOUGHT, (f"{TIER}.confers", ["right_to_invite"])]),
    ("P-07", "CN", "R", "$.tiers[0].qualify.metric", BOUGHT),
    ("P-07", "US", "R+", "$.tiers[0].qualify.metric", BOUGHT),
    (
        "P-08",
        "CN",
        "I",
        "$.roles[1].exclusive_supply_from_upline",
        [(f"{SELLER}.exclusive_supply_from_upline", True)],
    ),
    (
        "P-08",
        "US",
        "R+",
        "$.rewards[0].base",
        [(f"{PAY}.base", "margin_spread"), (f"{PAY}.trigger", "participant_purchase")],
    ),
    ("P-09", "CN", "I", "$.rewards[0].base", [*UPLINE, (f"{PAY}.base", "purchase_amount")]),
    ("P-09", "CN", "R", "$.rewards[0].base", [(f"{PAY}.base", "purchase_amount")]),
    (
        "P-09",
        "US",
        "R+",
        "$.rewards[0].eligible_buyers",
        [(f"{PAY}.eligible_buyers", ["downline_participant"])],
    ),
    ("P-10", "CN", "R", "$.rewards", [(f"{PAY}.rate", "0.31"), ("caps.payout_per_order_pct_net", "0.5")]),
    ("P-10", "CN", "I", "$.caps.payout_per_order_pct_net", "licensed_cap"),
    ("P-10", "US", "A", "$.caps.payout_per_order_pct_net", "high_cap"),
    ("P-10", "KR", "I", "$.caps.payout_annual_pct_sales", [("caps.payout_annual_pct_sales", "0.36")]),
    ("P-11", "CA", "I", "$.buyback.exists", [("buyback.exists", False)]),
    ("P-11", "MY", "I", "$.buyback.exists", [("buyback.exists", False)]),
    ("P-11", "TW", "I", "$.buyback.refund_pct", [("buyback.refund_pct", "0.89")]),
    ("P-11", "US", "R", "$.buyback.window_days", [("buyback.window_days", 364)]),
    ("P-11", "CN", "R", "$.buyback.window_days", [("buyback.window_days", 29)]),
    ("P-11", "CN", "I", "$.buyback.window_days", [("buyback.window_days", 29), *LICENSED]),
    ("P-11", "UK", "I", "$.buyback.window_days", [("buyback.window_days", 89), *UPLINE]),
    ("P-12", "TW", "I", "$.cooling_off.days", [("cooling_off.days", 29)]),
    ("P-12", "MY", "I", "$.cooling_off.days", [("cooling_off.days", 13)]),
    ("P-12", "IN", "I", "$.cooling_off.days", [("cooling_off.days", 0)]),
    ("P-12", "UK", "I", "$.cooling_off.days", [("cooling_off.days", 13), *UPLINE]),
    ("P-12", "CN", "R", "$.consumer_return.window_days", [("consumer_return.window_days", 6)]),
    ("P-12", "EU", "R", "$.consumer_return.window_days", [("consumer_return.window_days", 13)]),
    ("P-12", "CN", "I", "$.exit.free_anytime", [("exit.free_anytime", False), *LICENSED]),
    ("P-13", "CN", "R+", "$.licences", [("platform.channel", ["door_to_door"])]),
    ("P-13", "TW", "I", "$.licences", UPLINE),
    ("P-13", "KR", "I", "$.licences", TWO_UP),
    (
        "P-14",
        "CN",
        "I",
        "$.roles[1].entry.eligibility_excluded",
        [(f"{SELLER}.entry.eligibility_excluded", EXCLUDED[:-1]), *LICENSED],
    ),
    (
        "P-14",
        "KR",
        "I",
        "$.roles[1].entry.eligibility_excluded",
        [(f"{SELLER}.entry.eligibility_excluded", ["minor"])],
    ),
    ("P-15", "CN", "I", "$.claims.earnings_claims[0]", "claim"),
    ("P-15", "US", "I", "$.claims.earnings_claims[0].typical_disclosed", "claim"),
    ("P-15", "UK", "I", "$.contract.statutory_warning", [("contract.statutory_warning", False), *UPLINE]),
    (
        "P-16",
        "CN",
        "I",
        "$.promotion.disclosure_tag_required",
        [("promotion.disclosure_tag_required", False)],
    ),
    (
        "P-16",
        "EU",
        "R",
        "$.promotion.disclosure_tag_required",
        [("promotion.disclosure_tag_required", False)],
    ),
    (
        "P-17",
        "CN",
        "R+",
        "$.roles[1].entry.auto_enrol_customer_on",
        [(f"{SELLER}.entry.auto_enrol_customer_on", "first_purchase")],
    ),
    ("P-18", "IN", "I", "$.sells.static_return", [("sells.static_return", True)]),
    ("P-18", "US", "I", "$.sells.rebate_promise_pct", [("sells.rebate_promise_pct", 1)]),
    ("P-19", "KR", "I", "$.sells.unit_price_list_max", "dear"),
    ("P-19", "CN", "R", "$.sells.market_price_ratio_max", [("sells.market_price_ratio_max", "2.01")]),
    ("P-20", "TW", "I", "$.roles[1].entry.fee", [*FEE, (f"{SELLER}.entry.fee_kind", "training")]),
    ("P-20", "CN", "R+", "$.roles[1].entry.fee", [*FEE, (f"{SELLER}.entry.fee_kind", "training")]),
    ("P-21", "CN", "R+", "$.caps.relation_chain_stored_depth", [("caps.relation_chain_stored_depth", 2)]),
    ("P-21", "US", "A", "$.caps.relation_chain_stored_depth", [("caps.relation_chain_stored_depth", 51)]),
    ("P-22", "CN", "R+", "$.platform.channel", UPLINE),
]

NAMED = {
    "join": [(f"{SELLER}.entry.purchase_required", 1), (f"{SELLER}.entry.purchase_required_for", ["join"])],
    "keep_rank": [
        (f"{SELLER}.entry.purchase_required", 1),
        (f"{SELLER}.entry.purchase_required_for", ["keep_rank"]),
    ],
    "rank": [(f"{SELLER}.entry.purchase_required", 1), (f"{SELLER}.entry.purchase_required_for", ["rank"])],
    "licensed_cap": [(f"{PAY}.rate", "0.6"), ("caps.payout_per_order_pct_net", "0.31"), *LICENSED],
    "high_cap": [(f"{PAY}.rate", "0.6"), ("caps.payout_per_order_pct_net", "0.51")],
    "claim": [("claims.earnings_claims", [{"text": "10k a month", "typical_disclosed": False}])],
    "dear": [("sells.unit_price_list_max", 2000001), ("currency", "KRW")],
}


@pytest.mark.parametrize(("rule", "jurisdiction", "severity", "path", "changes"), FOUND)
def test_a_breach_is_found_at_its_field_with_its_severity(rule, jurisdiction, severity, path, changes):
    plan = with_all(*(NAMED[changes] if isinstance(changes, str) else changes))
    found = result(plan, jurisdiction, rule)
    assert found.status is Status.FINDING
    assert (severity, path) in [(finding.severity.value, finding.path) for finding in found.findings]
    finding = found.findings[0]
    assert finding.citations
    assert all(citation.grade in ("V1", "V2", "G-h", "G-m", "G-l") for citation in finding.citations)
    assert finding.mend.en
    assert finding.mend.zh


def test_every_plan_rule_is_shown_to_find_something():
    assert sorted({case[0] for case in FOUND}) == [f"P-{number:02d}" for number in range(1, 23)]


# At a threshold exactly, and what a rule excuses.
EXCUSED = [
    ("P-01", "CN", [*FEE, (f"{SELLER}.entry.fee_kind", "kit")]),
    ("P-01", "CN", [(f"{SELLER}.entry.fee", 365)]),
    ("P-01", "KR", [*FEE, (f"{SELLER}.entry.fee", 50000), ("currency", "KRW")]),
    ("P-01", "UK", FEE),
    ("P-02", "CN", [(f"{PAY}.trigger", "participant_joined"), (f"{PAY}.rate", 0)]),
    ("P-03", "CN", [*UPLINE, (f"{PAY}.rate", 0)]),
    ("P-10", "CN", [(f"{PAY}.rate", "0.40")]),
    ("P-11", "UK", [("buyback.exists", False)]),
    ("P-11", "US", [("buyback.refund_pct", "0.9"), ("buyback.handling_fee_pct", "0.1")]),
    ("P-12", "TW", [("cooling_off.days", 30)]),
    ("P-13", "KR", UPLINE),
    ("P-18", "CN", [("sells.rebate_promise_pct", "0.99")]),
    ("P-19", "CN", [("sells.market_price_ratio_max", 2)]),
    ("P-21", "CN", [*UPLINE, ("caps.relation_chain_stored_depth", 2)]),
    ("P-22", "CN", [*UPLINE, ("platform.channel", ["web"])]),
]


@pytest.mark.parametrize(("rule", "jurisdiction", "changes"), EXCUSED)
def test_at_the_limit_exactly_nothing_is_found(rule, jurisdiction, changes):
    assert result(with_all(*changes), jurisdiction, rule).status is Status.CLEAR


def test_the_uk_lets_a_single_tier_scheme_pay_one_introduction_of_fifty_pounds():
    introduction = [
        (f"{PAY}.trigger", "participant_joined"),
        (f"{PAY}.rate", 0),
        (f"{PAY}.fixed_amount", 50),
        ("currency", "GBP"),
    ]
    assert result(with_all(*introduction), "UK", "P-02").status is Status.CLEAR
    assert result(with_all(*introduction), "CN", "P-02").status is Status.FINDING
    dearer = with_all(*introduction, (f"{PAY}.fixed_amount", "50.01"))
    assert result(dearer, "UK", "P-02").status is Status.FINDING


def test_one_order_to_the_top_is_measured_against_what_the_seller_sells():
    ladder = [
        *BOUGHT,
        (f"{TIER}.qualify.one_shot_allowed", True),
        (f"{TIER}.qualify.max_order_multiple_of_sellthrough", None),
    ]
    unknown = result(with_all(*ladder), "CN", "P-07")
    assert [gap.path for gap in unknown.gaps] == ["$.history.median_monthly_sell_through"]
    known = result(with_all(*ladder, ("history", {"median_monthly_sell_through": 20000})), "CN", "P-07")
    loading = next(finding for finding in known.findings if finding.severity.value == "R+")
    # compliance.md, section 3: 500,000 at 28 % of list is goods of 1,785,714, 89 months of 20,000.
    assert loading.evidence == {"goods_at_list": "1785714", "months_of_cover": "89"}
    capped = with_all(*ladder, (f"{TIER}.qualify.max_order_multiple_of_sellthrough", 4))
    told = [finding.evidence for finding in result(capped, "CN", "P-07").findings]
    assert told == [{}, {}]
    ample = result(with_all(*ladder, ("history", {"median_monthly_sell_through": 600000})), "CN", "P-07")
    assert [finding.severity.value for finding in ample.findings] == ["R"]


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_the_plan_storelet_is_made_for_is_clear(jurisdiction):
    plan = changed("currency", "KRW") if jurisdiction == "KR" else clean_plan()
    report = lint_in(plan, pack_for(jurisdiction, ON), ON)
    assert report.verdict.value == "clear"
    assert report.findings == ()
    assert report.may_go_live()
