from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.rate import ONE, ZERO, Rate
from commission.money.rounding import round_half_up, round_up


def test_a_rate_is_exact() -> None:
    rate = Rate.parse("0.28")
    assert (rate.decimal, rate.numerator, rate.denominator) == (Decimal("0.28"), 7, 25)
    assert rate.fraction == Fraction(7, 25)
    assert rate == Rate.parse("0.280")
    assert str(rate) == "0.28"
    assert (ZERO.numerator, ONE.fraction) == (0, 1)


def test_a_rate_of_an_amount_is_rounded_once() -> None:
    assert Rate.parse("0.28").of(50_000_000) == 14_000_000
    assert Rate.parse("0.5").of(5) == 3
    assert Rate.parse("0.5").of(-5) == -3
    assert Rate.parse("0.333").of(100) == 33
    assert Rate.parse("0.90").up_of(11) == 10
    assert Rate.parse("0.90").up_of(10) == 9


def test_more_digits_than_any_context_keeps() -> None:
    written = "0.1234567890123456789012345678901234567891"
    assert Rate.parse(written).fraction == Fraction(1234567890123456789012345678901234567891, 10**40)


def test_rates_compare_by_value() -> None:
    assert Rate.parse("0.28") < Rate.parse("0.6")
    assert Rate.parse("0.6") <= Rate.parse("0.60")
    assert not Rate.parse("0.6") < Rate.parse("0.60")


@pytest.mark.parametrize("written", [0.28, 1, Decimal("0.28"), None, True])
def test_only_a_string_is_a_rate(written: object) -> None:
    with pytest.raises(TypeError, match=r"^a rate is a decimal written as a string$"):
        Rate.parse(written)


@pytest.mark.parametrize(
    "written",
    ["", " 0.28", "0,28", ".28", "28.", "-0.1", "+0.1", "2.8e-1", "1_0", "٠.٢٨", "NaN", "00.5", "28%"],
)
def test_a_rate_is_written_one_way(written: str) -> None:
    with pytest.raises(
        ValueError, match=r"^a rate is written like 0\.28: digits and at most one decimal point$"
    ):
        Rate.parse(written)


@given(st.decimals(0, 2, places=6), st.integers(-(10**12), 10**12))
def test_the_integer_ratio_is_the_decimal(decimal: Decimal, minor: int) -> None:
    rate = Rate.parse(f"{decimal:f}")
    exact = Fraction(decimal) * minor
    assert rate.of(minor) == round_half_up(exact)
    assert rate.up_of(minor) == round_up(exact)
