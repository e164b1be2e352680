"""P-13: a kind of selling that needs a licence has one."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView, earns, pays
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of, negate
from commission.compliance.vocabulary import Family, Stage, Text

_DIRECT = Text(
    "Persons sell away from fixed premises and are paid for it, without a direct selling licence.",
    "个人在固定营业场所之外推销并获得报酬，但没有直销经营许可。",
)
_MULTI = Text(
    "Pay reaches above the seller, which here needs a registration that the plan does not show.",
    "付酬及于销售者的上级，依当地法律须登记，而计划未载明登记。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    licensed = plan.licensed(terms.words("licences"), terms.on)
    licences = "$.licences"
    if terms.severity("personal_selling") is not None:
        channel = plan["platform"]["channel"]
        personal = channel.holds_any("door_to_door", "home_party")
        truth = all_of([personal, _paid_sellers(plan), negate(licensed)])
        path = licences if personal else channel.path
        yield Reading(truth, path, terms.severity("personal_selling"), _DIRECT)
    if terms.severity("multi_level") is not None:
        depth = plan.paid_depth().at_least(int(terms.number("levels")))
        truth = all_of([depth, negate(licensed)])
        path = "$.rewards" if depth is None else licences
        yield Reading(truth, path, terms.severity("multi_level"), _MULTI)


def _paid_sellers(plan: PlanView) -> Tri:
    if plan["roles"].unknown or plan["rewards"].unknown:
        return None
    return all_of([any_of(earns(role) for role in plan.roles()), any_of(pays(r) for r in plan.rewards())])


RULE = Rule(
    id="P-13",
    name="LICENCE",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Licence or registration", "许可或登记"),
    mend=Text(
        "Obtain the licence and record it, or sell only in ways that need none.",
        "取得许可并在计划中载明，或只采用无需许可的销售方式。",
    ),
    check=check,
)
