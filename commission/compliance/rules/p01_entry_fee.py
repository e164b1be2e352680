"""P-01: nobody pays to be allowed to earn or to bring others in."""

from collections.abc import Iterator

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, earns, fee_counts
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, negate
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "Holders of this role pay a fee before they may earn or bring others in.",
    "该角色须先缴纳费用才能获得收益或发展他人的资格。",
)
_WITH_RECRUITING = Text(
    "An entry fee of any amount stands beside pay for recruiting.",
    "收取入门费（金额不论），同时存在发展人员的报酬。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["roles"].unknown:
        yield not_given("$.roles", terms.severity("fee"))
        return
    outside: Tri = False
    if terms.has("introduction_limit"):
        outside = plan.single_tier_outside_uk_regime(terms.number("introduction_limit"))
    for role in plan.roles():
        if earns(role) is False:
            continue
        fee = role["entry"]["fee"]
        too_much = all_of([earns(role), _too_much(role, plan, terms), fee_counts(role), negate(outside)])
        recruiting = plan.recruits()
        graver = terms.severity("fee_with_recruiting")
        if graver is not None:
            yield Reading(all_of([too_much, recruiting]), fee.path, graver, _WITH_RECRUITING)
        if graver is None or not recruiting:
            yield Reading(too_much, fee.path, terms.severity("fee"), _MESSAGE)


def _too_much(role: Fact, plan: PlanView, terms: Terms) -> Tri:
    whole = role["entry"]["fee"]
    if terms.entry.get("field") == "fee_payable_first_7d":
        first_week = role["entry"]["fee_payable_first_7d"]
        over_whole = terms.over_money(whole, "limit", plan.currency)
        if first_week.unknown:  # what falls due in the first week is at most the whole fee
            return None if over_whole else over_whole
        return terms.over_money(first_week, "limit", plan.currency)
    return terms.over_money(whole, "limit", plan.currency)


RULE = Rule(
    id="P-01",
    name="ENTRY_FEE",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No entry fee", "不收入门费"),
    mend=Text(
        "Let everybody join, earn and leave without any fee, deposit or mandatory pack.",
        "取消加入、获得收益、退出环节的一切费用、押金和必购礼包。",
    ),
    check=check,
)
