"""What a return tells: each figure's reason whole, with its code, its sentence and its figures."""

from datetime import timedelta

from commission.money.faults import Reason
from commission.returns.buy_back import buy_back_quote
from commission.returns.preview import ReturnPreview, StandingChange, preview_conflict, preview_return
from commission.returns.refund import Repriced
from tests.commission.returns.stock import DAY, PAID, lot, policy

HOUR = timedelta(hours=1)
FALLS = StandingChange("top", 50_000, "middle", 49_000)
STAYS = StandingChange("top", 52_000, "top", 51_000)
NO_FEE = Reason("no_fee", "There is no restocking fee.", {"restocking_rate": "0", "fee": 0})


def preview(standing: StandingChange = FALLS, returned: int = 1) -> ReturnPreview:
    return preview_return(
        policy(restocking_rate="0.10"),
        lot(3, 100, returned=returned),
        1,
        at=PAID + DAY,
        valid_for=HOUR,
        standing=standing,
    )


def test_kept_prices() -> None:
    assert preview().reasons == (
        Reason(
            "gross_kept_price",
            "2 of 3 units back in all: 67 of the 100 paid, of which 33 went before; gross 34.",
            {"units_back": 2, "units": 3, "paid": 100, "gross": 34},
        ),
        Reason(
            "restocking_fee",
            "The restocking fee is 0.10 of all that went back, less what was charged before: 4.",
            {"restocking_rate": "0.10", "fee": 4},
        ),
        Reason("refund", "The refund is 30.", {"refund": 30}),
        Reason(
            "tier_moves",
            "The qualifying volume goes from 50000 to 49000; the tier goes from top to middle.",
            {"tier_before": "top", "volume_before": 50_000, "tier_after": "middle", "volume_after": 49_000},
        ),
    )
    assert preview(STAYS).reasons[-1] == Reason(
        "tier_stays",
        "The qualifying volume goes from 52000 to 51000; tier top stays.",
        {"tier_before": "top", "volume_before": 52_000, "tier_after": "top", "volume_after": 51_000},
    )


def test_a_fee_that_rounds_to_nothing_still_has_its_rate() -> None:
    """A tenth of 4 is nothing: the fee is none, and the sentence says of what."""
    shown = preview_return(
        policy(restocking_rate="0.10"), lot(3, 12), 1, at=PAID, valid_for=HOUR, standing=STAYS
    )
    assert shown.reasons[1] == Reason(
        "no_fee",
        "The restocking fee is 0.10 of all that went back, less what was charged before: 0.",
        {"restocking_rate": "0.10", "fee": 0},
    )
    free = preview_return(policy(), lot(3, 12), 1, at=PAID, valid_for=HOUR, standing=STAYS)
    assert free.reasons[1] == NO_FEE


def test_kept_units_priced_afresh() -> None:
    """Of two lots of an order, 10,000 and 4,000 paid, 500 refunded before; what is kept costs 9,000 of its own."""
    first, second = lot(10, 10_000, refunded=500, returned=1), lot(4, 4_000, line="2")
    terms = policy(pricing="reprice_kept")
    shown = preview_return(
        terms,
        first,
        2,
        at=PAID,
        valid_for=HOUR,
        standing=STAYS,
        repriced=Repriced([first, second], 9_000),
    )
    assert shown.reasons[:-1] == (
        Reason(
            "gross_kept_repriced",
            "14000 paid, less 9000 for what is kept at its own tier, less 500 refunded before: 4500.",
            {"paid": 14_000, "kept_price": 9_000, "refunded_before": 500, "difference": 4_500},
        ),
        Reason(
            "cut_to_ceiling",
            "No more comes back than was paid for all units returned so far: 2500.",
            {"ceiling": 2_500},
        ),
        NO_FEE,
        Reason("refund", "The refund is 2500.", {"refund": 2_500}),
    )
    dear = preview_return(
        terms,
        first,
        2,
        at=PAID,
        valid_for=HOUR,
        standing=STAYS,
        repriced=Repriced([first, second], 12_000),
    )
    assert dear.reasons[1] == Reason(
        "raised_to_floor",
        "At least 0.90 of the price paid for these units comes back: 1800.",
        {"floor_rate": "0.90", "floor": 1_800},
    )
    assert (dear.figures.gross, dear.figures.fee, dear.figures.refund) == (1_800, 0, 1_800)


def test_between_its_bounds_a_refund_names_neither() -> None:
    """At the floor exactly, and at the ceiling exactly, nothing was raised or cut."""
    bought = lot(10, 10_000)
    terms = policy(pricing="reprice_kept")
    for kept in (9_100, 9_000):
        shown = preview_return(
            terms, bought, 1, at=PAID, valid_for=HOUR, standing=STAYS, repriced=Repriced([bought], kept)
        )
        codes = [reason.code for reason in shown.reasons]
        assert codes == ["gross_kept_repriced", "no_fee", "refund", "tier_stays"]
        assert shown.figures.refund == 10_000 - kept


def test_a_preview_that_expired_says_when() -> None:
    promised = preview()
    assert preview_conflict(promised, promised, promised.expires_at) == Reason(
        "preview_expired",
        "the preview expired at 2026-01-11T09:00:00+00:00",
        {"expires_at": promised.expires_at},
    )


def test_a_buy_back_of_nothing_says_why() -> None:
    late = buy_back_quote(policy(), lot(10, 28_000, sold=4), at=PAID + 365 * DAY)
    assert late.lot == "w1/1"
    assert late.reasons == (
        Reason(
            "return_window_closed",
            "The 6 unsold units can no longer go back: the window of 365 days from payment is closed.",
            {"in_hand": 6, "window_days": 365, "closed_at": PAID + 365 * DAY},
        ),
    )
    empty = buy_back_quote(policy(), lot(10, 28_000, sold=4, returned=6), at=PAID)
    assert empty.lot == "w1/1"
    assert empty.reasons == (
        Reason(
            "nothing_in_hand",
            "Of 10 units 4 are sold and 6 returned: none is left to go back.",
            {"units": 10, "sold": 4, "returned": 6},
        ),
    )


def test_a_buy_back_under_a_waived_window_keeps_its_figures_reasons() -> None:
    quote = buy_back_quote(
        policy(restocking_rate="0.10"), lot(3, 100), at=PAID + 999 * DAY, waive_window=True
    )
    assert [reason.facts for reason in quote.reasons] == [
        {"units_back": 3, "units": 3, "paid": 100, "gross": 100},
        {"restocking_rate": "0.10", "fee": 10},
        {"refund": 90},
    ]
