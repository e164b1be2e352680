from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.faults import Refused
from commission.money.rate import ONE, ZERO, Rate
from commission.returns.lot import Lot
from commission.returns.policy import Pricing, ReturnPolicy
from commission.returns.refund import (
    Repriced,
    RepricedRefund,
    ReturnFigures,
    keep_price,
    reprice_kept,
    return_figures,
)
from commission.tiers.price import StockLine, kept_price, price_order
from commission.tiers.schedule import TierSchedule
from tests.commission.returns.stock import DAY, PAID, lot, policy
from tests.commission.tiers.ladders import schedule, schedules, stock_lines, volumes

REPRICE = {"pricing": "reprice_kept"}


def test_keep_price_gives_back_exactly_what_was_paid_in_any_number_of_steps() -> None:
    steps = [return_figures(policy(), lot(3, 100, returned=back), 1, PAID) for back in range(3)]
    assert steps == [ReturnFigures(33, 0, 33), ReturnFigures(34, 0, 34), ReturnFigures(33, 0, 33)]
    assert return_figures(policy(), lot(3, 100), 3, PAID) == ReturnFigures(100, 0, 100)


def test_the_fee_follows_the_cumulative_rule() -> None:
    tenth = policy(restocking_rate="0.10")
    steps = [return_figures(tenth, lot(3, 100, returned=back), 1, PAID) for back in range(3)]
    # the fee after each step: 3.3 -> 3, 6.7 -> 7, 10
    assert steps == [ReturnFigures(33, 3, 30), ReturnFigures(34, 4, 30), ReturnFigures(33, 3, 30)]
    assert return_figures(tenth, lot(3, 100), 3, PAID) == ReturnFigures(100, 10, 90)
    whole = policy(restocking_rate="1", floor_rate="0")
    assert return_figures(whole, lot(3, 100), 1, PAID) == ReturnFigures(33, 33, 0)


def test_what_cannot_go_back_has_no_figures() -> None:
    with pytest.raises(Refused, match="only 3 units of lot w1/1"):
        return_figures(policy(), lot(10, 100, sold=7), 4, PAID)
    with pytest.raises(Refused, match="closed at"):
        return_figures(policy(), lot(10, 100), 1, PAID + 365 * DAY)
    waived = return_figures(policy(), lot(10, 100), 1, PAID + 365 * DAY, waive_window=True)
    assert waived.refund == 10


def test_reprice_kept_pays_what_the_kept_units_do_not_cost() -> None:
    # 60 units of 1,000 graduated: 12,000 + 13,500 + 2,800 = 28,300; the 40 kept cost 12,000 + 9,000
    bought = lot(60, 28_300)
    first = reprice_kept(bought, 20, Rate.parse("0.5"), Repriced([bought], 21_000))
    assert first == RepricedRefund(difference=7_300, floor=4_717, ceiling=9_433)
    assert first.refund == 7_300
    rest = bought.after_return(20, 7_300)
    last = reprice_kept(rest, 40, Rate.parse("0.5"), Repriced([rest], 0))
    assert last == RepricedRefund(difference=21_000, floor=9_434, ceiling=21_000)
    assert return_figures(policy(**REPRICE, floor_rate="0.5"), rest, 40, PAID, Repriced([rest], 0)) == (
        ReturnFigures(21_000, 0, 21_000)
    )


def test_the_floor_holds_where_the_kept_units_lose_their_tier() -> None:
    # 5,000 units at 2,800; 4,999 of them alone would cost 29,994,000
    bought = lot(5_000, 14_000_000)
    first = reprice_kept(bought, 1, Rate.parse("0.90"), Repriced([bought], 29_994_000))
    assert first == RepricedRefund(difference=-15_994_000, floor=2_520, ceiling=2_800)
    assert first.refund == 2_520
    rest = bought.after_return(1, 2_520)
    assert reprice_kept(rest, 4_999, Rate.parse("0.90"), Repriced([rest], 0)).refund == 13_997_480


def test_the_floor_is_rounded_up() -> None:
    # 90 % of the 33 paid for the first of three units is 29.7; of the 34 for the second 30.6
    bought = lot(3, 100)
    assert reprice_kept(bought, 1, Rate.parse("0.9"), Repriced([bought], 100)).refund == 30
    rest = bought.after_return(1, 30)
    assert reprice_kept(rest, 1, Rate.parse("0.9"), Repriced([rest], 100)).refund == 31
    assert reprice_kept(bought, 1, ZERO, Repriced([bought], 100)).refund == 0
    assert reprice_kept(bought, 1, ONE, Repriced([bought], 100)).refund == 33


def test_the_ceiling_is_what_was_paid_for_all_units_back_so_far() -> None:
    # 3 units of 1 at 0.17 cost 0.51 -> 1; 2 of them would cost 0.34 -> 0, yet a third of 1 is 0
    bought = lot(3, 1)
    assert reprice_kept(bought, 1, ZERO, Repriced([bought], 0)) == RepricedRefund(1, 0, 0)
    assert reprice_kept(bought, 1, ZERO, Repriced([bought], 0)).refund == 0


def test_the_whole_order_is_repriced_not_the_lot() -> None:
    # 20 + 5 units of 1,000 at 0.45; 5 of the first line kept costs 15,000 x 0.60 with the other line
    first, other = lot(20, 9_000), lot(5, 2_250, line="2", returned=2, refunded=810)
    ladder = schedule()
    kept = kept_price(ladder, 0, [StockLine("1", "a", 1_000, 12), StockLine("2", "b", 1_000, 3)])
    assert kept == 9_000
    figures = reprice_kept(first, 8, Rate.parse("0.1"), Repriced([first, other], kept))
    # 11,250 paid - 9,000 kept - 810 refunded; 8 of 20 cost 3,600; 3,600 + 900 may be back in all
    assert figures == RepricedRefund(difference=1_440, floor=360, ceiling=3_690)


def test_reprice_kept_needs_the_price_of_what_is_kept() -> None:
    with pytest.raises(
        ValueError, match=r"^reprice_kept needs the order's lots and the price of what is kept$"
    ):
        return_figures(policy(**REPRICE), lot(3, 100), 1, PAID)


rates = st.integers(0, 100).map(lambda part: Rate.parse(f"{part // 100}.{part % 100:02}"))


@given(st.integers(0, 10**6), st.lists(st.integers(1, 20), min_size=1, max_size=6), rates)
def test_keep_price_totals_are_exact(net: int, steps: list[int], restocking: Rate) -> None:
    stock = lot(sum(steps), net)
    gross = fee = 0
    for step in steps:
        figures = keep_price(stock, step, restocking)
        assert figures.gross - figures.fee == figures.refund
        assert 0 <= figures.refund <= figures.gross
        assert figures.fee >= 0
        stock = stock.after_return(step, figures.refund)
        gross, fee = gross + figures.gross, fee + figures.fee
    assert (gross, fee) == (net, restocking.of(net))
    assert stock.refunded == net - restocking.of(net)


@given(schedules(), volumes, stock_lines(), rates, st.data())
def test_repriced_refunds_stay_between_the_floor_and_the_price_paid(
    ladder: TierSchedule, volume: int, lines: list[StockLine], floor: Rate, data: st.DataObject
) -> None:
    """Whatever is returned in whatever steps: each step at least its floor, never more in all than was
    paid for what is back, and everything back gives everything back."""
    terms = ReturnPolicy(None, ZERO, Pricing.REPRICE_KEPT, floor)
    priced = price_order(ladder, volume, lines)
    lots = [lot(old.qty, new.net, line=old.line) for old, new in zip(lines, priced.lines, strict=True)]
    while any(each.in_hand for each in lots):
        index = data.draw(st.sampled_from([i for i, each in enumerate(lots) if each.in_hand]))
        qty = data.draw(st.integers(1, lots[index].in_hand))
        was = lots[index]
        kept = [
            StockLine(
                old.line,
                old.sku,
                old.list_price,
                each.in_hand - (qty if i == index else 0),
                old.tier_eligible,
            )
            for i, (old, each) in enumerate(zip(lines, lots, strict=True))
        ]
        repriced = Repriced(lots, kept_price(ladder, volume, kept))
        refund = return_figures(terms, was, qty, PAID, repriced).refund
        coming_back = was.price_paid(was.returned + qty) - was.price_paid(was.returned)
        assert refund * floor.denominator >= coming_back * floor.numerator
        lots = [each.after_return(qty, refund) if i == index else each for i, each in enumerate(lots)]
        assert sum(each.refunded for each in lots) <= sum(each.price_paid(each.returned) for each in lots)
    assert sum(each.refunded for each in lots) == priced.net


@given(
    st.integers(1, 50), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), rates, st.data()
)
def test_the_floor_never_exceeds_the_ceiling(
    qty: int, net: int, kept: int, missing: int, floor: Rate, data: st.DataObject
) -> None:
    back = data.draw(st.integers(0, qty - 1))
    units = data.draw(st.integers(1, qty - back))
    stock: Lot = lot(qty, net, returned=back)
    stock = stock.after_return(0, max(0, stock.price_paid(back) - missing))
    figures = reprice_kept(stock, units, floor, Repriced([stock], kept))
    assert 0 <= figures.floor <= figures.ceiling
    assert figures.floor <= figures.refund <= figures.ceiling
