from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from commission.money.faults import Refused
from commission.returns.preview import ReturnPreview, StandingChange, preview_conflict, preview_return
from commission.returns.refund import Repriced, ReturnFigures
from tests.commission.returns.stock import DAY, PAID, lot, policy

HOUR = timedelta(hours=1)
FALLS = StandingChange("top", 50_000, "middle", 49_000)
STAYS = StandingChange("top", 52_000, "top", 51_000)


def preview(qty: int = 1, returned: int = 0, standing: StandingChange = FALLS) -> ReturnPreview:
    return preview_return(
        policy(restocking_rate="0.10"),
        lot(3, 100, returned=returned),
        qty,
        at=PAID + DAY,
        valid_for=HOUR,
        standing=standing,
    )


def test_a_preview_gives_each_figure_its_reason() -> None:
    shown = preview(returned=1)
    assert shown.figures == ReturnFigures(34, 4, 30)
    assert (shown.lot, shown.qty, shown.standing) == ("w1/1", 1, FALLS)
    assert [reason.code for reason in shown.reasons] == [
        "gross_kept_price",
        "restocking_fee",
        "refund",
        "tier_moves",
    ]
    assert [str(reason) for reason in shown.reasons] == [
        "2 of 3 units back in all: 67 of the 100 paid, of which 33 went before; gross 34.",
        "The restocking fee is 0.10 of all that went back, less what was charged before: 4.",
        "The refund is 30.",
        "The qualifying volume goes from 50000 to 49000; the tier goes from top to middle.",
    ]
    assert str(preview(standing=STAYS).reasons[-1]) == (
        "The qualifying volume goes from 52000 to 51000; tier top stays."
    )


def test_a_repriced_preview_says_which_bound_held() -> None:
    bought = lot(5_000, 14_000_000)
    terms = policy(pricing="reprice_kept")
    raised = preview_return(
        terms, bought, 1, at=PAID, valid_for=HOUR, standing=FALLS, repriced=Repriced([bought], 29_994_000)
    )
    assert [str(reason) for reason in raised.reasons[:4]] == [
        "14000000 paid, less 29994000 for what is kept at its own tier, less 0 refunded before: -15994000.",
        "At least 0.90 of the price paid for these units comes back: 2520.",
        "There is no restocking fee.",
        "The refund is 2520.",
    ]
    small = lot(3, 1)
    cut = preview_return(
        policy(pricing="reprice_kept", floor_rate="0"),
        small,
        1,
        at=PAID,
        valid_for=HOUR,
        standing=STAYS,
        repriced=Repriced([small], 0),
    )
    assert [reason.code for reason in cut.reasons] == [
        "gross_kept_repriced",
        "cut_to_ceiling",
        "no_fee",
        "refund",
        "tier_stays",
    ]
    assert "No more comes back than was paid for all units returned so far: 0." in map(str, cut.reasons)


def test_without_a_fee_the_preview_says_so() -> None:
    free = preview_return(policy(), lot(3, 100), 1, at=PAID, valid_for=HOUR, standing=STAYS)
    assert [reason.code for reason in free.reasons] == ["gross_kept_price", "no_fee", "refund", "tier_stays"]


def test_a_preview_never_outlives_the_right() -> None:
    assert preview().expires_at == PAID + DAY + HOUR
    late = PAID + 365 * DAY - HOUR / 2
    closing = preview_return(policy(), lot(3, 100), 1, at=late, valid_for=HOUR, standing=STAYS)
    assert closing.expires_at == PAID + 365 * DAY
    waived = preview_return(
        policy(), lot(3, 100), 1, at=late, valid_for=HOUR, standing=STAYS, waive_window=True
    )
    assert waived.expires_at == late + HOUR
    closed = preview_return(
        policy(),
        lot(3, 100),
        1,
        at=PAID + 366 * DAY,
        valid_for=HOUR,
        standing=STAYS,
        waive_window=True,
    )
    assert (closed.figures, closed.expires_at) == (ReturnFigures(33, 0, 33), PAID + 366 * DAY + HOUR)


def test_what_cannot_go_back_has_no_preview() -> None:
    with pytest.raises(Refused, match="only 2 units of lot w1/1 can still be returned"):
        preview(qty=3, returned=1)


def test_confirming_yields_the_previewed_figures_or_a_conflict() -> None:
    promised = preview()
    assert preview_conflict(promised, preview(), promised.expires_at - timedelta(microseconds=1)) is None
    expired = preview_conflict(promised, preview(), promised.expires_at)
    assert expired is not None
    assert (expired.code, expired.text) == (
        "preview_expired",
        "the preview expired at 2026-01-11T09:00:00+00:00",
    )
    moved = preview_conflict(promised, preview(returned=1), PAID + DAY)
    assert moved is not None
    assert moved.code == "preview_outdated"
    assert moved.text == (
        "the figures moved since the preview: gross was 33 and is now 34, fee was 3 and is now 4"
    )
    assert moved.facts == {"gross": (33, 34), "fee": (3, 4)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tier_before": "middle"}, "tier before was top and is now middle"),
        ({"volume_before": 1}, "volume before was 50000 and is now 1"),
        ({"tier_after": "start"}, "tier after was middle and is now start"),
        ({"volume_after": 2}, "volume after was 49000 and is now 2"),
    ],
)
def test_a_moved_tier_is_a_conflict_too(change: dict[str, object], told: str) -> None:
    fresh = preview(standing=replace(FALLS, **change))  # type: ignore[arg-type]
    conflict = preview_conflict(preview(), fresh, PAID + DAY)
    assert conflict is not None
    assert conflict.text == f"the figures moved since the preview: {told}"


def test_another_return_is_not_the_one_previewed() -> None:
    conflict = preview_conflict(preview(), replace(preview(), lot="w1/2", qty=2), PAID + DAY)
    assert conflict is not None
    assert conflict.facts == {"lot": ("w1/1", "w1/2"), "qty": (1, 2)}
    lower = preview_conflict(preview(), replace(preview(), figures=ReturnFigures(33, 3, 29)), PAID + DAY)
    assert lower is not None
    assert lower.facts == {"refund": (30, 29)}
