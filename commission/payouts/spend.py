"""Safe to spend: what a seller may count on, an estimate and never a promise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """What commission lines and proceeds past their return window amounted to, and what refunds took of them.

    Both in minor units of one currency, over whatever span the caller trusts. Without a history nothing pending
    is counted on.
    """

    earned: int
    reversed: int


@dataclass(frozen=True, slots=True)
class SafeToSpend:
    """`amount` is what may be counted on: what is available plus `of_pending`, never below zero."""

    amount: int
    available: int
    of_pending: int


def safe_to_spend(available: int, pending: int, history: History) -> SafeToSpend:
    """Available plus the share of pending that history says survives returns, rounded down.

    `pending` should leave out what is held: nobody knows yet whether it will be paid. All in minor units.
    """
    kept = max(history.earned - history.reversed, 0)
    of_pending = max(pending, 0) * kept // history.earned if history.earned > 0 else 0
    return SafeToSpend(max(available + of_pending, 0), available, of_pending)
