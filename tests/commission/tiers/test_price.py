from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from commission.tiers.price import PricedLine, StockLine, graduated_pieces, kept_price, price_order
from commission.tiers.schedule import TierSchedule
from tests.commission.tiers.ladders import line, schedule, schedules, stock_lines, volumes


def test_the_whole_order_has_the_price_of_the_tier_it_reaches() -> None:
    big = schedule(
        tiers=[
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "top", "threshold": 50_000_000, "price_rate": "0.28"},
        ]
    )
    priced = price_order(big, 0, [line("1", 10_000, 5_000)])
    assert (priced.tier.name, priced.volume_before, priced.list_value, priced.net) == (
        "top",
        0,
        50_000_000,
        14_000_000,
    )
    assert priced.lines == (PricedLine("1", 50_000_000, 14_000_000),)
    assert price_order(big, 0, [line("1", 10_000, 4_999)]).net == 29_994_000


def test_each_line_is_rounded_by_itself() -> None:
    priced = price_order(schedule(), 20_000, [line("a", 5, 1), line("b", 5, 1), line("c", 1, 1)])
    # 0.45 of 5 is 2.25, of 1 is 0.45
    assert [each.net for each in priced.lines] == [2, 2, 0]
    assert priced.net == 4
    half = schedule(tiers=[{"name": "only", "threshold": 0, "price_rate": "0.5"}])
    assert price_order(half, 0, [line("a", 1, 3)]).net == 2


def test_a_line_outside_the_tiers_costs_its_list_price_and_lifts_nothing() -> None:
    priced = price_order(schedule(), 0, [line("a", 1_000, 19), line("b", 900, 100, tier_eligible=False)])
    assert priced.tier.name == "start"
    assert [each.net for each in priced.lines] == [11_400, 90_000]
    assert (priced.eligible_list, priced.list_value, priced.net) == (19_000, 109_000, 101_400)


def test_graduated_cuts_the_volume_at_the_thresholds() -> None:
    ladder = schedule(mode="graduated")
    priced = price_order(ladder, 15_000, [line("a", 1_000, 30), line("b", 2_000, 5)])
    # [15,000, 55,000): 5,000 at 0.60, 30,000 at 0.45, 5,000 at 0.28 = 3,000 + 13,500 + 1,400
    assert priced.net == 17_900
    assert [each.net for each in priced.lines] == [13_425, 4_475]
    assert priced.tier.name == "top"
    assert [(piece.tier.name, piece.list_value) for piece in graduated_pieces(ladder, 15_000, 40_000)] == [
        ("start", 5_000),
        ("middle", 30_000),
        ("top", 5_000),
    ]


def test_graduated_reaches_a_tier_at_equality_that_prices_nothing_yet() -> None:
    ladder = schedule(mode="graduated")
    priced = price_order(ladder, 0, [line("a", 20_000, 1)])
    assert (priced.tier.name, priced.net) == ("middle", 12_000)
    assert [piece.tier.name for piece in graduated_pieces(ladder, 0, 20_000)] == ["start"]


def test_graduated_rounds_the_sum_once_and_allocates_by_list_value() -> None:
    ladder = schedule(
        mode="graduated",
        tiers=[
            {"name": "a", "threshold": 0, "price_rate": "0.333"},
            {"name": "b", "threshold": 100, "price_rate": "0.1"},
        ],
    )
    lines = [line("1", 50, 1), line("2", 7, 1, tier_eligible=False), line("3", 50, 1), line("4", 1, 1)]
    priced = price_order(ladder, 0, lines)
    # 33.3 + 0.1 = 33.4 -> 33, over 50 : 50 : 1
    assert [each.net for each in priced.lines] == [17, 7, 16, 0]
    assert priced.net == 40


def test_lines_of_no_value_cost_nothing() -> None:
    for mode in ("all_units", "graduated"):
        priced = price_order(schedule(mode=mode), 0, [line("1", 0, 3), line("2", 0, 1)])
        assert [each.net for each in priced.lines] == [0, 0]


def test_what_is_kept_is_priced_with_the_volume_the_order_had() -> None:
    lines = [line("a", 1_000, 20), line("b", 1_000, 0), line("c", 500, 2, tier_eligible=False)]
    assert kept_price(schedule(), 0, lines) == 9_000 + 1_000
    assert kept_price(schedule(), 30_000, lines) == 5_600 + 1_000
    assert kept_price(schedule(), 0, [line("a", 1_000, 0)]) == 0
    assert kept_price(schedule(mode="graduated"), 15_000, lines) == 3_000 + 6_750 + 1_000


@given(schedules(), volumes, st.integers(0, 20_000), stock_lines())
def test_more_volume_before_never_costs_more(
    ladder: TierSchedule, volume: int, more: int, lines: list[StockLine]
) -> None:
    """The same lines after more volume: never a higher total, and under all_units no line higher."""
    before, after = price_order(ladder, volume, lines), price_order(ladder, volume + more, lines)
    assert after.net <= before.net
    if ladder.mode == "all_units":
        assert all(new.net <= old.net for new, old in zip(after.lines, before.lines, strict=True))


@given(schedules(), volumes, st.integers(1, 900), st.integers(1, 20), st.integers(0, 40))
def test_a_bigger_order_never_costs_more_per_unit(
    ladder: TierSchedule, volume: int, price: int, qty: int, more: int
) -> None:
    """Beyond the half minor unit by which each of the two totals may be rounded."""
    small = price_order(ladder, volume, [line("a", price, qty)]).net
    large = price_order(ladder, volume, [line("a", price, qty + more)]).net
    slack = Fraction(1, 2 * qty) + Fraction(1, 2 * (qty + more))
    assert Fraction(large, qty + more) <= Fraction(small, qty) + slack


@given(schedules(), volumes, stock_lines())
def test_lines_sum_to_the_order_and_stay_within_list(
    ladder: TierSchedule, volume: int, lines: list[StockLine]
) -> None:
    priced = price_order(ladder, volume, lines)
    assert priced.net == sum(each.net for each in priced.lines)
    assert priced.list_value == sum(each.list_value for each in priced.lines)
    assert all(0 <= each.net <= each.list_value for each in priced.lines)


@given(schedules(mode="graduated"), volumes, st.integers(0, 5_000), st.integers(0, 5_000))
def test_graduated_does_not_care_how_volume_is_cut_into_orders(
    ladder: TierSchedule, volume: int, first: int, second: int
) -> None:
    whole = price_order(ladder, volume, [line("a", first + second, 1)]).net
    one = price_order(ladder, volume, [line("a", first, 1)]).net
    other = price_order(ladder, volume + first, [line("a", second, 1)]).net
    assert abs(whole - one - other) <= 1
    assert sum(piece.list_value for piece in graduated_pieces(ladder, volume, first)) == first
