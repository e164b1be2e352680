"""Three-valued logic: true, false, or not known (None). Unknown never turns into a pass (compliance.md, 5.3)."""

from collections.abc import Iterable
from decimal import Decimal

Tri = bool | None


def any_of(values: Iterable[Tri]) -> Tri:
    """Kleene's OR: one true decides; otherwise one unknown leaves it open."""
    unknown = False
    for value in values:
        if value:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def all_of(values: Iterable[Tri]) -> Tri:
    """Kleene's AND: one false decides; otherwise one unknown leaves it open."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def negate(value: Tri) -> Tri:
    return None if value is None else not value


def over(value: Decimal | None, limit: Decimal) -> Tri:
    """Strictly more than the limit."""
    return None if value is None else value > limit


def under(value: Decimal | None, limit: Decimal) -> Tri:
    """Strictly less than the limit."""
    return None if value is None else value < limit
