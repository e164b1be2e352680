"""How many minor units make a major one. Plans and snapshots are written in major units, the books in minor ones."""

from decimal import Decimal

# ISO 4217, the currencies of the packs and their neighbours; all others here have two decimals.
_WITHOUT_MINOR = frozenset({"KRW", "JPY", "VND", "CLP", "ISK"})


def minor_per_major(currency: str | None) -> int:
    return 1 if currency in _WITHOUT_MINOR else 100


def as_major(minor: int, currency: str | None) -> str:
    """An exact decimal, as text."""
    return format(Decimal(minor) / minor_per_major(currency), "f")
