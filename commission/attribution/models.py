"""The touch models: one winner, or exact weights for every touch (money-rules.md, Attribution 4).

Weights are fractions and sum to exactly one, so that a split of money loses nothing to a rounded weight.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction

from commission.attribution.facts import Touch

SINGLE_MODELS = frozenset({"last", "first"})
SHARING_MODELS = frozenset({"linear", "position", "time_decay"})
MODELS = SINGLE_MODELS | SHARING_MODELS

_FIFTY_DIGITS = Context(prec=50)
_GUARDED = Context(prec=65)
_LN_2 = Decimal("0.693147180559945309417232121458176568075500134360255254120680009493393621970")
_MICROSECOND = timedelta(microseconds=1)
_DAY_US = timedelta(days=1) // _MICROSECOND
_END = Fraction(2, 5)


def winner(model: str, touches: Sequence[Touch]) -> Touch:
    """The touch that `last` or `first` names; ties go by instant, then by id."""
    pick = max if model == "last" else min
    return pick(touches, key=lambda touch: (touch.at, touch.id))


def _linear(touches: Sequence[Touch], at: datetime, half_life_days: int) -> list[Fraction]:
    return [Fraction(1, len(touches))] * len(touches)


def _position(touches: Sequence[Touch], at: datetime, half_life_days: int) -> list[Fraction]:
    count = len(touches)
    if count <= 2:
        return [Fraction(1, count)] * count
    middle = (1 - 2 * _END) / (count - 2)
    return [_END, *[middle] * (count - 2), _END]


def _time_decay(touches: Sequence[Touch], at: datetime, half_life_days: int) -> list[Fraction]:
    raw = [Fraction(decay(at - touch.at, half_life_days)) for touch in touches]
    whole = sum(raw)
    return [share / whole for share in raw]


_WEIGHERS: dict[str, Callable[[Sequence[Touch], datetime, int], list[Fraction]]] = {
    "linear": _linear,
    "position": _position,
    "time_decay": _time_decay,
}


def decay(age: timedelta, half_life_days: int) -> Decimal:
    """`2^(-age / half_life)` to 50 significant decimal digits.

    By the exponential, with guard digits: rounding the exponent to 50 digits would spoil the last of the result.
    """
    halvings = _GUARDED.divide(Decimal(-(age // _MICROSECOND)), Decimal(half_life_days * _DAY_US))
    return _FIFTY_DIGITS.plus(_GUARDED.exp(_GUARDED.multiply(halvings, _LN_2)))


def weigh(model: str, touches: Sequence[Touch], at: datetime, half_life_days: int) -> list[Fraction]:
    """One weight per touch under a sharing model; `touches` by (instant, id), `at` the order's instant."""
    return _WEIGHERS[model](touches, at, half_life_days)
