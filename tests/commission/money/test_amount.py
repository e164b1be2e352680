from __future__ import annotations

import pytest

from commission.money.amount import Amount, CurrencyMismatch, is_currency


def test_amounts_of_one_currency_add_up() -> None:
    assert Amount(1050, "CNY") + Amount(-50, "CNY") == Amount(1000, "CNY")
    assert Amount(1050, "CNY") - Amount(2000, "CNY") == Amount(-950, "CNY")
    assert -Amount(5, "CNY") == Amount(-5, "CNY")
    assert Amount(5, "CNY") < Amount(6, "CNY")
    assert Amount(6, "CNY") <= Amount(6, "CNY")
    assert not Amount(6, "CNY") < Amount(6, "CNY")
    assert str(Amount(1050, "CNY")) == "1050 CNY"


def test_currencies_never_mix() -> None:
    with pytest.raises(CurrencyMismatch, match="CNY and USD do not add up"):
        Amount(1, "CNY") + Amount(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Amount(1, "CNY") - Amount(1, "USD")
    with pytest.raises(CurrencyMismatch):
        assert Amount(1, "CNY") < Amount(1, "USD")
    with pytest.raises(CurrencyMismatch):
        assert Amount(1, "CNY") <= Amount(1, "USD")
    assert Amount(1, "CNY") != Amount(1, "USD")


@pytest.mark.parametrize("minor", [1.0, "1", True, None])
def test_minor_units_are_whole(minor: object) -> None:
    with pytest.raises(TypeError, match=f"whole minor units, not {type(minor).__name__}$"):
        Amount(minor, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["cny", "CN", "CNYX", "CN1", "ＣＮＹ", 156, None])
def test_a_currency_has_the_shape_of_iso_4217(code: object) -> None:
    assert not is_currency(code)
    with pytest.raises(ValueError, match="ISO 4217"):
        Amount(1, code)  # type: ignore[arg-type]
