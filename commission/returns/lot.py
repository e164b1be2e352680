"""A stock lot: the units of one paid wholesale line, and how many of them can still go back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from commission.money.cumulative import undone_after
from commission.money.faults import Reason, Refused
from commission.money.window import days_after, in_days
from commission.returns.policy import ReturnPolicy


@dataclass(frozen=True, slots=True)
class Lot:
    """One paid wholesale line. `net` is the price paid for all of it and `refunded` what went back so far
    (after any fee), in minor units; the others count units. `sold` are those out of the reseller's hands.

    Raises ValueError where more units are sold and returned than there are.
    """

    order: str
    line: str
    paid_at: datetime
    qty: int
    net: int
    sold: int = 0
    returned: int = 0
    refunded: int = 0

    def __post_init__(self) -> None:
        if self.sold < 0 or self.returned < 0 or self.qty < self.sold + self.returned:
            raise ValueError(
                f"lot {self.name} of {self.qty} has {self.sold} sold and {self.returned} returned"
            )

    @property
    def name(self) -> str:
        """`order/line`, as people read it in a refusal."""
        return f"{self.order}/{self.line}"

    @property
    def in_hand(self) -> int:
        """Units the reseller still holds."""
        return self.qty - self.sold - self.returned

    def price_paid(self, units: int) -> int:
        """The price paid for the first `units` that come back, by the cumulative rule."""
        return undone_after(self.net, units, self.qty)

    def after_return(self, qty: int, refund: int) -> Lot:
        """The lot once `qty` more units came back for `refund`."""
        return replace(self, returned=self.returned + qty, refunded=self.refunded + refund)

    def after_sale(self, qty: int) -> Lot:
        """The lot once `qty` units were sold on (negative: put back by a retail refund)."""
        return replace(self, sold=self.sold + qty)


def closes_at(policy: ReturnPolicy, lot: Lot) -> datetime | None:
    """The first instant that is too late to return units of the lot; None: never."""
    return None if policy.window_days is None else days_after(lot.paid_at, policy.window_days)


def window_open(policy: ReturnPolicy, lot: Lot, at: datetime) -> bool:
    """Whether the return window is open at `at`: exactly `window_days` after payment it is closed."""
    return policy.window_days is None or in_days(lot.paid_at, at, policy.window_days)


def returnable(policy: ReturnPolicy, lot: Lot, at: datetime, *, waive_window: bool = False) -> int:
    """How many units can go back at `at`: `qty - sold - returned` inside the window, else none."""
    return lot.in_hand if waive_window or window_open(policy, lot, at) else 0


def check_return(
    policy: ReturnPolicy, lot: Lot, qty: int, at: datetime, *, waive_window: bool = False
) -> None:
    """Raise Refused unless `qty` units of the lot can go back at `at`."""
    if qty < 1:
        raise Refused(Reason("return_of_nothing", "a return takes back at least one unit", {"qty": qty}))
    if not waive_window and not window_open(policy, lot, at):
        closed = closes_at(policy, lot)
        raise Refused(
            Reason(
                "return_window_closed",
                f"the return window of lot {lot.name}, {policy.window_days} days from payment, "
                + (f"closed at {closed.isoformat()}" if closed and closed <= at else "is not open yet"),
                {"lot": lot.name, "window_days": policy.window_days, "closed_at": closed},
            )
        )
    if qty > lot.in_hand:
        left = {0: "no units", 1: "only 1 unit"}.get(lot.in_hand, f"only {lot.in_hand} units")
        raise Refused(
            Reason(
                "too_many_returned",
                f"{left} of lot {lot.name} can still be returned",
                {"lot": lot.name, "asked": qty, "returnable": lot.in_hand},
            )
        )
