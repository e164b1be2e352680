"""P-09: pay follows what end customers paid, never orders of participants."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, pays
from commission.compliance.terms import Terms
from commission.compliance.tri import all_of, any_of, negate
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "Pay is computed on orders of participants, not on what end customers paid.",
    "报酬以参加者的订货额为基数，而非终端消费者的实付金额。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["rewards"].unknown:
        yield not_given("$.rewards", terms.severity("payee_upline"))
        return
    for reward in plan.rewards():
        base, buyers = reward["base"], reward["eligible_buyers"]
        truth = all_of(
            [
                pays(reward),
                any_of(
                    [
                        base.is_one_of("suggested_retail_of_order", "purchase_amount"),
                        buyers.holds_any("downline_participant"),
                    ]
                ),
            ]
        )
        path = base.path
        if base.is_one_of("suggested_retail_of_order", "purchase_amount") is False:
            path = buyers.path
        upline = reward["payee"].is_one_of("upline")
        yield Reading(all_of([truth, upline]), path, terms.severity("payee_upline"), _MESSAGE)
        yield Reading(all_of([truth, negate(upline)]), path, terms.severity("payee_seller"), _MESSAGE)


RULE = Rule(
    id="P-09",
    name="PAY_BASE",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("Pay base", "计酬基数"),
    mend=Text(
        "Compute pay on the net price end customers paid and kept, and exclude participants as buyers.",
        "以终端消费者实付且未退货的净额为基数，参加者的购买不计酬。",
    ),
    check=check,
)
