"""Every rule, by its id: one file each in `rules/`."""

from commission.compliance.findings import Rule
from commission.compliance.rules import (
    p01_entry_fee,
    p02_recruit_reward,
    p03_upline_depth,
    p04_team_comp,
    p05_purchase_ticket,
    p06_rank_by_headcount,
    p07_tier_by_purchase,
    p08_upline_supply,
    p09_pay_base,
    p10_remuneration_cap,
    p11_buyback,
    p12_cooling_off,
    p13_licence,
    p14_excluded_persons,
    p15_earnings_claims,
    p16_sharer_disclosure,
    p17_auto_enrol,
    p18_static_return,
    p19_price_value,
    p20_non_product_charges,
    p21_chain_storage,
    p22_channel,
)

PLAN_RULES: tuple[Rule, ...] = (
    p01_entry_fee.RULE,
    p02_recruit_reward.RULE,
    p03_upline_depth.RULE,
    p04_team_comp.RULE,
    p05_purchase_ticket.RULE,
    p06_rank_by_headcount.RULE,
    p07_tier_by_purchase.RULE,
    p08_upline_supply.RULE,
    p09_pay_base.RULE,
    p10_remuneration_cap.RULE,
    p11_buyback.RULE,
    p12_cooling_off.RULE,
    p13_licence.RULE,
    p14_excluded_persons.RULE,
    p15_earnings_claims.RULE,
    p16_sharer_disclosure.RULE,
    p17_auto_enrol.RULE,
    p18_static_return.RULE,
    p19_price_value.RULE,
    p20_non_product_charges.RULE,
    p21_chain_storage.RULE,
    p22_channel.RULE,
)


def rule_by_id(rule: str) -> Rule:
    """Raises KeyError for an id that no rule has."""
    return _BY_ID[rule]


_BY_ID = {rule.id: rule for rule in PLAN_RULES}
