"""The cumulative rule: how much of an amount is undone after k of n units."""

from __future__ import annotations

from commission.money.rounding import round_ratio


def undone_after(amount: int, k: int, n: int) -> int:
    """`round_half_up(amount * k / n)`: what is undone of `amount` once `k` of `n` units are undone.

    Raises ValueError unless 0 <= k <= n and n > 0.
    """
    if not 0 <= k <= n or n <= 0:
        raise ValueError(f"{k} of {n} units cannot be undone")
    return round_ratio(amount * k, n)


def undo_step(amount: int, k: int, n: int, undone_so_far: int) -> int:
    """This step's amount where `k` of `n` units are undone in all, this step included.

    In any number of steps the last one (k = n) brings the total to exactly `amount`
    (money-rules.md, Numbers).
    """
    return undone_after(amount, k, n) - undone_so_far
