"""P-21: no longer a chain of relations is kept than pay needs."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "The relation chain kept is longer than paid depth needs: regulators count the recorded chain.",
    "系统保存的关系链长于付酬所需：执法机关按记录的关系链计算层级。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    stored = plan["caps"]["relation_chain_stored_depth"]
    depth = plan.paid_depth()
    truth: Tri = None
    path = stored.path
    if stored.number is not None:
        longer = stored.number > depth.low + 1
        truth = None if longer and depth.open else longer
        path = "$.rewards" if truth is None else path
    yield Reading(truth, path, terms.severity("longer"), _MESSAGE)


RULE = Rule(
    id="P-21",
    name="CHAIN_STORAGE",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("Relation chain kept", "关系链存储"),
    mend=Text(
        "Keep who introduced a seller for one hop at most, and pay nothing on it.",
        "至多保存一级介绍关系，且不据此付酬。",
    ),
    check=check,
)
