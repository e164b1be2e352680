"""The life of a commission line: pending, available, paid; held by a reviewer; reversed.

Proceeds from a reseller's own stock live the same life, except that they are never held.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from commission.money.cumulative import undo_step
from commission.money.faults import Reason, Refused


class State(StrEnum):
    PENDING = "pending"
    AVAILABLE = "available"
    PAID = "paid"
    HELD = "held"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Earning:
    """What a row amounts to and where it stands. `reversed` never exceeds `amount`, both in minor units."""

    amount: int
    reversed: int = 0
    state: State = State.PENDING

    @property
    def net(self) -> int:
        """What is left of the row."""
        return self.amount - self.reversed

    @property
    def matured(self) -> bool:
        """Whether the row's money has left the seller's pending account."""
        return self.state in (State.AVAILABLE, State.PAID)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A row after a refund, and the step: `amount` debits the seller's available account where `matured`,
    else the pending one."""

    earning: Earning
    amount: int
    matured: bool


def mature(earning: Earning) -> Earning:
    """A pending row whose due instant has come becomes available. Any other stays: held does not mature."""
    if earning.state is not State.PENDING:
        return earning
    return replace(earning, state=State.AVAILABLE)


def pay(earning: Earning) -> Earning:
    """An available row that a payout settles is paid."""
    if earning.state is not State.AVAILABLE:
        return earning
    return replace(earning, state=State.PAID)


def hold(earning: Earning) -> Earning:
    """Hold a pending row for fraud or dispute. Raises Refused for a row in any other state."""
    _expect(earning, State.PENDING, "held")
    return replace(earning, state=State.HELD)


def release(earning: Earning) -> Earning:
    """A held row is pending again; the caller matures it at once where due. Raises Refused otherwise."""
    _expect(earning, State.HELD, "released")
    return replace(earning, state=State.PENDING)


def refuse(earning: Earning) -> Reversal:
    """A held row is refused: what is left of it is reversed. Raises Refused for a row that is not held."""
    _expect(earning, State.HELD, "refused")
    return Reversal(Earning(earning.amount, earning.amount, State.REVERSED), earning.net, matured=False)


def reverse(earning: Earning, k: int, n: int) -> Reversal:
    """Undo the row after `k` of the line's `n` units are refunded in all, whatever its state.

    By the cumulative rule over this row alone. A row that is already reversed, a refused one above all, takes
    no further reversal; after maturity it is a full debit, never capped at what the seller has.
    """
    if earning.state is State.REVERSED:
        return Reversal(earning, 0, matured=False)
    step = undo_step(earning.amount, k, n, earning.reversed)
    undone = earning.reversed + step
    state = State.REVERSED if undone == earning.amount else earning.state
    return Reversal(Earning(earning.amount, undone, state), step, matured=earning.matured)


def _expect(earning: Earning, state: State, verb: str) -> None:
    if earning.state is not state:
        raise Refused(
            Reason(
                f"commission_not_{state}",
                f"only a {state} commission line can be {verb}, this one is {earning.state}",
                {"state": str(earning.state)},
            )
        )
