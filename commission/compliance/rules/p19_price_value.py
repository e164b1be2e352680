"""P-19: goods are worth their price."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import over
from commission.compliance.vocabulary import Family, Stage, Text


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if terms.has("unit_cap"):
        unit = plan["sells"]["unit_price_list_max"]
        cap = terms.number("unit_cap")
        message = Text(
            f"A unit is listed above {terms.currency} {cap:,}.", f"单价超过 {terms.currency} {cap:,}。"
        )
        truth = terms.over_money(unit, "unit_cap", plan.currency)
        yield Reading(truth, terms.money_path(unit, plan.currency), terms.severity("unit_cap"), message)
    ratio = plan["sells"]["market_price_ratio_max"]
    limit = terms.number("market_ratio")
    message = Text(
        f"The list price is more than {limit} times the independent market price.",
        f"标价超过独立市场价的 {limit} 倍。",
    )
    yield Reading(over(ratio.number, limit), ratio.path, terms.severity("market_ratio"), message)


RULE = Rule(
    id="P-19",
    name="PRICE_VALUE",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Price against value", "价格与价值"),
    mend=Text("Price goods near what they fetch elsewhere.", "按市场价格合理定价。"),
    check=check,
)
