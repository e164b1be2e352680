"""P-11: unsold stock goes back, at the statutory or customary share of its price."""

from collections.abc import Iterator
from decimal import Decimal

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, negate, under
from commission.compliance.vocabulary import Family, Severity, Stage, Text

_NONE = Text("There is no right to give unsold stock back.", "没有未售库存退货（回购）的权利。")
_HIDDEN = Text("The contract does not tell participants of the right.", "合同未告知参加者该退货权。")
_WAIVED = Text("A clause waives or undermines the right of return.", "合同含有放弃退货权的条款。")


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    outside: Tri = False
    if terms.has("introduction_limit"):
        outside = plan.single_tier_outside_uk_regime(terms.number("introduction_limit"))
    if outside is True:
        return
    licensed: Tri = False
    if terms.severity("licensed_below_floor") is not None:
        licensed = plan.licensed(("direct_selling",), terms.on)
    right = plan["buyback"]
    exists = right["exists"].truth
    yield Reading(negate(exists), right["exists"].path, terms.severity("none"), _NONE)
    if exists is False:
        return
    hidden = right["disclosed_in_contract"]
    yield Reading(negate(hidden.truth), hidden.path, terms.severity("undisclosed"), _HIDDEN)
    waiver = right["waiver_clause"]
    yield Reading(waiver.truth, waiver.path, terms.severity("waived"), _WAIVED)
    yield from _floors(right, terms, terms.severity("below_floor"), negate(licensed))
    if licensed is not False:
        yield from _floors(right, terms, terms.severity("licensed_below_floor"), licensed)


def _floors(right: Fact, terms: Terms, severity: Severity | None, applies: Tri) -> Iterator[Reading]:
    if terms.has("window_days"):
        days = terms.number("window_days")
        window = right["window_days"]
        short = False if window.text == "unlimited" else under(window.number, days)
        message = Text(f"The window is shorter than {days} days.", f"退货期限短于 {days} 天。")
        yield Reading(all_of([short, applies]), window.path, severity, message)
    if terms.has("refund_share"):
        floor = terms.number("refund_share")
        share = right["refund_pct"]
        fee = right["handling_fee_pct"]
        message = Text(
            f"Less than {floor.normalize():f} of the price paid comes back.",
            f"退款低于实付价款的 {floor.normalize():f}。",
        )
        # A refund of 0.9 and a fee of 0.1 are two words for one deduction: the worse of them counts.
        low_share = under(share.number, floor)
        kept = None if fee.number is None else Decimal(1) - fee.number
        low_kept = under(kept, floor)
        path = fee.path if low_kept and not low_share else share.path
        yield Reading(all_of([True if low_kept else low_share, applies]), path, severity, message)


RULE = Rule(
    id="P-11",
    name="BUYBACK",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Buy-back of unsold stock", "未售库存回购"),
    mend=Text(
        "Grant and disclose a right to return unsold stock for at least the floor, without waiver.",
        "给予并在合同中载明不低于下限的未售库存退货权，且不得约定放弃。",
    ),
    check=check,
)
