from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.faults import Refused
from commission.returns.consume import Take, consume, put_back
from commission.returns.lot import Lot
from tests.commission.returns.stock import lot


def test_first_in_first_out() -> None:
    lots = [lot(5, 1, sold=4), lot(3, 1, returned=3, on=1), lot(4, 1, on=1), lot(9, 1, on=2)]
    assert consume(lots, 1) == [Take(0, 1)]
    assert consume(lots, 4) == [Take(0, 1), Take(2, 3)]
    assert consume(lots, 14) == [Take(0, 1), Take(2, 4), Take(3, 9)]


def test_more_than_is_in_hand_is_refused() -> None:
    with pytest.raises(Refused, match="the reseller's own stock holds 3 of the 4 units sold") as refused:
        consume([lot(5, 1, sold=3), lot(1, 1)], 4)
    assert refused.value.reason.facts == {"asked": 4, "in_hand": 3}
    assert refused.value.reason.code == "not_enough_own_stock"
    with pytest.raises(Refused, match="holds 0 of the 1 units sold"):
        consume([], 1)


def test_lots_out_of_order_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"^lots are consumed in the order of their payments$"):
        consume([lot(5, 1, on=1), lot(5, 1)], 1)
    with pytest.raises(ValueError, match=r"^a sale takes at least one unit$"):
        consume([lot(5, 1)], 0)


def test_last_out_first_back() -> None:
    takes = [Take(0, 1), Take(2, 3), Take(3, 2)]
    assert put_back(takes, 0, 1) == [Take(3, 1)]
    assert put_back(takes, 1, 3) == [Take(3, 1), Take(2, 2)]
    assert put_back(takes, 2, 3) == [Take(2, 3)]
    assert put_back(takes, 4, 2) == [Take(2, 1), Take(0, 1)]
    assert put_back(takes, 0, 6) == [Take(3, 2), Take(2, 3), Take(0, 1)]


@pytest.mark.parametrize(("already", "qty"), [(0, 7), (5, 2), (6, 1), (0, 0), (0, -1)])
def test_no_more_comes_back_than_was_sold(already: int, qty: int) -> None:
    with pytest.raises(
        Refused, match=f"only {6 - already} of the 6 units sold can still be refunded"
    ) as refused:
        put_back([Take(0, 1), Take(2, 3), Take(3, 2)], already, qty)
    assert refused.value.reason.facts == {"asked": qty, "refundable": 6 - already}
    assert refused.value.reason.code == "too_many_refunded"


def sell(lots: list[Lot], takes: list[Take], sign: int = 1) -> list[Lot]:
    changed = list(lots)
    for take in takes:
        changed[take.index] = changed[take.index].after_sale(sign * take.qty)
    return changed


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=6), st.data())
def test_units_are_conserved_whatever_is_sold_and_refunded(
    shape: list[tuple[int, int]], data: st.DataObject
) -> None:
    lots = [lot(qty, 100, returned=min(back, qty), on=day) for day, (qty, back) in enumerate(shape)]
    held = sum(each.in_hand for each in lots)
    if not held:
        return
    qty = data.draw(st.integers(1, held))
    takes = consume(lots, qty)
    after = sell(lots, takes)
    assert sum(take.qty for take in takes) == qty
    # first in first out: nothing is taken from a lot while an earlier one has a unit left
    assert all(each.in_hand == 0 for each in after[: takes[-1].index])
    back = 0
    while back < qty:
        step = data.draw(st.integers(1, qty - back))
        puts = put_back(takes, back, step)
        assert sum(put.qty for put in puts) == step
        assert [put.index for put in puts] == sorted((put.index for put in puts), reverse=True)
        after = sell(after, puts, -1)
        back += step
        # what is still out is what selling so many fewer units would have taken
        still_out = consume(lots, qty - back) if back < qty else []
        assert after == sell(lots, still_out)
    assert after == lots
