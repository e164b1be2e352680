"""What a paid retail order accrues: entitlements, caps in their order, and the split among sellers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from commission.money.allocate import allocate
from commission.money.rate import Rate
from commission.money.rounding import round_half_up
from commission.plans.matching import entitlements, matching_rule
from commission.plans.plan import CommissionPlan, Rule
from commission.plans.sale import CreditedSeller, SaleLine


@dataclass(frozen=True, slots=True)
class AccruedRow:
    """One seller's commission on one line, frozen at payment: rule, terms, base, weight and amount.

    Amounts are minor units; `base` is the full line's on every row of a split.
    """

    line: str
    seller: str
    rule: Rule
    base: int
    weight: Fraction
    amount: int


@dataclass(frozen=True, slots=True)
class LineFigures:
    """How one line's amount came about, in minor units; `entitled` and the last two by seller, in the order of the
    credits. `entitled` is what each would get alone, exactly."""

    line: str
    entitled: tuple[Fraction, ...]
    exact: Fraction
    rounded: int
    after_line_cap: int
    after_order_cap: int
    split: tuple[int, ...]
    after_month_cap: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Accrual:
    """The rows of an order, by its lines and then its credits, and the figures behind them."""

    sellers: tuple[str, ...]
    rows: tuple[AccruedRow, ...]
    figures: tuple[LineFigures, ...]

    @property
    def trace(self) -> list[Mapping[str, Any]]:
        """The arithmetic of each line as plain JSON."""
        return [
            {
                "line": each.line,
                "entitled": {
                    seller: str(alone) for seller, alone in zip(self.sellers, each.entitled, strict=True)
                },
                "exact": str(each.exact),
                "rounded": each.rounded,
                "after_line_cap": each.after_line_cap,
                "after_order_cap": each.after_order_cap,
                "split": dict(zip(self.sellers, each.split, strict=True)),
                "after_month_cap": dict(zip(self.sellers, each.after_month_cap, strict=True)),
            }
            for each in self.figures
        ]


def line_rate_cap(plan: CommissionPlan, ceiling: Rate | None) -> Rate | None:
    """The plan's own cap on a line's total rate, else the jurisdiction's, if it has one."""
    return ceiling if plan.total_rate_cap is None else plan.total_rate_cap


def accrue(
    plan: CommissionPlan,
    lines: Sequence[SaleLine],
    credited: Sequence[CreditedSeller],
    customer: str,
    ceiling: Rate | None,
) -> Accrual:
    """What the order pays each credited seller (money-rules.md, Commission: Amount and Caps).

    `credited` stands in the order of each seller's latest touch, latest first; `customer` is `new` or
    `returning`. The line's cap and the order's come before the split, the seller's month after it.
    """
    rules = [[matching_rule(plan, line, seller, customer) for line in lines] for seller in credited]
    entitled = [entitlements(of_seller, lines) for of_seller in rules]
    shares = [
        [seller.weight * of_seller[index] for seller, of_seller in zip(credited, entitled, strict=True)]
        for index in range(len(lines))
    ]
    exact = [sum(line_shares, Fraction(0)) for line_shares in shares]
    rounded = [round_half_up(amount) for amount in exact]
    line_capped = _cap_lines(rounded, lines, line_rate_cap(plan, ceiling))
    order_capped = _cut_latest_first(line_capped, plan.order_cap)
    split = [allocate(amount, line_shares) for amount, line_shares in zip(order_capped, shares, strict=True)]
    paid = _cap_months(split, credited, plan.seller_month_cap)
    alone = [tuple(of_seller[index] for of_seller in entitled) for index in range(len(lines))]
    figures = zip(lines, alone, exact, rounded, line_capped, order_capped, split, paid, strict=True)
    return Accrual(
        tuple(seller.seller for seller in credited),
        _rows(lines, credited, rules, paid),
        tuple(
            LineFigures(line.line, each, amount, whole, by_line, by_order, tuple(shares_of), tuple(paid_of))
            for line, each, amount, whole, by_line, by_order, shares_of, paid_of in figures
        ),
    )


def _rows(
    lines: Sequence[SaleLine],
    credited: Sequence[CreditedSeller],
    rules: Sequence[Sequence[Rule | None]],
    paid: Sequence[Sequence[int]],
) -> tuple[AccruedRow, ...]:
    return tuple(
        AccruedRow(line.line, seller.seller, rule, line.base, seller.weight, paid[index][column])
        for index, line in enumerate(lines)
        for column, seller in enumerate(credited)
        # A row of amount zero is not written; without a rule there is no entitlement, hence no amount.
        if (rule := rules[column][index]) is not None and paid[index][column]
    )


def _cap_lines(amounts: Sequence[int], lines: Sequence[SaleLine], cap: Rate | None) -> list[int]:
    if cap is None:
        return list(amounts)
    return [min(amount, cap.of(line.base)) for amount, line in zip(amounts, lines, strict=True)]


def _cut_latest_first(amounts: Sequence[int], cap: int | None) -> list[int]:
    """Cut the amounts down to `cap` in all, the latest line first. What is cut nobody gets."""
    kept = list(amounts)
    excess = 0 if cap is None else max(0, sum(kept) - cap)
    for index in reversed(range(len(kept))):
        cut = min(kept[index], excess)
        kept[index] -= cut
        excess -= cut
    return kept


def _cap_months(
    split: Sequence[Sequence[int]], credited: Sequence[CreditedSeller], cap: int | None
) -> list[list[int]]:
    if cap is None:
        return [list(shares) for shares in split]
    by_seller = [
        _cut_latest_first([shares[column] for shares in split], max(0, cap - seller.month_net))
        for column, seller in enumerate(credited)
    ]
    return [[kept[index] for kept in by_seller] for index in range(len(split))]
