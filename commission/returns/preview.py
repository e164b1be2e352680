"""The preview of a return, and whether confirming it may go ahead."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from commission.money.faults import Reason
from commission.money.window import utc
from commission.returns.lot import Lot, closes_at
from commission.returns.policy import ReturnPolicy
from commission.returns.reasons import figure_reasons
from commission.returns.refund import Repriced, ReturnFigures, return_figures


@dataclass(frozen=True, slots=True)
class StandingChange:
    """The reseller's standing tier and qualifying volume (minor units) without and with the return, as
    the law of tiers finds them."""

    tier_before: str
    volume_before: int
    tier_after: str
    volume_after: int


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """What returning `qty` units would pay and do. Confirming before `expires_at` yields these figures or
    a conflict, never others."""

    lot: str
    qty: int
    figures: ReturnFigures
    standing: StandingChange
    reasons: tuple[Reason, ...]
    expires_at: datetime


def preview_return(
    policy: ReturnPolicy,
    lot: Lot,
    qty: int,
    *,
    at: datetime,
    valid_for: timedelta,
    standing: StandingChange,
    repriced: Repriced | None = None,
    waive_window: bool = False,
) -> ReturnPreview:
    """Preview a return at `at`; the promise ends `valid_for` later, or with the right itself if sooner.

    Raises Refused where the units cannot go back, ValueError where `reprice_kept` lacks `repriced`.
    """
    figures = return_figures(policy, lot, qty, at, repriced, waive_window=waive_window)
    reasons = figure_reasons(policy, lot, qty, figures, repriced)
    reasons.append(_tier_reason(standing))
    expires_at = utc(at) + valid_for
    closing = None if waive_window else closes_at(policy, lot)
    if closing is not None:
        expires_at = min(expires_at, closing)
    return ReturnPreview(lot.name, qty, figures, standing, tuple(reasons), expires_at)


def preview_conflict(promised: ReturnPreview, now: ReturnPreview, at: datetime) -> Reason | None:
    """Why confirming `promised` at `at` must not go ahead, or None: then its figures are exactly today's.

    `now` is the same return previewed afresh under the locks that confirming holds.
    """
    if utc(at) >= utc(promised.expires_at):
        return Reason(
            "preview_expired",
            f"the preview expired at {promised.expires_at.isoformat()}",
            {"expires_at": promised.expires_at},
        )
    shown, fresh = _shown(promised), _shown(now)
    changed = {name: (shown[name], fresh[name]) for name in shown if shown[name] != fresh[name]}
    if not changed:
        return None
    told = ", ".join(f"{name} was {was} and is now {now_is}" for name, (was, now_is) in changed.items())
    return Reason("preview_outdated", f"the figures moved since the preview: {told}", changed)


def _shown(preview: ReturnPreview) -> dict[str, object]:
    return {
        "lot": preview.lot,
        "qty": preview.qty,
        "gross": preview.figures.gross,
        "fee": preview.figures.fee,
        "refund": preview.figures.refund,
        "tier before": preview.standing.tier_before,
        "volume before": preview.standing.volume_before,
        "tier after": preview.standing.tier_after,
        "volume after": preview.standing.volume_after,
    }


def _tier_reason(standing: StandingChange) -> Reason:
    moved = f"The qualifying volume goes from {standing.volume_before} to {standing.volume_after}"
    stays = standing.tier_before == standing.tier_after
    told = (
        f"tier {standing.tier_before} stays"
        if stays
        else f"the tier goes from {standing.tier_before} to {standing.tier_after}"
    )
    return Reason("tier_stays" if stays else "tier_moves", f"{moved}; {told}.", asdict(standing))
