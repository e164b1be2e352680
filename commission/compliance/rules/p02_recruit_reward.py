"""P-02: nothing is paid for bringing people in, nor out of what they pay to come in."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, pays_for_recruits, small_introduction
from commission.compliance.terms import Terms
from commission.compliance.tri import all_of, negate
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "This pay arises when somebody joins, or from what joining costs, and not from a sale to an end customer.",
    "该报酬因他人加入或来自他人的入门费、礼包、升级款项而产生，并非来自对终端消费者的销售。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["rewards"].unknown:
        yield not_given("$.rewards", terms.severity("recruiting"))
        return
    for reward in plan.rewards():
        truth = pays_for_recruits(reward)
        if terms.has("introduction_limit"):
            # SI 1997/31 reg. 3: a single-tier scheme may pay one introduction benefit of at most 50 pounds.
            limit = terms.number("introduction_limit")
            single_tier = negate(plan.paid_depth().at_least(1))
            truth = all_of(
                [truth, negate(all_of([single_tier, small_introduction(reward, limit, plan.currency)]))]
            )
        field = "base" if reward["base"].text in ("entry_fee", "headcount") else "trigger"
        if (
            field == "trigger"
            and not reward["source_order_kinds"].unknown
            and reward["trigger"].text is not None
        ):
            field = "trigger" if reward["trigger"].text == "participant_joined" else "source_order_kinds"
        yield Reading(truth, reward[field].path, terms.severity("recruiting"), _MESSAGE)


RULE = Rule(
    id="P-02",
    name="RECRUIT_REWARD",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No pay for recruiting", "不按发展人员付酬"),
    mend=Text(
        "Remove the pay. Pay only on paid, delivered and kept orders of end customers.",
        "取消该报酬；仅就终端消费者已付款、已交付且未退货的订单付酬。",
    ),
    check=check,
)
