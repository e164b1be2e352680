from __future__ import annotations

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.rounding import exact_ratio, round_half_up, round_ratio, round_up


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (7, 7),
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Decimal("2.4999999999999999999999999999999999999999"), 2),
        (Decimal("2.5"), 3),
        (Decimal("-2.5"), -3),
        (Decimal("0.49"), 0),
        (Decimal("-0.49"), 0),
        (Fraction(0), 0),
    ],
)
def test_halves_round_away_from_zero(value: Fraction | Decimal | int, rounded: int) -> None:
    assert round_half_up(value) == rounded


def test_context_precision_loses_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert round_half_up(Decimal("123456789012345.5")) == 123456789012346
    assert getcontext().prec >= 28


@pytest.mark.parametrize("value", [1.5, "1.5", True, None])
def test_only_exact_numbers_are_rounded(value: object) -> None:
    with pytest.raises(TypeError, match="money is never computed with"):
        round_half_up(value)  # type: ignore[arg-type]


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        exact_ratio(Decimal("NaN"))
    with pytest.raises(OverflowError):
        exact_ratio(Decimal("Infinity"))


@pytest.mark.parametrize("denominator", [0, -2])
def test_a_denominator_is_positive(denominator: int) -> None:
    with pytest.raises(ValueError, match=r"^a denominator is positive$"):
        round_ratio(1, denominator)


@pytest.mark.parametrize(
    ("value", "rounded"), [(Fraction(1, 100), 1), (Fraction(9, 10), 1), (3, 3), (Fraction(-1, 2), 0), (0, 0)]
)
def test_round_up_never_undercuts(value: Fraction | int, rounded: int) -> None:
    assert round_up(value) == rounded


@given(st.fractions())
def test_rounding_is_nearest_and_mirrors(value: Fraction) -> None:
    rounded = round_half_up(value)
    assert abs(rounded - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -rounded
    if abs(rounded - value) == Fraction(1, 2):
        assert abs(rounded) > abs(value)
