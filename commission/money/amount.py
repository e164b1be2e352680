"""An amount with its currency, for the edges. Inside the law, plain `int` minor units are used."""

from __future__ import annotations

from dataclasses import dataclass


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one sum or comparison."""


def is_currency(code: object) -> bool:
    """Whether `code` has the shape of an ISO 4217 code: three capital ASCII letters."""
    return isinstance(code, str) and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


@dataclass(frozen=True, slots=True)
class Amount:
    """An integer count of minor units plus an ISO 4217 code (money-rules.md, Numbers).

    Raises TypeError where `minor` is not an int (a bool is not one), ValueError where the code has
    another shape, and CurrencyMismatch where two currencies meet.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"an amount counts whole minor units, not {type(self.minor).__name__}")
        if not is_currency(self.currency):
            raise ValueError(f"{self.currency!r} is not an ISO 4217 code")

    def _same(self, other: Amount) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")

    def __add__(self, other: Amount) -> Amount:
        self._same(other)
        return Amount(self.minor + other.minor, self.currency)

    def __sub__(self, other: Amount) -> Amount:
        self._same(other)
        return Amount(self.minor - other.minor, self.currency)

    def __neg__(self) -> Amount:
        return Amount(-self.minor, self.currency)

    def __lt__(self, other: Amount) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Amount) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __str__(self) -> str:
        return f"{self.minor} {self.currency}"
