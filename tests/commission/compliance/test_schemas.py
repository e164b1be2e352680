"""The published schemas: what they take, what they refuse, and what a lint does with strange fields."""

import json
from datetime import date
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from commission.compliance.lint import NoJurisdiction, lint_plan
from commission.compliance.schemas import DocumentRefused, checked_case, checked_plan, schema
from tests.commission.compliance.plans import clean_plan

ON = date(2026, 3, 1)

# The plan of compliance.md, 5.1, with one choice taken wherever it lists several.
PRINTED = """
{"plan_id":"p","version":"1.0.0","jurisdictions":["CN","US"],"effective":{"from":"2026-01-01","to":null},
 "currency":"CNY","licences":[{"type":"none","id":"","valid_to":"2030-01-01"}],
 "sells":{"own_products":true,"unit_price_list_max":0,"market_price_ratio_max":1.0,"virtual_or_financial":false,
          "rebate_promise_pct":0,"static_return":false},
 "roles":[{"id":"customer","is_participant":false,"can_earn":false,"can_invite_participants":false},
  {"id":"seller","is_participant":true,"can_earn":true,"can_invite_participants":true,
   "entry":{"fee":0,"fee_kind":"none","fee_mandatory":false,"fee_recurring":false,"kit_at_cost":true,
    "kit_commissionable":false,"fee_payable_first_7d":0,"purchase_required":0,
    "purchase_required_for":["join","invite","earn","rank","keep_rank","none"],
    "eligibility_excluded":["minor","student","teacher","medical","civil_servant","military","employee","foreigner"],
    "auto_enrol_customer_on":"none"},"exclusive_supply_from_upline":false}],
 "tiers":[{"id":"T5","benefit":"purchase_price","value":0.28,"value_meaning":"pays_share_of_list",
   "qualify":{"metric":"purchase_volume","threshold":500000,"window_days":365,"one_shot_allowed":true,
              "max_order_multiple_of_sellthrough":null},
   "confers":["price_only"],"retroactive":false,"consignment_or_pay_after_sale":false}],
 "rewards":[{"id":"R1","name":"str","trigger":"end_customer_order_completed","payee":"seller",
   "upline_distance":{"min":0,"max":1},"base":"net_retail_price","rate":0.10,"rate_depends_on":["none"],
   "requires_own_purchase":0,"requires_active_headcount":0,"eligible_buyers":["non_participant"],
   "cap_per_order_pct_of_net":0.0,"delay_days":0,"clawback_on_return":true,"max_payouts_per_event":1}],
 "caps":{"payout_per_order_pct_net":0.30,"payout_annual_pct_sales":0.30,"upline_levels_paid":0,
         "relation_chain_stored_depth":1},
 "buyback":{"exists":true,"window_days":365,"refund_pct":0.9,"handling_fee_pct":0.1,"condition":"unopened",
            "payment_days":7,"covers_tier_stock":true,"exit_only":false,"disclosed_in_contract":true,
            "tier_benefit_clawback":true,"waiver_clause":false},
 "consumer_return":{"window_days":7,"no_reason":true},
 "cooling_off":{"days":30,"full_refund":true,"covers_fees":true},
 "exit":{"free_anytime":true,"notice_days":15,"conditions":[]},
 "contract":{"written_signed":true,"twelve_month_obligation_statement":true,"obligation_change_notice_days":60,
             "statutory_warning":true},
 "claims":{"earnings_claims":[{"text":"str","typical_disclosed":true,"data_source":"str"}],
           "income_disclosure_statement":true},
 "promotion":{"disclosure_tag_required":true,"recruiting_copy_mentions_downline_income":false},
 "platform":{"channel":["wechat_mini_program","app","web"],"upline_levels_shown_in_ui":0},
 "retail_proof":{"identity_of_buyer":true,"payment_evidence":true,"delivery_evidence":true,
                 "sample_audit_pct":0.05}}
"""


@pytest.mark.parametrize("name", ["plan", "case"])
def test_each_published_schema_is_itself_valid(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"].endswith(f"/{name}-1.0.0.json")


def test_the_printed_plan_is_read_whole():
    plan = json.loads(PRINTED, parse_float=Decimal)
    checked_plan(plan)
    report = lint_plan(plan, ON)
    assert [one.jurisdiction for one in report.jurisdictions] == ["CN", "US"]
    assert report.notes == ()
    china = report.jurisdictions[0]
    # It pays one level above the seller, prints a claim, and its ladder can be climbed in one order.
    found = {(f.rule, f.severity.value, f.path) for f in china.findings}
    assert ("P-03", "R+", "$.rewards[0].upline_distance.max") in found
    assert ("P-07", "R", "$.tiers[0].qualify.metric") in found
    assert {gap.path for gap in china.gaps} == {"$.history.median_monthly_sell_through"}


def test_numbers_as_text_judge_the_same():
    as_numbers = json.loads(PRINTED, parse_float=Decimal)
    as_text = json.loads(PRINTED, parse_float=str)
    found = [
        [(finding.rule, finding.path) for finding in lint_plan(plan, ON).jurisdictions[0].findings]
        for plan in (as_numbers, as_text)
    ]
    assert found[0] == found[1]


def test_a_plan_of_the_wrong_shape_is_refused_at_its_path():
    with pytest.raises(DocumentRefused) as refused:
        lint_plan({"jurisdictions": ["CN"], "rewards": [{"payee": "uncle", "rate": -1}]}, ON)
    assert [fault.path for fault in refused.value.faults] == ["$.rewards[0].payee", "$.rewards[0].rate"]
    with pytest.raises(DocumentRefused):
        checked_plan([])


def test_a_field_no_rule_reads_is_said():
    plan = clean_plan()
    plan["roles"][1]["entry"]["feee"] = 5
    plan["x_our_own"] = "kept"
    report = lint_plan(plan, ON)
    assert [note.en for note in report.notes] == ["`$.roles[1].entry.feee` is not read by any rule."]


def test_somebody_names_the_jurisdiction():
    plan = clean_plan()
    del plan["jurisdictions"]
    with pytest.raises(NoJurisdiction):
        lint_plan(plan, ON)
    assert [one.jurisdiction for one in lint_plan(plan, ON, ["US", "CN", "US"]).jurisdictions] == ["US", "CN"]


def test_a_case_is_judged_with_the_plan_inside_it():
    case = {
        "case_id": "X1",
        "jurisdiction": "CN",
        "label": "pyramid",
        "plan": {},
        "evidence": {"grade": "V1"},
    }
    checked_case(case)
    with pytest.raises(DocumentRefused) as refused:
        checked_case({**case, "plan": {"rewards": [{"payee": "uncle"}]}})
    assert refused.value.faults[0].path == "$.plan.rewards[0].payee"
