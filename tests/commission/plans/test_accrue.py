"""Rule matching, amounts, splits and caps (money-rules.md, Commission)."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.rounding import round_half_up
from tests.commission.plans.build import amounts, line, plan, row, seller, settle


@pytest.mark.parametrize(
    ("match", "matches"),
    [
        ({}, True),
        ({"seller_kind": ["staff"]}, True),
        ({"seller_kind": ["reseller"]}, False),
        ({"tier": ["gold"]}, True),
        ({"cohort": ["2026-spring", "2026-autumn"]}, True),
        ({"cohort": ["2026-autumn"]}, False),
        ({"sku": ["A"], "category": ["coat"]}, True),
        ({"sku": ["A"], "category": ["shoe"]}, False),
        ({"channel": ["wechat"]}, True),
        ({"channel": ["binding"]}, False),
        ({"customer": "new"}, True),
        ({"customer": ["returning"]}, False),
    ],
)
def test_a_rule_matches_on_every_field_it_names(match: dict[str, Any], matches: bool) -> None:
    rules = plan({"match": match, "rate": "0.10"}, {"rate": "0.01"})
    credited = [seller("s1", tier="gold", cohort="2026-spring")]
    accrual = settle(rules, [line("1", 10_000, category="coat")], credited)
    assert (row(accrual, 0).rule.id, row(accrual, 0).amount) == (("r1", 1000) if matches else ("r2", 100))


def test_a_seller_without_tier_or_cohort_matches_no_rule_that_names_one() -> None:
    rules = plan({"match": {"tier": ["start"]}, "rate": "0.10"})
    assert settle(rules, [line("1", 10_000)], [seller("s1")]).rows == ()


def test_rate_per_unit_and_per_order() -> None:
    lines = [line("1", 18_000, qty=2), line("2", 6_000, sku="B", qty=3)]
    assert amounts(settle(plan({"rate": "0.05"}), lines, [seller("s1")])) == [
        ("1", "s1", 900),
        ("2", "s1", 300),
    ]
    assert amounts(settle(plan({"per_unit": 250}), lines, [seller("s1")])) == [
        ("1", "s1", 500),
        ("2", "s1", 750),
    ]
    # 1000 by base 18000 : 6000.
    assert amounts(settle(plan({"per_order": 1000}), lines, [seller("s1")])) == [
        ("1", "s1", 750),
        ("2", "s1", 250),
    ]


def test_per_order_goes_over_the_lines_where_its_rule_matches_that_seller() -> None:
    lines = [line("1", 5_000), line("2", 9_000, sku="B"), line("3", 5_000)]
    rules = plan({"match": {"sku": ["A"]}, "per_order": 101}, {"rate": "0.01"})
    # 101 over two equal bases: the odd unit to the earlier line.
    assert amounts(settle(rules, lines, [seller("s1")])) == [
        ("1", "s1", 51),
        ("2", "s1", 90),
        ("3", "s1", 50),
    ]


def test_per_order_is_equal_parts_where_all_bases_are_zero() -> None:
    lines = [line("1", 0), line("2", 0), line("3", 0)]
    assert amounts(settle(plan({"per_order": 100}), lines, [seller("s1")])) == [
        ("1", "s1", 34),
        ("2", "s1", 33),
        ("3", "s1", 33),
    ]


def test_a_line_rounds_once_and_halves_go_up() -> None:
    # 30 * 0.05 = 1.5 shared in halves: 2, not 1 + 1 by rounding each; the first in order gets the odd unit.
    accrual = settle(plan({"rate": "0.05"}), [line("1", 30)], [seller("s2", "1/2"), seller("s1", "1/2")])
    assert amounts(accrual) == [("1", "s2", 1), ("1", "s1", 1)]
    accrual = settle(plan({"rate": "0.05"}), [line("1", 10)], [seller("s2", "1/2"), seller("s1", "1/2")])
    assert amounts(accrual) == [("1", "s2", 1)]


def test_each_seller_of_a_split_has_their_own_rule_and_the_full_base() -> None:
    rules = plan({"match": {"seller_kind": ["staff"]}, "rate": "0.05"}, {"rate": "0.10"})
    credited = [seller("r1", "2/5", kind="reseller"), seller("s1", "3/5")]
    accrual = settle(rules, [line("1", 10_000)], credited)
    # 0.4 * 1000 + 0.6 * 500 = 700, split 400 : 300.
    assert amounts(accrual) == [("1", "r1", 400), ("1", "s1", 300)]
    assert [(r.rule.id, r.base, r.weight) for r in accrual.rows] == [
        ("r2", 10_000, Fraction(2, 5)),
        ("r1", 10_000, Fraction(3, 5)),
    ]


def test_a_row_of_amount_zero_is_not_written() -> None:
    rules = plan({"match": {"seller_kind": ["staff"]}, "rate": "0.05"})
    credited = [seller("r1", "1/2", kind="reseller"), seller("s1", "1/2")]
    assert amounts(settle(rules, [line("1", 1_000), line("2", 9)], credited)) == [("1", "s1", 25)]


def test_the_line_cap_is_the_plans_else_the_jurisdictions() -> None:
    lines = [line("1", 1_005)]
    greedy: dict[str, Any] = {"rate": "0.9"}
    assert amounts(settle(plan(greedy), lines, [seller("s1")])) == [("1", "s1", 905)]
    # round_half_up(1005 * 0.30) = 302 (301.5).
    assert amounts(settle(plan(greedy), lines, [seller("s1")], ceiling="0.30")) == [("1", "s1", 302)]
    capped = plan(greedy, total_rate_cap="0.20")
    assert amounts(settle(capped, lines, [seller("s1")], ceiling="0.30")) == [("1", "s1", 201)]


def test_the_order_cap_cuts_the_latest_line_first_and_before_the_split() -> None:
    lines = [line("1", 10_000), line("2", 10_000), line("3", 10_000)]
    rules = plan({"rate": "0.10"}, caps={"order": 1_500, "seller_month": None})
    credited = [seller("s1", "1/2"), seller("s2", "1/2")]
    assert amounts(settle(rules, lines, credited)) == [
        ("1", "s1", 500),
        ("1", "s2", 500),
        ("2", "s1", 250),
        ("2", "s2", 250),
    ]


def test_the_month_cap_is_each_sellers_own_and_what_it_cuts_nobody_gets() -> None:
    lines = [line("1", 10_000), line("2", 10_000)]
    rules = plan({"rate": "0.10"}, caps={"order": None, "seller_month": 1_200})
    credited = [seller("s1", "1/2", month_net=500), seller("s2", "1/2")]
    accrual = settle(rules, lines, credited)
    assert amounts(accrual) == [("1", "s1", 500), ("1", "s2", 500), ("2", "s1", 200), ("2", "s2", 500)]
    assert accrual.trace[1] == {
        "line": "2",
        "entitled": {"s1": "1000", "s2": "1000"},
        "exact": "1000",
        "rounded": 1000,
        "after_line_cap": 1000,
        "after_order_cap": 1000,
        "split": {"s1": 500, "s2": 500},
        "after_month_cap": {"s1": 200, "s2": 500},
    }
    full = [seller("s1", month_net=1_300)]
    assert settle(rules, lines, full).rows == ()


@st.composite
def sales(draw: st.DrawFn) -> tuple[Any, ...]:
    parts = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    credited = [
        seller(f"s{n}", str(Fraction(part, sum(parts))), month_net=draw(st.integers(0, 900)))
        for n, part in enumerate(parts)
    ]
    lines = [
        line(
            str(n), draw(st.integers(0, 5_000)), sku=draw(st.sampled_from("AB")), qty=draw(st.integers(1, 4))
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    pays = st.sampled_from([{"rate": "0.0875"}, {"per_unit": 33}, {"per_order": 1_001}, {"rate": "1"}])
    rules = [draw(pays) | {"match": {"sku": ["A"]}}, draw(pays)]
    cap = st.none() | st.integers(0, 2_000)
    caps = {"order": draw(cap), "seller_month": draw(cap)}
    return plan(*rules, caps=caps, total_rate_cap=draw(st.sampled_from([None, "0.30"]))), lines, credited


@given(sales())
def test_caps_hold_and_an_uncapped_split_sums_to_the_rounded_line(sale: tuple[Any, ...]) -> None:
    rules, lines, credited = sale
    accrual = settle(rules, lines, credited)
    assert all(r.amount > 0 for r in accrual.rows)
    by_line = {place.line: sum(r.amount for r in accrual.rows if r.line == place.line) for place in lines}
    for place, step in zip(lines, accrual.trace, strict=True):
        assert step["rounded"] == round_half_up(Fraction(step["exact"]))
        assert sum(step["split"].values()) == step["after_order_cap"] <= step["after_line_cap"]
        assert by_line[place.line] == sum(step["after_month_cap"].values()) <= step["after_order_cap"]
        if rules.total_rate_cap is not None:
            assert by_line[place.line] <= round_half_up(place.base * Fraction(3, 10))
    if rules.order_cap is not None:
        assert sum(by_line.values()) <= rules.order_cap
    if rules.seller_month_cap is not None:
        for each in credited:
            earned = sum(r.amount for r in accrual.rows if r.seller == each.seller)
            assert earned <= max(0, rules.seller_month_cap - each.month_net)


def test_a_seller_without_a_rule_takes_nothing_from_a_split() -> None:
    rules = plan({"match": {"seller_kind": ["staff"]}, "rate": "0.10"})
    sellers = [seller("a", "0.5"), seller("b", "0.5", kind="reseller")]
    accrual = settle(rules, [line("1", 1_000)], sellers)
    assert amounts(accrual) == [("1", "a", 50)]
    assert accrual.figures[0].exact == 50


def test_a_rule_that_pays_nothing_pays_nothing() -> None:
    for nothing in ({"per_unit": 0}, {"per_order": 0}, {"rate": "0"}):
        accrual = settle(plan(nothing), [line("1", 1_000, qty=3), line("2", 5)], [seller("a")])
        assert amounts(accrual) == []
        assert [each.exact for each in accrual.figures] == [0, 0]


def test_a_cap_cuts_no_line_below_nothing_and_none_that_fits() -> None:
    rules = plan({"rate": "0.10"}, caps={"order": 25, "seller_month": None})
    lines = [line(name, base) for name, base in (("1", 100), ("2", 100), ("3", 100), ("4", 0))]
    assert amounts(settle(rules, lines, [seller("a")])) == [("1", "a", 10), ("2", "a", 10), ("3", "a", 5)]
    none = plan({"rate": "0.10"}, caps={"order": 0, "seller_month": None})
    assert amounts(settle(none, lines, [seller("a")])) == []
    just = plan({"rate": "0.10"}, caps={"order": 30, "seller_month": None})
    assert [amount for *_, amount in amounts(settle(just, lines, [seller("a")]))] == [10, 10, 10]
