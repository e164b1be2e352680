"""One line's commission, given anew to others than at payment: what a granted appeal makes of it."""

from collections.abc import Sequence
from fractions import Fraction

from commission.money.allocate import allocate
from commission.money.rate import Rate
from commission.money.rounding import round_half_up
from commission.plans.accrue import Accrual, AccruedRow, LineFigures, line_rate_cap
from commission.plans.matching import entitlements, matching_rule
from commission.plans.plan import CommissionPlan
from commission.plans.sale import CreditedSeller, SaleLine


def recredit(
    plan: CommissionPlan,
    lines: Sequence[SaleLine],
    line: str,
    credited: Sequence[CreditedSeller],
    customer: str,
    ceiling: Rate | None,
    other_lines: int,
) -> Accrual:
    """What the one `line` of an order pays these sellers, by the same arithmetic and within the same caps as at payment
    (money-rules.md, Commission).

    `lines` are all of the order's, for a sum per order is shared over them. `other_lines` is what the order's other
    lines amount to: the order's cap leaves this one the rest. A seller's `month_net` leaves this line out.
    """
    at = next(index for index, each in enumerate(lines) if each.line == line)
    rules = [[matching_rule(plan, each, seller, customer) for each in lines] for seller in credited]
    entitled = [entitlements(of_seller, lines)[at] for of_seller in rules]
    shares = [seller.weight * sum_ for seller, sum_ in zip(credited, entitled, strict=True)]
    exact = sum(shares, Fraction(0))
    rounded = round_half_up(exact)
    cap = line_rate_cap(plan, ceiling)
    by_line = rounded if cap is None else min(rounded, cap.of(lines[at].base))
    by_order = by_line if plan.order_cap is None else min(by_line, max(0, plan.order_cap - other_lines))
    split = allocate(by_order, shares)
    paid = [
        share
        if plan.seller_month_cap is None
        else min(share, max(0, plan.seller_month_cap - seller.month_net))
        for share, seller in zip(split, credited, strict=True)
    ]
    rows = tuple(
        AccruedRow(line, seller.seller, rule, lines[at].base, seller.weight, amount)
        for seller, of_seller, amount in zip(credited, rules, paid, strict=True)
        if (rule := of_seller[at]) is not None and amount
    )
    figures = LineFigures(line, tuple(entitled), exact, rounded, by_line, by_order, tuple(split), tuple(paid))
    return Accrual(tuple(seller.seller for seller in credited), rows, (figures,))
