"""P-05: no purchase as a ticket to join, to bring others in, to earn or to keep a rank."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, earns
from commission.compliance.terms import Terms
from commission.compliance.tri import all_of, over
from commission.compliance.vocabulary import Family, Stage, Text

_PURPOSES = ("join", "invite", "earn", "rank", "keep_rank")
_ZH = {"join": "加入", "invite": "发展他人", "earn": "获得报酬", "rank": "晋级", "keep_rank": "保级"}


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["roles"].unknown:
        yield not_given("$.roles", terms.severity("join"))
    for role in plan.roles():
        if earns(role) is not False:
            yield from _role(role, terms)
    if plan["rewards"].unknown:
        yield not_given("$.rewards", terms.severity("earn"))
    for reward in plan.rewards():
        own = reward["requires_own_purchase"]
        message = Text("Earning this pay requires a purchase of one's own.", "获得该报酬须以本人购买为条件。")
        yield Reading(over(own.number, Decimal(0)), own.path, terms.severity("earn"), message)


def _role(role: Fact, terms: Terms) -> Iterator[Reading]:
    required = role["entry"]["purchase_required"]
    purposes = role["entry"]["purchase_required_for"]
    bought = over(required.number, Decimal(0))
    if bought is False:
        return
    for purpose in _PURPOSES:
        truth = all_of([bought, purposes.holds_any(purpose), earns(role)])
        path = purposes.path if bought and purposes.unknown else required.path
        message = Text(
            f"A purchase is required to {purpose.replace('_', ' ')}.", f"以购买作为{_ZH[purpose]}的条件。"
        )
        yield Reading(truth, path, terms.severity(purpose), message, {"purpose": purpose})


RULE = Rule(
    id="P-05",
    name="PURCHASE_TICKET",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("No purchase as a ticket", "不以购买作为资格条件"),
    mend=Text(
        "Let people join, earn and keep their terms without buying anything.",
        "加入、获得报酬及保持待遇均不以购买为条件。",
    ),
    check=check,
)
