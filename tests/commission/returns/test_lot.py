from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commission.money.faults import Refused
from commission.returns.lot import Lot, check_return, closes_at, returnable
from tests.commission.returns.stock import DAY, PAID, lot, policy

TICK = timedelta(microseconds=1)


def refusal(stock: Lot, qty: int, at: datetime = PAID, **changes: object) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        check_return(policy(**changes), stock, qty, at)
    return refused.value.reason.code, refused.value.reason.text


def test_a_new_lot_is_untouched() -> None:
    new = Lot("w1", "1", PAID, 10, 28_000)
    assert (new.name, new.sold, new.returned, new.refunded, new.in_hand) == ("w1/1", 0, 0, 0, 10)


def test_what_is_neither_sold_nor_returned_can_go_back() -> None:
    stock = lot(10, 28_000, sold=4, returned=3)
    assert stock.in_hand == 3
    assert returnable(policy(), stock, PAID) == 3
    check_return(policy(), stock, 3, PAID)
    assert refusal(stock, 4) == ("too_many_returned", "only 3 units of lot w1/1 can still be returned")
    assert refusal(lot(10, 1, sold=9), 2) == (
        "too_many_returned",
        "only 1 unit of lot w1/1 can still be returned",
    )
    assert refusal(lot(10, 1, sold=10), 1) == (
        "too_many_returned",
        "no units of lot w1/1 can still be returned",
    )
    assert refusal(stock, 0) == ("return_of_nothing", "a return takes back at least one unit")
    assert refusal(stock, -1)[0] == "return_of_nothing"


def test_exactly_the_window_after_payment_is_too_late() -> None:
    stock = lot(10, 28_000)
    assert closes_at(policy(), stock) == PAID + 365 * DAY
    assert returnable(policy(), stock, PAID + 365 * DAY - TICK) == 10
    assert returnable(policy(), stock, PAID + 365 * DAY) == 0
    assert refusal(stock, 1, PAID + 365 * DAY) == (
        "return_window_closed",
        "the return window of lot w1/1, 365 days from payment, closed at 2027-01-10T08:00:00+00:00",
    )
    assert refusal(stock, 1, PAID - TICK)[1].endswith("is not open yet")
    assert refusal(stock, 1, PAID, window_days=0)[0] == "return_window_closed"


def test_no_window_and_a_waived_one_never_close() -> None:
    stock, late = lot(10, 28_000, sold=2), PAID + 9_999 * DAY
    assert closes_at(policy(window_days=None), stock) is None
    assert returnable(policy(window_days=None), stock, late) == 8
    assert returnable(policy(), stock, late, waive_window=True) == 8
    check_return(policy(), stock, 8, late, waive_window=True)
    with pytest.raises(Refused, match="only 8 units"):
        check_return(policy(), stock, 9, late, waive_window=True)


def test_a_lot_is_never_oversold_or_over_returned() -> None:
    stock = lot(10, 28_000).after_sale(6).after_return(4, 11_200)
    assert (stock.sold, stock.returned, stock.refunded, stock.in_hand) == (6, 4, 11_200, 0)
    with pytest.raises(ValueError, match="lot w1/1 of 10 has 7 sold and 4 returned"):
        stock.after_sale(1)
    with pytest.raises(ValueError, match="6 sold and 5 returned"):
        stock.after_return(1, 0)
    with pytest.raises(ValueError, match="-1 sold"):
        lot(10, 28_000).after_sale(-1)
    assert stock.after_sale(-2).in_hand == 2
    assert [lot(3, 100).price_paid(units) for units in range(4)] == [0, 33, 67, 100]


def test_a_refused_return_tells_its_figures() -> None:
    stock = lot(10, 28_000, sold=2)
    closed = PAID + 365 * DAY
    for qty, at, facts in (
        (0, PAID, {"qty": 0}),
        (1, closed, {"lot": "w1/1", "window_days": 365, "closed_at": closed}),
        (9, PAID, {"lot": "w1/1", "asked": 9, "returnable": 8}),
    ):
        with pytest.raises(Refused) as refused:
            check_return(policy(), stock, qty, at)
        assert refused.value.reason.facts == facts
