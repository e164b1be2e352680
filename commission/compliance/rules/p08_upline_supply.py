"""P-08: nobody must buy from an upline, and no upline lives on the spread of a downline's stock."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, pays
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, any_of
from commission.compliance.vocabulary import Family, Stage, Text

_SUPPLY = Text("This role may buy only from its upline.", "该角色只能向其上级进货。")
_SPREAD = Text(
    "An upline earns the spread on what participants below buy.", "上级从下级参加者的进货差价中获利。"
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    severity = terms.severity("upline_supply")
    for part in ("roles", "rewards"):
        if plan[part].unknown:
            yield not_given(f"$.{part}", severity)
    for role in plan.roles():
        if role["is_participant"].truth is not False:
            exclusive = role["exclusive_supply_from_upline"]
            yield Reading(exclusive.truth, exclusive.path, severity, _SUPPLY)
    for reward in plan.rewards():
        base = reward["base"]
        own: Tri = pays(reward)
        from_participants = any_of(
            [
                reward["trigger"].is_one_of("participant_purchase", "order_amount"),
                reward["eligible_buyers"].holds_any("downline_participant"),
            ]
        )
        yield Reading(
            all_of([own, base.is_one_of("margin_spread"), from_participants]), base.path, severity, _SPREAD
        )


RULE = Rule(
    id="P-08",
    name="UPLINE_SUPPLY_SPREAD",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No forced supply through an upline", "不强制向上级进货"),
    mend=Text(
        "Let everyone buy direct from the company at the price of their own tier.",
        "所有人按自身等级价格直接向公司进货。",
    ),
    check=check,
)
