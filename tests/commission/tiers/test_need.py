from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.tiers.need import NextTier, Through, UnitsNeeded, next_tier
from commission.tiers.price import StockLine, price_order
from commission.tiers.reach import tier_reached
from commission.tiers.schedule import Basis, TierSchedule
from tests.commission.tiers.ladders import LADDER, line, schedule, schedules, stock_lines, volumes


def need(ladder: TierSchedule, volume: int, lines: list[StockLine]) -> NextTier | None:
    return next_tier(ladder, price_order(ladder, volume, lines), lines)


def told(step: NextTier | None) -> tuple[str, str, int, int, dict[str, int]]:
    assert step is not None
    return (
        step.tier.name,
        step.through.value,
        step.amount,
        step.list_value,
        {each.sku: each.units for each in step.units},
    )


def test_what_is_missing_in_this_order() -> None:
    lines = [line("a", 700, 10), line("b", 999, 1, tier_eligible=False), line("c", 5_000, 1)]
    # 4,000 before, 12,000 here: 4,000 missing is 6 of a (5.7) or 1 of c; b cannot fill it
    assert told(need(schedule(), 4_000, lines)) == (
        "middle", "this_order", 4_000, 4_000, {"sku-a": 6, "sku-c": 1},
    )  # fmt: skip
    assert told(need(schedule(mode="graduated"), 4_000, lines))[2:4] == (4_000, 4_000)
    assert told(need(schedule(window="order"), 0, lines))[2:4] == (8_000, 8_000)


def test_a_gift_fills_no_gap_and_a_penny_does() -> None:
    lines = [line("a", 0, 3), line("b", 1, 1), line("c", 2, 1)]
    step = need(schedule(), 10_000, lines)
    assert step is not None
    assert {each.sku: each.units for each in step.units} == {
        "sku-b": step.list_value,
        "sku-c": -(-step.list_value // 2),
    }


def test_at_the_top_nothing_is_missing() -> None:
    assert need(schedule(), 50_000, [line("a", 1, 1)]) is None


def test_under_paid_the_order_is_weighed_at_the_next_tiers_price() -> None:
    paid = schedule(basis="paid", tiers=[LADDER[0], {**LADDER[2], "threshold": 14_000}])
    # 40,000 at 0.28 is 11,200; with 9,999 more it is 13,999.72, which rounds to 14,000
    assert told(need(paid, 0, [line("a", 100, 400)])) == ("top", "this_order", 2_800, 9_999, {"sku-a": 100})


def test_where_orders_count_for_later_ones_only() -> None:
    later = schedule(counts_current_order=False)
    assert told(need(later, 5_000, [line("a", 1_000, 4)])) == (
        "middle", "later_order", 11_000, 11_000, {"sku-a": 11},
    )  # fmt: skip
    assert told(need(later, 5_000, [line("a", 1_000, 15)])) == ("middle", "later_order", 0, 0, {"sku-a": 0})
    paid = schedule(basis="paid", counts_current_order=False)
    assert told(need(paid, 5_000, [line("a", 1_000, 25)])) == ("middle", "later_order", 0, 0, {"sku-a": 0})
    # 4,000 at 0.60 is 2,400 paid; the 12,600 still missing are reached from 20,999.17 of list value on
    assert told(need(paid, 5_000, [line("a", 1_000, 4), line("b", 8, 9, tier_eligible=False)])) == (
        "middle", "later_order", 12_600, 21_000, {"sku-a": 21},
    )  # fmt: skip


def test_a_paid_gap_of_nothing_and_of_one_minor_unit() -> None:
    paid = schedule(basis="paid", counts_current_order=False)
    # in tier middle, at 0.45: 66,664 costs 29,999 and leaves 1, for which 2 of list value are needed (0.9)
    assert told(need(paid, 20_000, [line("a", 66_664, 1)]))[1:4] == ("later_order", 1, 2)
    assert told(need(paid, 20_000, [line("a", 80_000, 1)]))[1:4] == ("later_order", 0, 0)


def test_under_sell_through_only_sales_help() -> None:
    sold = schedule(basis="sell_through")
    assert told(need(sold, 19_300, [line("a", 300, 90)])) == (
        "middle",
        "sell_through",
        700,
        700,
        {"sku-a": 3},
    )


@pytest.mark.parametrize("basis", ["list", "paid", "sell_through"])
def test_what_no_volume_can_reach_is_not_promised(basis: str) -> None:
    assert (
        need(schedule(basis=basis, window="order", counts_current_order=False), 0, [line("a", 1, 1)]) is None
    )


def test_asked_without_an_order() -> None:
    step = need(schedule(), 19_000, [line("a", 300, 0)])
    assert step == NextTier(schedule().tiers[1], Through.THIS_ORDER, 1_000, 1_000, (UnitsNeeded("sku-a", 4),))


@given(schedules(), volumes, stock_lines(), st.integers(0, 4))
def test_the_units_told_are_the_fewest_that_do(
    ladder: TierSchedule, volume: int, lines: list[StockLine], which: int
) -> None:
    priced = price_order(ladder, volume, lines)
    step = next_tier(ladder, priced, lines)
    if step is None:
        assert priced.tier_index == len(ladder.tiers) - 1
        return
    wanted = priced.tier_index + 1
    paid_lines = sum(each.net for each, old in zip(priced.lines, lines, strict=True) if old.tier_eligible)

    def reaches(more: int) -> bool:
        if ladder.basis is Basis.SELL_THROUGH:
            return tier_reached(ladder, volume + more, 0) >= wanted
        if ladder.counts_current_order:
            return tier_reached(ladder, volume, priced.eligible_list + more) >= wanted
        if ladder.basis is Basis.PAID:
            return tier_reached(ladder, volume + paid_lines + priced.tier.price_rate.of(more), 0) >= wanted
        return tier_reached(ladder, volume + priced.eligible_list + more, 0) >= wanted

    assert reaches(step.list_value)
    assert step.list_value == 0 or not reaches(step.list_value - 1)
    prices = {each.sku: each.list_price for each in lines if each.tier_eligible}
    for each in step.units:
        assert reaches(each.units * prices[each.sku])
        assert each.units == 0 or not reaches((each.units - 1) * prices[each.sku])
    assert {each.sku for each in step.units} == {sku for sku, price in prices.items() if price}
