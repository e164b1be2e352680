"""Cumulative withholding on individuals' labour income paid by internet platforms in China.

STA Announcement 2025 No. 16, section 1(1): tax now = (cumulative income - cumulative expenses - cumulative exempt
income - cumulative standard deduction - other lawful deductions) x rate - quick deduction - reliefs - tax already
withheld; expenses are 20 % of income, the standard deduction 5,000 yuan for each consecutive month.
"""

from dataclasses import dataclass
from fractions import Fraction

from commission.money.rate import Rate
from commission.money.rounding import round_half_up
from commission.payouts.withholding.year import Withheld, YearToDate

FEN = 100


@dataclass(frozen=True, slots=True)
class Bracket:
    """Cumulative taxable income up to and including `up_to` (fen; None: any) is taxed at `rate` less `quick`."""

    up_to: int | None
    rate: Rate
    quick: int


def _bracket(up_to_yuan: int | None, rate: str, quick_yuan: int) -> Bracket:
    return Bracket(None if up_to_yuan is None else up_to_yuan * FEN, Rate.parse(rate), quick_yuan * FEN)


# 预扣率表一, annexed to STA Announcement 2018 No. 61.
BRACKETS = (
    _bracket(36_000, "0.03", 0),
    _bracket(144_000, "0.10", 2_520),
    _bracket(300_000, "0.20", 16_920),
    _bracket(420_000, "0.25", 31_920),
    _bracket(660_000, "0.30", 52_920),
    _bracket(960_000, "0.35", 85_920),
    _bracket(None, "0.45", 181_920),
)


EXPENSES = Rate.parse("0.20")
MONTHLY_DEDUCTION = 5_000 * FEN


def cn_labour_tax(year: YearToDate) -> Withheld:
    """What to withhold from this payment, rounded once to the fen.

    Never below zero (too much withheld earlier is settled in the annual return) and never above the payment.
    """
    income = year.income_before + year.income_now
    taxable = income * (1 - EXPENSES.fraction) - year.exempt - MONTHLY_DEDUCTION * year.months - year.deducted
    taxable = max(taxable, Fraction(0))
    bracket = next(b for b in BRACKETS if b.up_to is None or taxable <= b.up_to)
    cumulative = taxable * bracket.rate.fraction - bracket.quick - year.relief
    tax = min(max(round_half_up(cumulative - year.withheld_before), 0), year.income_now)
    return Withheld(
        tax,
        {
            "income": income,
            "months": year.months,
            "taxable": str(taxable),
            "rate": str(bracket.rate),
            "quick_deduction": bracket.quick,
            "cumulative_tax": str(max(cumulative, Fraction(0))),
            "withheld_before": year.withheld_before,
        },
    )
