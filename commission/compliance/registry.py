"""Every rule, by its id: one file each in `rules/`."""

from commission.compliance.findings import Rule
from commission.compliance.rules import (
    n01_criminal_shape,
    n02_aggravated,
    n03_retail_share,
    n04_recruit_linked_pay,
    n05_ticket_cluster,
    n06_inventory_load,
    n07_tenure_dependence,
    n08_loss_rate,
    n09_reclassified,
    n10_fake_retail,
    n11_buyback_service,
    n12_depth_drift,
    n13_concentration,
    n14_excluded_or_minor,
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

NETWORK_RULES: tuple[Rule, ...] = (
    n01_criminal_shape.RULE,
    n02_aggravated.RULE,
    n03_retail_share.RULE,
    n04_recruit_linked_pay.RULE,
    n05_ticket_cluster.RULE,
    n06_inventory_load.RULE,
    n07_tenure_dependence.RULE,
    n08_loss_rate.RULE,
    n09_reclassified.RULE,
    n10_fake_retail.RULE,
    n11_buyback_service.RULE,
    n12_depth_drift.RULE,
    n13_concentration.RULE,
    n14_excluded_or_minor.RULE,
)

_BY_ID = {rule.id: rule for rule in (*PLAN_RULES, *NETWORK_RULES)}


def rule_by_id(rule: str) -> Rule:
    """Raises KeyError for an id that no rule has."""
    return _BY_ID[rule]
