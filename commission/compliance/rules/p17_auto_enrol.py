"""P-17: a buyer does not become a participant by buying."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of, negate
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "Customers are made participants by themselves, so that every buyer becomes a node of the network.",
    "消费者会自动成为参加者，使每个购买者都成为网络中的节点。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["roles"].unknown:
        yield not_given("$.roles", terms.severity("auto_enrol"))
        return
    for role in plan.roles():
        takes_part: Tri = any_of(
            [role["is_participant"].truth, role["can_earn"].truth, role["can_invite_participants"].truth]
        )
        if takes_part is False:
            continue
        on = role["entry"]["auto_enrol_customer_on"]
        yield Reading(
            all_of([takes_part, negate(on.is_one_of("none"))]),
            on.path,
            terms.severity("auto_enrol"),
            _MESSAGE,
        )


RULE = Rule(
    id="P-17",
    name="AUTO_ENROL",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No automatic enrolment", "不自动吸收为参加者"),
    mend=Text("Enrol on an explicit application only.", "仅在本人明确申请后吸收为参加者。"),
    check=check,
)
