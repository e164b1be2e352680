"""Numbers (money-rules.md, Numbers), on exact fractions."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def round_half_up(x: Fraction) -> int:
    """To the nearest whole unit, halves away from zero, the same for negatives."""
    if x < 0:
        return -round_half_up(-x)
    return floor(x + Fraction(1, 2))


def allocate(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Largest remainder; ties to the earlier index; a negative total mirrors the positive one."""
    if total < 0:
        return [-share for share in allocate(-total, weights)]
    if total == 0:
        return [0 for _ in weights]
    exact = [Fraction(total) * weight / sum(weights) for weight in weights]
    shares = [floor(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def undone_after(amount: int, k: int, n: int) -> int:
    """What the undoing of `k` of `n` parts of `amount` comes to altogether."""
    return round_half_up(Fraction(amount * k, n))
