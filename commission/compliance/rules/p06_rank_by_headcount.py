"""P-06: no tier, rank or rate by the number of people brought in."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import over
from commission.compliance.vocabulary import Family, Stage, Text

_TIER = Text("A tier is reached by a number of people.", "以发展人数作为晋级条件。")
_RATE = Text("A rate or condition of pay depends on a number of people.", "报酬的费率或条件取决于人数。")


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    severity = terms.severity("headcount")
    for part in ("tiers", "rewards"):
        if plan[part].unknown:
            yield not_given(f"$.{part}", severity)
    for tier in plan.tiers():
        metric = tier["qualify"]["metric"]
        yield Reading(metric.is_one_of("headcount"), metric.path, severity, _TIER)
    for reward in plan.rewards():
        depends = reward["rate_depends_on"]
        yield Reading(depends.holds_any("headcount", "direct_invites"), depends.path, severity, _RATE)
        active = reward["requires_active_headcount"]
        yield Reading(over(active.number, Decimal(0)), active.path, severity, _RATE)


RULE = Rule(
    id="P-06",
    name="RANK_BY_HEADCOUNT",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No rank by head-count", "不按人数晋级或计酬"),
    mend=Text(
        "Let tiers and rates follow verified sales to end customers only.",
        "等级与费率只依据经核实的对终端消费者销售额。",
    ),
    check=check,
)
