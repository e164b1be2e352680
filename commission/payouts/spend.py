"""Safe to spend: what a seller may count on, an estimate and never a promise."""

from dataclasses import dataclass

from commission.payouts.debt import WITHOUT_CEILING, Instalment, InstalmentCeiling, instalment


@dataclass(frozen=True, slots=True)
class History:
    """What `lines` commission lines and proceeds past their hold amounted to, and what refunds took of them.

    Both in minor units of one currency, over whatever span the caller trusts. Without a history nothing pending
    is counted on.
    """

    earned: int
    reversed: int
    lines: int = 0

    @property
    def kept(self) -> int:
        """What refunds left of it."""
        return max(self.earned - self.reversed, 0)


@dataclass(frozen=True, slots=True)
class SafeToSpend:
    """`amount` is what may be counted on, never below zero: what is available plus `of_pending`, less what an old debt
    takes of them (`part`)."""

    amount: int
    of_pending: int
    part: Instalment


def choose_history(own: History, brands: History, least_lines: int) -> History | None:
    """The seller's own history where it is long enough to say something, else the brand's where that is, else none."""
    return next(
        (history for history in (own, brands) if history.lines >= least_lines and history.earned), None
    )


def survives(pending: int, history: History | None) -> int:
    """The share of pending that history says survives returns, rounded down."""
    if history is None or history.earned <= 0:
        return 0
    return max(pending, 0) * history.kept // history.earned


def safe_to_spend(
    matured: int,
    pending: int,
    history: History | None,
    debt: int = 0,
    ceiling: InstalmentCeiling = WITHOUT_CEILING,
) -> SafeToSpend:
    """What matured and the surviving share of pending come to, once an old debt has had its instalment of both.

    `pending` should leave out what is held: nobody knows yet whether it will be paid. All in minor units; without a
    ceiling the amount is what is available (`matured - debt`) plus the share, or zero.
    """
    of_pending = survives(pending, history)
    part = instalment(matured + of_pending, debt, ceiling)
    return SafeToSpend(part.payable, of_pending, part)
