"""What a withholding table looks at: one payee's tax year with one brand, this payment included."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class YearToDate:
    """Minor units, calendar year, without value added tax. Proceeds from own stock are no labour income.

    `income_before` and `withheld_before` leave this payment out; `months` is the number of consecutive months
    with income up to this one, this one included; `exempt` and `deducted` are what the law takes off the
    year's income beside the standard deductions, `relief` what it takes off the tax.
    """

    income_now: int
    income_before: int = 0
    withheld_before: int = 0
    months: int = 1
    exempt: int = 0
    deducted: int = 0
    relief: int = 0


@dataclass(frozen=True, slots=True)
class Withheld:
    """`tax` in minor units, never above the payment, and the arithmetic as plain JSON."""

    tax: int
    trace: Mapping[str, Any]


def consecutive_months(with_income: Iterable[int], month: int) -> int:
    """How many months up to `month` (1 to 12, counted itself) have income without a gap, in one calendar year."""
    known = {*with_income, month}
    first = month
    while first - 1 in known and first > 1:
        first -= 1
    return month - first + 1
