"""A rate: a decimal written as a string, kept exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from commission.money.rounding import round_ratio

# No sign, exponent, spaces or digit grouping; ASCII digits alone. One way to write a rate, so that two
# readers of a policy cannot differ. The length bound keeps a hostile file from costing time.
_WRITTEN = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,40})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rate:
    """A non-negative rate, exact: the decimal as written and the same value as an integer ratio.

    Build it with `Rate.parse`. Equal values are equal rates ("0.280" == "0.28").
    """

    decimal: Decimal
    numerator: int
    denominator: int

    @classmethod
    def parse(cls, written: object) -> Rate:
        """Read `"0.28"`. Raises TypeError for anything but a string, ValueError for another notation."""
        if not isinstance(written, str):
            raise TypeError("a rate is a decimal written as a string")
        if _WRITTEN.fullmatch(written) is None:
            raise ValueError("a rate is written like 0.28: digits and at most one decimal point")
        decimal = Decimal(written)
        numerator, denominator = decimal.as_integer_ratio()
        return cls(decimal, numerator, denominator)

    @property
    def fraction(self) -> Fraction:
        """The same value as a Fraction, for exact sums."""
        return Fraction(self.numerator, self.denominator)

    def of(self, minor: int) -> int:
        """`round_half_up(minor * rate)` in minor units."""
        return round_ratio(minor * self.numerator, self.denominator)

    def up_of(self, minor: int) -> int:
        """`minor * rate` rounded up to the minor unit (for statutory minimums)."""
        return -(-minor * self.numerator // self.denominator)

    def __lt__(self, other: Rate) -> bool:
        return self.decimal < other.decimal

    def __le__(self, other: Rate) -> bool:
        return self.decimal <= other.decimal

    def __str__(self) -> str:
        return str(self.decimal)


ZERO = Rate.parse("0")
ONE = Rate.parse("1")
