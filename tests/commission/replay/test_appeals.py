"""A granted appeal gives a line's commission anew: what stood is taken back whole, what is given is as at payment."""

from typing import Any

import pytest

from tests.commission.replay.build import Json, at, event, play, refund, rejected, sale, stock

TWO = [
    {"seller": "r1", "weight": "2/3", "channel": "app"},
    {"seller": "s2", "weight": "1/3", "channel": "app"},
]
# Two lines of 10,000 (two units) and 6,000, credited to s1 of the staff: 500 and 300.
SOLD = sale("e1", 0, "o1", 10_000, 6_000, qty=2)


def given(event_id: str, days: int, *shares: Json, order: str = "o1", line: str = "1") -> Json:
    return event(event_id, days, "credit_corrected", order=order, line=line, credits=list(shares))


def to(seller: str, **fields: Any) -> Json:
    return {"seller": seller, "weight": "1", "channel": "app", **fields}


def rows(outcome: Json) -> list[tuple[Any, ...]]:
    names = ("line", "seller", "rule", "base", "amount", "reversed", "state")
    return [tuple(row[name] for name in names) for row in outcome["commissions"]]


def books(outcome: Json) -> dict[str, int]:
    balance = outcome["ledger"]["trial_balance"]
    return {name: balance[name] for name in ("commission_expense", "seller_pending", "seller_available")}


def owed(outcome: Json, *sellers: str) -> list[tuple[int, int]]:
    return [
        (outcome["sellers"][name]["pending"], outcome["sellers"][name]["available"])
        for name in sellers or ("s1", "s2", "r1")
    ]


def test_what_stood_is_taken_back_and_the_line_is_shared_anew() -> None:
    """r1 would get 1,000 alone and s2 500: 833 in all, of which 666.4 and 166.6."""
    outcome = play(SOLD, given("e2", 1, *TWO))
    assert rows(outcome) == [
        ("1", "s1", "staff", 10_000, 500, 500, "reversed"),
        ("2", "s1", "staff", 6_000, 300, 0, "pending"),
        ("1", "r1", "rest", 10_000, 666, 0, "pending"),
        ("1", "s2", "staff", 10_000, 167, 0, "pending"),
    ]
    assert {row["order"] for row in outcome["commissions"]} == {"o1"}
    assert owed(outcome) == [(300, 0), (167, 0), (666, 0)]
    assert books(outcome) == {"commission_expense": 1_133, "seller_pending": -1_133, "seller_available": 0}
    assert outcome["ledger"]["entries"] == 4


def test_what_was_refunded_before_stays_refunded() -> None:
    half = play(SOLD, refund("e2", 1, "o1", 1), given("e3", 2, *TWO))
    assert rows(half)[2:] == [
        ("1", "r1", "rest", 10_000, 666, 333, "pending"),
        ("1", "s2", "staff", 10_000, 167, 84, "pending"),
    ]
    assert owed(half) == [(300, 0), (83, 0), (333, 0)]
    rest = play(SOLD, refund("e2", 1, "o1", 1), given("e3", 2, *TWO), refund("e4", 3, "o1", 1))
    assert owed(rest) == [(300, 0), (0, 0), (0, 0)]
    whole = play(SOLD, refund("e2", 1, "o1", 2), given("e3", 40, *TWO))
    assert rows(whole) == [
        ("1", "s1", "staff", 10_000, 500, 500, "reversed"),
        ("2", "s1", "staff", 6_000, 300, 0, "available"),
        ("1", "r1", "rest", 10_000, 666, 666, "reversed"),
        ("1", "s2", "staff", 10_000, 167, 167, "reversed"),
    ]
    assert owed(whole) == [(0, 300), (0, 0), (0, 0)]


@pytest.mark.parametrize("day", [30, 45])
def test_what_is_due_already_is_available_at_once(day: int) -> None:
    outcome = play(SOLD, given("e2", day, *TWO))
    assert rows(outcome)[0] == ("1", "s1", "staff", 10_000, 500, 500, "reversed")
    assert [row[-1] for row in rows(outcome)[1:]] == ["available"] * 3
    assert owed(outcome) == [(0, 300), (0, 167), (0, 666)]
    assert books(outcome) == {"commission_expense": 1_133, "seller_pending": 0, "seller_available": -1_133}


def test_what_was_paid_out_is_a_debt_and_what_is_given_is_paid_like_any_other() -> None:
    events = [SOLD, event("e2", 31, "payout"), given("e3", 40, *TWO)]
    outcome = play(*events)
    assert owed(outcome) == [(0, -500), (0, 167), (0, 666)]
    asked = {"seller": "r1", "amount": 666}
    early = play(*events, event("e4", 50, "payout", as_of=at(40, us=-1), **asked))
    assert (rows(early)[2][-1], early["sellers"]["r1"]["paid"]) == ("available", 666)
    paid = play(*events, event("e4", 50, "payout", as_of=at(40), **asked))
    assert (rows(paid)[2][-1], paid["sellers"]["r1"]["paid"]) == ("paid", 666)


def test_a_refused_share_is_not_taken_twice() -> None:
    """Of the two who were given it one was refused; then it is given back to the first."""
    of_r1 = {"order": "o1", "line": "1", "seller": "r1"}
    outcome = play(
        SOLD,
        given("e2", 1, *TWO),
        event("e3", 2, "commission_held", **of_r1),
        event("e4", 3, "commission_refused", **of_r1),
        given("e5", 4, to("s1")),
    )
    assert rows(outcome)[2:] == [
        ("1", "r1", "rest", 10_000, 666, 666, "reversed"),
        ("1", "s2", "staff", 10_000, 167, 167, "reversed"),
        ("1", "s1", "staff", 10_000, 500, 0, "pending"),
    ]
    assert owed(outcome) == [(800, 0), (0, 0), (0, 0)]
    assert books(outcome)["commission_expense"] == 800


def test_the_rule_is_found_anew_by_all_that_it_may_ask() -> None:
    asks = {
        "category": ["coat"],
        "sku": ["A"],
        "channel": ["app"],
        "seller_kind": ["reseller"],
        "cohort": ["2026-spring"],
        "tier": ["start"],
        "customer": ["new"],
    }
    rules = [{"id": "asks", "match": asks, "rate": "0.20"}, {"id": "rest", "rate": "0.10"}]
    plan = {"rules": rules}
    assert rows(play(SOLD, given("e2", 1, to("r1")), commission_plan=plan))[2:] == [
        ("1", "r1", "asks", 10_000, 2_000, 0, "pending")
    ]
    other_channel = play(SOLD, given("e2", 1, to("r1", channel="web")), commission_plan=plan)
    assert rows(other_channel)[2:] == [("1", "r1", "rest", 10_000, 1_000, 0, "pending")]
    before = sale("e0", -1, "o0", 1)
    assert rows(play(before, SOLD, given("e2", 1, to("r1")), commission_plan=plan))[-1][2] == "rest"
    bought = stock("e0", -1, "w1", 100)
    assert rows(play(bought, SOLD, given("e2", 1, to("r1")), commission_plan=plan))[-1][2] == "rest"
    per_unit = {"rules": [{"id": "unit", "per_unit": 100}]}
    assert rows(play(SOLD, given("e2", 1, to("r1")), commission_plan=per_unit))[-1][4] == 200
    # The jurisdiction's ceiling of 0.30 holds for what is given as it does at the payment.
    dear = {"rules": [{"id": "unit", "per_unit": 9_000}]}
    assert rows(play(SOLD, given("e2", 1, to("r1")), commission_plan=dear))[-1][4] == 3_000


def test_the_orders_cap_leaves_what_the_other_lines_did_not_use() -> None:
    plan = {"rules": [{"id": "rest", "rate": "0.10"}], "caps": {"order": 1_200, "seller_month": None}}
    outcome = play(SOLD, given("e2", 1, to("r1"), line="2"), commission_plan=plan)
    assert [(row[0], row[1], row[4]) for row in rows(outcome)] == [
        ("1", "s1", 1_000),
        ("2", "s1", 200),
        ("2", "r1", 200),
    ]


def test_the_months_room_is_given_back_and_used() -> None:
    """1,000 a month each: s1's are used up until o1 is taken; r1 has 400 left, and then none."""
    plan = {"rules": [{"id": "rest", "rate": "0.10"}], "caps": {"order": None, "seller_month": 1_000}}
    outcome = play(
        sale("e0", 0, "o0", 6_000, store="r1"),
        sale("e1", 1, "o1", 10_000),
        sale("e2", 2, "o2", 500),
        given("e3", 3, to("r1")),
        sale("e4", 4, "o4", 500),
        sale("e5", 5, "o5", 500, store="r1"),
        sale("e6", 31, "o6", 500, store="r1"),
        commission_plan=plan,
    )
    assert [(row["order"], row["seller"], row["amount"]) for row in outcome["commissions"]] == [
        ("o0", "r1", 600),
        ("o1", "s1", 1_000),
        ("o1", "r1", 400),
        ("o4", "s1", 50),
        ("o6", "r1", 50),
    ]


def test_what_cannot_be_given_says_why() -> None:
    outcome = play(
        stock("a", -1, "w1", 5),
        SOLD,
        sale("b", 0, "o2", 1_000, store="r1", from_stock=True),
        given("c", 1, to("r1"), order="o9"),
        given("d", 1, to("r1"), line="9"),
        given("e", 1, to("s1"), order="o2"),
    )
    assert rejected(outcome) == {
        "c": "no line o9/1 has been paid",
        "d": "no line o1/9 has been paid",
        "e": "a sale from own stock pays no commission",
    }


def test_the_category_and_the_cohort_are_those_of_the_payment() -> None:
    asks = {"category": ["coat"], "cohort": ["2026-spring"]}
    plan = {"rules": [{"id": "then", "match": asks, "rate": "0.20"}, {"id": "rest", "rate": "0.10"}]}
    outcome = play(
        SOLD,
        given("e2", 10, to("r1")),
        commission_plan=plan,
        skus=[
            {
                "id": "A",
                "list_price": 10_000,
                "category": "hat",
                "earlier_category": [{"until": at(5), "category": "coat"}],
            }
        ],
        sellers=[
            {"id": "s1", "kind": "staff"},
            {
                "id": "r1",
                "kind": "reseller",
                "cohort": "old",
                "earlier_cohort": [{"until": at(5), "cohort": "2026-spring"}],
            },
        ],
    )
    assert rows(outcome)[-1][1:5] == ("r1", "then", 10_000, 2_000)


def test_whoever_had_nothing_in_the_month_has_all_of_its_room() -> None:
    plan = {"rules": [{"id": "rest", "rate": "0.10"}], "caps": {"order": None, "seller_month": 1_000}}
    outcome = play(sale("e1", 0, "o1", 10_000), given("e2", 1, to("s2")), commission_plan=plan)
    assert [(row[1], row[4]) for row in rows(outcome)] == [("s1", 1_000), ("s2", 1_000)]
    parts = play(
        sale("e1", 0, "o1", 4_000),
        given("e2", 1, to("s2")),
        sale("e3", 2, "o2", 9_000, store="s2"),
        commission_plan=plan,
    )
    assert [(row[1], row[4]) for row in rows(parts)] == [("s1", 400), ("s2", 400), ("s2", 600)]
