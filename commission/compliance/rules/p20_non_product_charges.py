"""P-20: training, materials and meetings cost a participant no more than they cost."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, earns
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of, negate, over
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "Participants pay more for training, materials or meetings than these cost.",
    "参加者为培训、资料、会议支付的费用超过成本。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    licensed: Tri = False
    if terms.severity("licensed") is not None:
        licensed = plan.licensed(("direct_selling",), terms.on)
    if plan["roles"].unknown:
        yield not_given("$.roles", terms.severity("charges"))
        return
    for role in plan.roles():
        if earns(role) is False:
            continue
        fee = role["entry"]["fee"]
        charged = all_of([earns(role), over(fee.number, Decimal(0)), _beyond_cost(role["entry"])])
        graver = all_of([charged, licensed])
        if graver is not False:
            path = "$.licences" if charged and licensed is None else fee.path
            yield Reading(graver, path, terms.severity("licensed"), _MESSAGE)
        if not graver:
            yield Reading(charged, fee.path, terms.severity("charges"), _MESSAGE)


def _beyond_cost(entry: Fact) -> Tri:
    kit = all_of([entry["fee_kind"].is_one_of("kit"), negate(entry["kit_at_cost"].truth)])
    return any_of([entry["fee_kind"].is_one_of("training"), kit])


RULE = Rule(
    id="P-20",
    name="NON_PRODUCT_CHARGES",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Charges for training and materials", "培训与资料收费"),
    mend=Text("Give training and materials free or at cost.", "培训和资料免费或按成本提供。"),
    check=check,
)
