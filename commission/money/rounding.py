"""Rounding to the minor unit: exact, halves away from zero. Called once per figure, where the rules say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Exact = int | Fraction | Decimal


def exact_ratio(value: Exact) -> tuple[int, int]:
    """`value` as (numerator, positive denominator), nothing lost to any context precision.

    Raises TypeError for any other type, binary floating point above all; ValueError or OverflowError for
    a NaN or an infinity.
    """
    if isinstance(value, (int, Fraction, Decimal)) and not isinstance(value, bool):
        return value.as_integer_ratio()
    raise TypeError(f"money is never computed with a {type(value).__name__}")


def round_ratio(numerator: int, denominator: int) -> int:
    """`round_half_up(numerator / denominator)` in integers alone. `denominator` is positive."""
    if denominator <= 0:
        raise ValueError("a denominator is positive")
    whole, rest = divmod(numerator, denominator)
    # A half goes away from zero: up where the value is above it, down (to the floor) where it is below.
    return whole + (2 * rest >= denominator + (whole < 0))


def round_half_up(value: Exact) -> int:
    """To the nearest minor unit, halves away from zero, the same for negatives (money-rules.md, Numbers)."""
    return round_ratio(*exact_ratio(value))


def round_up(value: Exact) -> int:
    """To the next minor unit not below `value`: for statutory minimums, which rounding must not undercut."""
    numerator, denominator = exact_ratio(value)
    return -(-numerator // denominator)
