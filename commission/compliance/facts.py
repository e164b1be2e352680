"""A document seen as facts, each with its JSON path. Missing and null are both "not known"."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from commission.compliance.tri import Tri


@dataclass(frozen=True, slots=True)
class Fact:
    """A value at a path; every reading of a plan goes through here, so that each finding can point at a field."""

    value: Any
    path: str = "$"

    @property
    def unknown(self) -> bool:
        return self.value is None

    def __getitem__(self, key: str) -> "Fact":
        inner = self.value.get(key) if isinstance(self.value, dict) else None
        return Fact(inner, f"{self.path}.{key}")

    def items(self) -> Iterator["Fact"]:
        """The entries of a list; nothing for an unknown list: ask `unknown` first."""
        if isinstance(self.value, list):
            for index, inner in enumerate(self.value):
                yield Fact(inner, f"{self.path}[{index}]")

    @property
    def truth(self) -> Tri:
        return self.value if isinstance(self.value, bool) else None

    @property
    def number(self) -> Decimal | None:
        """The number as a decimal; text such as "0.28" counts as one."""
        # The text of a flag or of null is no number either.
        try:
            number = Decimal(str(self.value))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    def is_one_of(self, *names: str) -> Tri:
        return None if self.text is None else self.text in names

    def holds_any(self, *names: str) -> Tri:
        """Whether a list (or a single word) holds one of the names. A null among its entries leaves it open."""
        if isinstance(self.value, str):
            return self.value in names
        if not isinstance(self.value, list):
            return None
        if any(entry in names for entry in self.value):
            return True
        return None if any(entry is None for entry in self.value) else False
