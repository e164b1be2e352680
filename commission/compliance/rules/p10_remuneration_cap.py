"""P-10: all that is paid on an order, as a share of its net price."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView, pays
from commission.compliance.terms import Terms
from commission.compliance.tri import all_of, negate, over
from commission.compliance.vocabulary import Family, Stage, Text


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    share, path = _payout_share(plan)
    limit = terms.number("limit")
    if terms.entry.get("sponsored_limit") is not None:
        # Korea: pay that reaches one immediate upline at most is the sponsored kind, with its own ceiling.
        sponsored = plan.paid_depth().at_least(2) is False and plan.paid_depth().at_least(1) is True
        limit = terms.number("sponsored_limit") if sponsored else limit
    if terms.entry.get("annual"):
        annual = plan["caps"]["payout_annual_pct_sales"]
        if annual.number is not None:
            share, path = annual.number, annual.path
    message = Text(
        f"All pay on one order can exceed {limit.normalize():f} of its net price.",
        f"单笔订单的报酬总额可能超过净价的 {limit.normalize():f}。",
    )
    evidence = {"share": str(share), "limit": str(limit)}
    exceeds = over(share, limit)
    licensed = (
        plan.licensed(("direct_selling",), terms.on) if terms.severity("licensed") is not None else False
    )
    if terms.severity("licensed") is not None:
        where = "$.licences" if exceeds and licensed is None else path
        yield Reading(all_of([exceeds, licensed]), where, terms.severity("licensed"), message, evidence)
    unlicensed = True if exceeds and licensed is None else negate(licensed)
    yield Reading(all_of([exceeds, unlicensed]), path, terms.severity("any"), message, evidence)


def _payout_share(plan: PlanView) -> tuple[Decimal | None, str]:
    """The plan's own cap, or the sum of what its rewards could pay on one order; the lower of the two binds."""
    cap = plan["caps"]["payout_per_order_pct_net"]
    total = _sum_of_rates(plan)
    if cap.number is not None and (total is None or cap.number <= total):
        return cap.number, cap.path
    return total, "$.rewards" if total is not None else cap.path


def _sum_of_rates(plan: PlanView) -> Decimal | None:
    if plan["rewards"].unknown:
        return None
    total = Decimal(0)
    for reward in plan.rewards():
        if not pays(reward):
            continue
        rate = reward["rate"].number
        distance = reward["upline_distance"]
        near, far = distance["min"].number, distance["max"].number
        if rate is None or (reward["payee"].text != "seller" and (near is None or far is None)):
            return None
        levels = 1 if near is None or far is None else int(far - near) + 1
        total += rate * max(levels, 1)
    ladder = [t["value"].number for t in plan.tiers() if t["benefit"].text == "commission_rate"]
    known = [value for value in ladder if value is not None]
    return None if len(known) != len(ladder) else total + max(known, default=Decimal(0))


RULE = Rule(
    id="P-10",
    name="REMUNERATION_CAP",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Ceiling on total pay", "报酬总额上限"),
    mend=Text(
        "Set a payout cap per order at or below the jurisdiction's ceiling.",
        "设置不高于法域上限的单笔订单报酬封顶。",
    ),
    check=check,
)
