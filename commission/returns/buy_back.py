"""The buy-back quote of a lot: what all that can still go back would pay, at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commission.money.faults import Reason
from commission.returns.lot import Lot, closes_at, returnable
from commission.returns.policy import ReturnPolicy
from commission.returns.reasons import figure_reasons
from commission.returns.refund import Repriced, ReturnFigures, return_figures

NOTHING = ReturnFigures(0, 0, 0)


@dataclass(frozen=True, slots=True)
class BuyBackQuote:
    """`units` that can go back now and what they pay together; `closes_at` is the first instant too late."""

    lot: str
    units: int
    figures: ReturnFigures
    closes_at: datetime | None
    reasons: tuple[Reason, ...]


def buy_back_quote(
    policy: ReturnPolicy,
    lot: Lot,
    *,
    at: datetime,
    repriced: Repriced | None = None,
    waive_window: bool = False,
) -> BuyBackQuote:
    """Quote the lot at `at`; where nothing can go back the quote is of zero units and says why.

    `repriced`, needed under `reprice_kept` where `returnable` is not zero, prices what is kept once all
    those units are back. `waive_window` is for a reseller whose account closes: every unsold lot is
    offered back, however old. Never raises Refused.
    """
    closing = None if waive_window else closes_at(policy, lot)
    units = returnable(policy, lot, at, waive_window=waive_window)
    if units:
        figures = return_figures(policy, lot, units, at, repriced, waive_window=waive_window)
        reasons = figure_reasons(policy, lot, units, figures, repriced)
        return BuyBackQuote(lot.name, units, figures, closing, tuple(reasons))
    if lot.in_hand:
        why = Reason(
            "return_window_closed",
            f"The {lot.in_hand} unsold units can no longer go back:"
            f" the window of {policy.window_days} days from payment is closed.",
            {"in_hand": lot.in_hand, "window_days": policy.window_days, "closed_at": closing},
        )
    else:
        why = Reason(
            "nothing_in_hand",
            f"Of {lot.qty} units {lot.sold} are sold and {lot.returned} returned: none is left to go back.",
            {"units": lot.qty, "sold": lot.sold, "returned": lot.returned},
        )
    return BuyBackQuote(lot.name, 0, NOTHING, closing, (why,))
