from __future__ import annotations

import pytest

from commission.returns.buy_back import NOTHING, buy_back_quote
from commission.returns.refund import Repriced, ReturnFigures
from tests.commission.returns.stock import DAY, PAID, lot, policy


def test_all_that_can_go_back_is_quoted() -> None:
    quote = buy_back_quote(policy(restocking_rate="0.10"), lot(10, 28_000, sold=4, returned=1), at=PAID + DAY)
    assert (quote.lot, quote.units, quote.closes_at) == ("w1/1", 5, PAID + 365 * DAY)
    # 6 of 10 units: 16,800 less the 2,800 gone before; fees 1,680 less 280
    assert quote.figures == ReturnFigures(14_000, 1_400, 12_600)
    assert [reason.code for reason in quote.reasons] == ["gross_kept_price", "restocking_fee", "refund"]


def test_a_repriced_lot() -> None:
    bought = lot(60, 28_300, sold=40)
    terms = policy(pricing="reprice_kept", floor_rate="0.5")
    quote = buy_back_quote(terms, bought, at=PAID, repriced=Repriced([bought], 21_000))
    assert (quote.units, quote.figures) == (20, ReturnFigures(7_300, 0, 7_300))
    with pytest.raises(ValueError, match="needs the order's lots"):
        buy_back_quote(terms, bought, at=PAID)


def test_where_nothing_can_go_back_the_quote_says_why() -> None:
    late = buy_back_quote(policy(), lot(10, 28_000, sold=4), at=PAID + 365 * DAY)
    assert (late.units, late.figures, late.closes_at) == (0, NOTHING, PAID + 365 * DAY)
    assert [str(reason) for reason in late.reasons] == [
        "The 6 unsold units can no longer go back: the window of 365 days from payment is closed."
    ]
    empty = buy_back_quote(policy(window_days=None), lot(10, 28_000, sold=4, returned=6), at=PAID)
    assert (empty.units, empty.figures, empty.closes_at) == (0, NOTHING, None)
    assert [str(reason) for reason in empty.reasons] == [
        "Of 10 units 4 are sold and 6 returned: none is left to go back."
    ]


def test_a_closing_account_is_offered_every_unsold_lot() -> None:
    quote = buy_back_quote(policy(), lot(10, 28_000, sold=4), at=PAID + 999 * DAY, waive_window=True)
    assert (quote.units, quote.figures.refund, quote.closes_at) == (6, 16_800, None)
