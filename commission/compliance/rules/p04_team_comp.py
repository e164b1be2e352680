"""P-04: no pay by a team's volume, whatever it is called."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, named_for_team, team_paid
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "This pay depends on a team's volume or a shared pool, or is named after one.",
    "该报酬取决于团队业绩或分红池，或以团队、培育、平级、级差、分红命名。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["rewards"].unknown:
        yield not_given("$.rewards", terms.severity("team"))
        return
    for reward in plan.rewards():
        field = "base"
        if reward["rate_depends_on"].holds_any("team_volume"):
            field = "rate_depends_on"
        elif named_for_team(reward):
            field = "name"
        elif reward["rate_depends_on"].unknown:
            field = "rate_depends_on"
        yield Reading(team_paid(reward), reward[field].path, terms.severity("team"), _MESSAGE)


RULE = Rule(
    id="P-04",
    name="TEAM_COMP",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No team pay", "不实行团队计酬"),
    mend=Text(
        "Let each seller's rate follow that seller's own sales to end customers, or be fixed.",
        "费率只与销售者本人对终端消费者的销售挂钩，或实行固定费率。",
    ),
    check=check,
)
