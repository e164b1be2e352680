"""P-12: a participant may think again and be paid back in full; a consumer may return without a reason."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, negate, under
from commission.compliance.vocabulary import Family, Stage, Text

_NONE = Text("There is no cooling-off period.", "没有冷静期。")
_PARTIAL = Text("The refund in the cooling-off period is not full.", "冷静期内不能全额退款。")
_EXIT = Text("A direct seller cannot leave freely in the first 60 days.", "直销员在前 60 日内不能自由退出。")


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    outside: Tri = False
    if terms.has("introduction_limit"):
        outside = plan.single_tier_outside_uk_regime(terms.number("introduction_limit"))
    if outside is not True:
        yield from _cooling_off(plan, terms)
    if terms.has("consumer_days"):
        days = terms.number("consumer_days")
        window = plan["consumer_return"]["window_days"]
        message = Text(
            f"Consumers may return for fewer than {days} days.", f"消费者无理由退货期短于 {days} 天。"
        )
        yield Reading(under(window.number, days), window.path, terms.severity("consumer"), message)
        reason = plan["consumer_return"]["no_reason"]
        asks = Text("Consumers must give a reason to return.", "消费者退货须说明理由。")
        yield Reading(negate(reason.truth), reason.path, terms.severity("consumer"), asks)
    if terms.severity("licensed_exit") is not None:
        licensed = plan.licensed(("direct_selling",), terms.on)
        free = plan["exit"]["free_anytime"]
        path = "$.licences" if licensed is None else free.path
        yield Reading(all_of([licensed, negate(free.truth)]), path, terms.severity("licensed_exit"), _EXIT)


def _cooling_off(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    cooling = plan["cooling_off"]
    days = cooling["days"]
    if terms.severity("none") is not None:
        yield Reading(under(days.number, Decimal(1)), days.path, terms.severity("none"), _NONE)
    if terms.has("days"):
        minimum = terms.number("days")
        message = Text(
            f"The cooling-off period is shorter than {minimum} days.", f"冷静期短于 {minimum} 天。"
        )
        yield Reading(under(days.number, minimum), days.path, terms.severity("days"), message)
        full = cooling["full_refund"]
        yield Reading(negate(full.truth), full.path, terms.severity("days"), _PARTIAL)
    if terms.has("seller_days"):
        # Korea: a seller may withdraw for three months, by cooling-off or by a buy-back window that long.
        minimum = terms.number("seller_days")
        window = plan["buyback"]["window_days"]
        back = False if window.text == "unlimited" else under(window.number, minimum)
        short = all_of([under(days.number, minimum), back])
        message = Text(
            f"A seller may withdraw for fewer than {minimum} days.", f"销售员可撤回的期限短于 {minimum} 天。"
        )
        yield Reading(short, days.path, terms.severity("seller"), message)


RULE = Rule(
    id="P-12",
    name="COOLING_OFF",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Cooling-off", "冷静期"),
    mend=Text(
        "Grant at least the statutory days, with the full price and every fee returned.",
        "给予不少于法定天数的冷静期，全额退还价款和费用。",
    ),
    check=check,
)
