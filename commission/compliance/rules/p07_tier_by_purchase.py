"""P-07: a tier reached by buying may confer a price, never a right; and no leap to the top in one order."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, negate, over
from commission.compliance.vocabulary import Family, Stage, Text

_RIGHTS = ("right_to_invite", "team_commission")
_CONFERS = Text(
    "Buying this tier buys the right to recruit or to be paid on a team.",
    "购买该等级即取得发展他人或团队计酬的资格。",
)
_PRICE = Text(
    "This tier is reached by volume bought: a reason to buy other than demand.",
    "该等级按拿货量达成，构成与真实需求无关的购买动机。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["tiers"].unknown:
        yield not_given("$.tiers", terms.severity("confers_rights"))
        return
    for tier in plan.tiers():
        qualify = tier["qualify"]
        threshold = qualify["threshold"].number
        reached: Tri = True if threshold is None else threshold > 0
        bought = all_of([qualify["metric"].is_one_of("purchase_volume"), reached])
        rights = tier["confers"].holds_any(*_RIGHTS)
        confers = all_of([bought, rights])
        yield Reading(confers, tier["confers"].path, terms.severity("confers_rights"), _CONFERS)
        if not confers:
            yield Reading(bought, qualify["metric"].path, terms.severity("price_only"), _PRICE)
        yield _one_shot(plan, tier, bought, terms)


def _one_shot(plan: PlanView, tier: Fact, bought: Tri, terms: Terms) -> Reading:
    """One order may not exceed a few months of what the seller sells (POLICY; compliance.md, section 3)."""
    qualify = tier["qualify"]
    months = terms.number("sell_through_months")
    monthly = plan["history"]["median_monthly_sell_through"]
    goods = _goods_at_list(tier)
    multiple = qualify["max_order_multiple_of_sellthrough"].number
    capped: Tri = False if multiple is None else multiple <= months
    loads: Tri = None
    path = monthly.path
    evidence: dict[str, object] = {}
    if goods is not None and monthly.number is not None:
        loads, path = goods > months * monthly.number, qualify["threshold"].path
        cover = None if monthly.number == 0 else str(int(goods / monthly.number))
        evidence = {"goods_at_list": str(int(goods)), "months_of_cover": cover}
    elif over(multiple, months):
        loads, path = True, qualify["max_order_multiple_of_sellthrough"].path
    shot = qualify["one_shot_allowed"]
    path = shot.path if shot.unknown else path
    message = Text(
        f"The tier can be reached in one order worth more than {months} months of median sell-through.",
        f"一次下单即可达到该等级，且超过中位销售额的 {months} 个月用量。",
    )
    truth = all_of([bought, shot.truth, negate(capped), loads])
    return Reading(truth, path, terms.severity("one_shot"), message, evidence)


def _goods_at_list(tier: Fact) -> Decimal | None:
    """What reaching the threshold buys, at list price: a threshold in money paid buys more than it says."""
    threshold = tier["qualify"]["threshold"].number
    share = tier["value"].number
    if threshold is None:
        return None
    pays_share = tier["value_meaning"].text == "pays_share_of_list"
    if pays_share and share is not None and share > 0 and tier["qualify"]["threshold_basis"].text != "list":
        return threshold / share
    return threshold


RULE = Rule(
    id="P-07",
    name="TIER_BY_PURCHASE",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("Tier by purchase", "按拿货量定级"),
    mend=Text(
        "Qualify by verified sales to end customers; confer a price and nothing else; ramp orders by sell-through; "
        "offer the top tiers on consignment.",
        "以经核实的终端销售额定级；等级只带来价格；按动销逐步放量；高等级采用寄售或售后付款。",
    ),
    check=check,
)
