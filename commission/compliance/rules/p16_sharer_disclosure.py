"""P-16: who earns from a share says so."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import negate
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "Shares that earn a commission need not carry a disclosure mark.",
    "可获佣金的分享未要求标注“广告”或利益关系。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    tag = plan["promotion"]["disclosure_tag_required"]
    yield Reading(negate(tag.truth), tag.path, terms.severity("undisclosed"), _MESSAGE)


RULE = Rule(
    id="P-16",
    name="SHARER_DISCLOSURE",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Sharer's disclosure", "分享者披露"),
    mend=Text("Require the mark on every share that can earn.", "所有可获佣金的分享一律标注。"),
    check=check,
)
