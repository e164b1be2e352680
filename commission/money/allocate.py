"""Splitting an amount so that the parts sum to the whole: largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from commission.money.rounding import Exact, exact_ratio


def allocate(total: int, weights: Sequence[Exact]) -> list[int]:
    """Split `total` minor units by `weights` (not negative; any exact scale). Shares sum to `total`, always.

    Each share is floored, then the left-over units go out by descending fractional part, ties to the
    earlier index; a negative total mirrors the positive one (money-rules.md, Numbers). Where every weight
    is zero the parts are equal (the earlier get the left-over), as the rules ask for `per_order`.
    Raises ValueError for a negative weight, or for no weights and a total that is not zero.
    """
    scaled = _whole_numbers(weights)
    if not scaled:
        if total:
            raise ValueError("nothing to allocate to")
        return []
    if min(scaled) < 0:
        raise ValueError("a weight is not negative")
    whole = sum(scaled)
    if not whole:
        scaled, whole = [1] * len(scaled), len(scaled)
    size = abs(total)
    shares = _largest_remainder(size, scaled, whole)
    return shares if total == size else [-share for share in shares]


def _largest_remainder(total: int, weights: list[int], whole: int) -> list[int]:
    shares: list[int] = []
    remainders: list[int] = []
    for weight in weights:
        share, remainder = divmod(total * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    left_over = total - sum(shares)
    if left_over:
        # A stable sort keeps the earlier index first among equal fractional parts.
        by_remainder = sorted(range(len(weights)), key=lambda index: -remainders[index])
        for index in by_remainder[:left_over]:
            shares[index] += 1
    return shares


def _whole_numbers(weights: Sequence[Exact]) -> list[int]:
    """The weights multiplied by their common denominator: the same proportions in integers."""
    ratios = [exact_ratio(weight) for weight in weights]
    common = lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios]
