"""P-18: no promised return on money spent."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Stage, Text

_STATIC = Text("A static return is promised on what was spent.", "承诺静态收益。")
_REBATE = Text("The whole price or more is promised back.", "承诺消费全返或超额返还。")


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    severity = terms.severity("static_return")
    static = plan["sells"]["static_return"]
    yield Reading(static.truth, static.path, severity, _STATIC)
    rebate = plan["sells"]["rebate_promise_pct"]
    full = None if rebate.number is None else rebate.number >= Decimal(1)
    yield Reading(full, rebate.path, severity, _REBATE)


RULE = Rule(
    id="P-18",
    name="STATIC_RETURN",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No static return", "不承诺静态收益"),
    mend=Text("Withdraw the promise; a discount lowers the price paid.", "撤销承诺；让利应直接体现为降价。"),
    check=check,
)
