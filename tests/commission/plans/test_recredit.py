"""A line given anew: the arithmetic of the payment, within its caps, and exactly the same where nothing changed."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commission.money.rate import Rate
from commission.plans.accrue import Accrual, AccruedRow, LineFigures
from commission.plans.recredit import recredit
from commission.plans.share import shared_anew
from tests.commission.plans.build import line, plan, seller, settle
from tests.commission.plans.test_accrue import sales


@given(sales())
def test_given_anew_to_the_same_sellers_every_line_pays_what_it_paid(sale: tuple[Any, ...]) -> None:
    rules, lines, credited = sale
    if rules.seller_month_cap is not None:
        return  # A month's room is shared by the lines of an order: tested by hand below.
    accrual = settle(rules, lines, credited)
    for each in lines:
        others = sum(row.amount for row in accrual.rows if row.line != each.line)
        again = recredit(rules, lines, each.line, credited, "new", None, others)
        mine = [(row.seller, row.amount) for row in accrual.rows if row.line == each.line]
        if rules.order_cap is None:
            assert [(row.seller, row.amount) for row in again.rows] == mine
        else:
            # What the cap cut from the latest lines is room for none of them.
            assert sum(row.amount for row in again.rows) + others <= max(rules.order_cap, others)


@given(sales(), st.integers(0, 5_000))
def test_caps_hold_whoever_gets_it(sale: tuple[Any, ...], others: int) -> None:
    rules, lines, credited = sale
    given_anew = recredit(rules, lines, lines[0].line, credited, "new", Rate.parse("0.30"), others)
    total = sum(row.amount for row in given_anew.rows)
    assert total <= Rate.parse("0.30").of(lines[0].base)
    if rules.order_cap is not None:
        assert total <= max(0, rules.order_cap - others)
    if rules.seller_month_cap is not None:
        for row in given_anew.rows:
            net = next(each.month_net for each in credited if each.seller == row.seller)
            assert row.amount + net <= rules.seller_month_cap


def test_the_new_sellers_own_rule_and_room_decide() -> None:
    rules = plan(
        {"match": {"seller_kind": ["staff"]}, "rate": "0.05"},
        {"rate": "0.10"},
        caps={"order": 3_000, "seller_month": 1_500},
    )
    lines = [line("1", 10_000), line("2", 19_999)]
    anew = recredit(rules, lines, "2", [seller("r", kind="reseller", month_net=400)], "new", None, 500)
    assert [(row.seller, row.rule.id, row.amount) for row in anew.rows] == [("r", "r2", 1_100)]
    (figures,) = anew.trace
    assert (figures["rounded"], figures["after_order_cap"], figures["after_month_cap"]) == (
        2_000,
        2_000,
        {"r": 1_100},
    )


@given(
    st.lists(st.integers(1, 9), max_size=4),
    st.sampled_from(["1", "0.5", "0.000001", "0.333333"]),
    st.integers(0, 4),
)
def test_shares_always_make_one(parts: list[int], share: str, who: int) -> None:
    standing = [(f"s{n}", Fraction(part, sum(parts))) for n, part in enumerate(parts)]
    anew = shared_anew(standing, f"s{who}", Rate.parse(share))
    assert sum(weight for _, weight in anew) == 1
    assert len({name for name, _ in anew}) == len(anew)
    others = [name for name, _ in standing if name != f"s{who}"]
    assert dict(anew)[f"s{who}"] == (Rate.parse(share).fraction if others and share != "1" else 1)


def test_a_line_given_to_two_is_told_whole() -> None:
    """Under the jurisdiction's cap of 0.05, where the plan has none; a rule for those who return, and one for all."""
    rules = plan({"match": {"customer": ["returning"]}, "rate": "0.20"}, {"rate": "0.10"})
    credited = [seller("a", "2/3"), seller("b", "1/3")]
    lines = [line("1", 9_999), line("2", 5_001)]
    for customer, rate, at in (("new", Fraction(1, 10), 1), ("returning", Fraction(1, 5), 0)):
        anew = recredit(rules, lines, "2", credited, customer, Rate.parse("0.05"), 0)
        entitled = rate * 5_001
        assert anew == Accrual(
            ("a", "b"),
            (
                AccruedRow("2", "a", rules.rules[at], 5_001, Fraction(2, 3), 167),
                AccruedRow("2", "b", rules.rules[at], 5_001, Fraction(1, 3), 83),
            ),
            (
                LineFigures(
                    "2",
                    (entitled, entitled),
                    entitled,
                    int(entitled + Fraction(1, 2)),
                    250,
                    250,
                    (167, 83),
                    (167, 83),
                ),
            ),
        )


def test_of_rules_that_pay_nothing_nothing_is_given() -> None:
    anew = recredit(
        plan({"rate": "0"}), [line("1", 100)], "1", [seller("a"), seller("b", "0")], "new", None, 0
    )
    assert anew == Accrual(
        ("a", "b"), (), (LineFigures("1", (Fraction(0), Fraction(0)), Fraction(0), 0, 0, 0, (0, 0), (0, 0)),)
    )
