"""Maturity, holds, refunds and payouts of commission through a whole replay, in exact figures."""

from typing import Any

import pytest

from tests.commission.replay.build import at, event, play, refund, rejected, sale, state_of

PLAN: dict[str, Any] = {"rules": [{"id": "rest", "match": {}, "rate": "0.10"}]}


def held(verdict: str, event_id: str, days: int, **fields: Any) -> dict[str, Any]:
    return event(event_id, days, f"commission_{verdict}", order="o1", line="1", seller="s1", **fields)


def test_a_sale_accrues_and_the_books_show_it() -> None:
    outcome = play(sale("e1", 0, "o1", 18_000))
    assert outcome["commissions"] == [
        {
            "order": "o1",
            "line": "1",
            "seller": "s1",
            "rule": "staff",
            "base": 18_000,
            "amount": 900,
            "reversed": 0,
            "state": "pending",
        }
    ]
    assert list(outcome["attribution"]["o1"]["1"]) == ["by", "credits", "drops", "trace", "sentence"]
    assert outcome["sellers"]["s1"] == {
        "pending": 900,
        "available": 0,
        "in_flight": 0,
        "paid": 0,
        "tier": None,
        "volume": None,
    }
    assert outcome["ledger"] == {
        "entries": 2,
        "trial_balance": {
            "cash": 18_000,
            "retail_revenue": -18_000,
            "wholesale_revenue": 0,
            "commission_expense": 900,
            "restocking_fee_income": 0,
            "seller_pending": -900,
            "seller_available": 0,
            "payout_in_flight": 0,
            "tax_withheld": 0,
        },
    }


@pytest.mark.parametrize(
    ("deliveries", "clock", "state"),
    [
        ([], (30, -1), "pending"),
        ([], (30, 0), "available"),
        ([(10, 0)], (25, -1), "pending"),
        ([(10, 0)], (25, 0), "available"),
        # A delivery before the fallback date replaces it, later though that makes it.
        ([(30, -1)], (44, 0), "pending"),
        ([(30, -1)], (45, -1), "available"),
        # At the fallback date the row has matured already.
        ([(30, 0)], (30, 0), "available"),
    ],
)
def test_maturity(deliveries: list[tuple[int, int]], clock: tuple[int, int], state: str) -> None:
    events = [sale("e1", 0, "o1", 18_000)]
    events += [event("e2", days, "delivered", us=us, order="o1") for days, us in deliveries]
    outcome = play(*events, event("e9", clock[0], "clock", us=clock[1]))
    assert state_of(outcome) == (900, 0, state)


def test_maturity_comes_before_any_event_of_its_instant() -> None:
    outcome = play(sale("e1", 0, "o1", 18_000), event("a", 30, "payout"))
    assert state_of(outcome) == (900, 0, "paid")
    assert outcome["sellers"]["s1"]["paid"] == 900


def test_what_is_due_at_its_payment_matures_at_once() -> None:
    plan = PLAN | {"hold_days": 0, "hold_days_without_delivery": 0}
    assert state_of(play(sale("e1", 0, "o1", 18_000), commission_plan=plan)) == (1_800, 0, "available")
    paid = play(sale("e1", 0, "o1", 18_000), event("e2", 0, "payout"), commission_plan=plan)
    assert state_of(paid) == (1_800, 0, "paid")


def test_a_delivery_counts_from_its_own_instant_though_it_waited_for_the_payment() -> None:
    early = [event("e0", -10, "delivered", order="o1"), sale("e1", 0, "o1", 18_000)]
    assert state_of(play(*early, event("e2", 5, "clock", us=-1))) == (900, 0, "pending")
    assert state_of(play(*early, event("e2", 5, "clock"))) == (900, 0, "available")
    very_early = [event("e0", -20, "delivered", order="o1"), sale("e1", 0, "o1", 18_000)]
    assert state_of(play(*very_early)) == (900, 0, "available")


def test_a_held_row_does_not_mature_until_it_is_released() -> None:
    start = [sale("e1", 0, "o1", 18_000), held("held", "e2", 3)]
    waiting = play(*start, event("e3", 90, "clock"))
    assert state_of(waiting) == (900, 0, "held")
    assert waiting["sellers"]["s1"]["pending"] == 900
    late = play(*start, held("released", "e3", 90))
    assert (state_of(late), late["sellers"]["s1"]["available"]) == ((900, 0, "available"), 900)
    soon = play(*start, held("released", "e3", 10))
    assert state_of(soon) == (900, 0, "pending")
    assert state_of(play(*start, held("released", "e3", 10), event("e4", 30, "clock"))) == (
        900,
        0,
        "available",
    )


def test_a_refused_row_is_reversed_and_takes_no_further_reversal() -> None:
    outcome = play(
        sale("e1", 0, "o1", 18_000, qty=3),
        held("held", "e2", 1),
        refund("e3", 2, "o1", 1),
        held("refused", "e4", 3),
        refund("e5", 4, "o1", 2),
    )
    assert state_of(outcome) == (900, 900, "reversed")
    assert outcome["ledger"]["trial_balance"]["retail_revenue"] == 0
    assert outcome["ledger"]["trial_balance"]["commission_expense"] == 0


def test_only_a_pending_row_is_held_and_only_a_held_one_released_or_refused() -> None:
    outcome = play(
        sale("e1", 0, "o1", 18_000),
        held("released", "e2", 1),
        held("refused", "e3", 1),
        held("held", "e4", 31),
        event("e5", 31, "commission_held", order="o1", line="1", seller="s2"),
        event("e6", 31, "commission_held", order="o1", line="7", seller="s1"),
        event("e7", 31, "commission_held", order="o8", line="1", seller="s1"),
    )
    assert rejected(outcome) == {
        "e2": "only a held commission line can be released, this one is pending",
        "e3": "only a held commission line can be refused, this one is pending",
        "e4": "only a pending commission line can be held, this one is available",
        "e5": "s2 has no commission on o1/1",
        "e6": "order o1 has no line 7",
        "e7": "no order o8 has been paid",
    }
    assert state_of(outcome) == (900, 0, "available")


def test_a_refund_after_the_payout_is_a_debt_that_later_credits_pay_down() -> None:
    outcome = play(
        sale("e1", 0, "o1", 18_000),
        event("e2", 31, "payout"),
        refund("e3", 32, "o1", 1),
        sale("e4", 33, "o2", 10_000),
        event("e5", 63, "payout"),
        sale("e6", 64, "o3", 20_000),
        event("e7", 94, "payout"),
    )
    assert [(row["state"], row["reversed"]) for row in outcome["commissions"]] == [
        ("reversed", 900),
        ("paid", 0),
        ("paid", 0),
    ]
    # 900 paid, 900 reversed, then 500 + 1,000 earned: the second payout waits, the third takes 600.
    assert outcome["sellers"]["s1"]["paid"] == 1_500
    assert outcome["sellers"]["s1"]["available"] == 0
    before = play(
        sale("e1", 0, "o1", 18_000),
        event("e2", 31, "payout"),
        refund("e3", 32, "o1", 1),
        sale("e4", 33, "o2", 10_000),
        event("e5", 63, "payout"),
    )
    assert (before["sellers"]["s1"]["paid"], before["sellers"]["s1"]["available"]) == (900, -400)
    assert state_of(before, 1) == (500, 0, "available")


def test_a_payout_takes_a_minimum_a_suspended_sellers_waits_and_a_closed_sellers_is_paid() -> None:
    start = [sale("e1", 0, "o1", 18_000)]
    assert play(*start, event("e2", 30, "payout", minimum=901))["sellers"]["s1"]["paid"] == 0
    assert play(*start, event("e2", 30, "payout", minimum=900))["sellers"]["s1"]["paid"] == 900
    suspended = event("e2", 5, "seller_status", seller="s1", status="suspended")
    assert play(*start, suspended, event("e3", 30, "payout"))["sellers"]["s1"]["available"] == 900
    closed = event("e2", 5, "seller_status", seller="s1", status="closed")
    assert play(*start, closed, event("e3", 30, "payout", seller="s1"))["sellers"]["s1"]["paid"] == 900
    other = play(*start, event("e3", 30, "payout", seller="s2"))
    assert (other["sellers"]["s1"]["available"], other["rejected"]) == (900, [])


def test_a_reversal_makes_room_again_under_the_months_cap() -> None:
    plan = PLAN | {"caps": {"order": None, "seller_month": 1_000}}
    outcome = play(
        sale("e1", 0, "o1", 8_000),
        sale("e2", 1, "o2", 4_000),
        refund("e3", 2, "o1", 1),
        sale("e4", 3, "o3", 4_000, 9_000),
        sale("e5", 31, "o4", 4_000),
        commission_plan=plan,
    )
    # 800; 200 of 400; 800 back; 400 and 400 of 900; in April all of 400.
    assert [row["amount"] for row in outcome["commissions"]] == [800, 200, 400, 400, 400]


def test_the_month_is_the_brands() -> None:
    plan = PLAN | {"caps": {"order": None, "seller_month": 1_000}}
    outcome = play(sale("e1", 0, "o1", 9_000, us=-1), sale("e2", 0, "o2", 9_000), commission_plan=plan)
    assert [row["amount"] for row in outcome["commissions"]] == [900, 900]


def test_new_and_returning_customers() -> None:
    rules = [
        {"id": "new", "match": {"customer": "new"}, "rate": "0.20"},
        {"id": "back", "match": {"customer": "returning"}, "rate": "0.02"},
    ]
    outcome = play(
        sale("e1", 0, "o1", 1_000),
        sale("e2", 0, "o2", 1_000),
        sale("e3", 0, "o3", 1_000, customer="c2"),
        commission_plan={"rules": rules},
    )
    assert [row["rule"] for row in outcome["commissions"]] == ["new", "back", "new"]


def test_a_plan_version_is_frozen_at_payment() -> None:
    versions = [
        PLAN | {"effective_from": "2026-01-01T00:00:00+08:00", "hold_days_without_delivery": 5},
        {"effective_from": "2026-03-02T00:00:00+08:00", "rules": [{"id": "half", "rate": "0.05"}]},
    ]
    outcome = play(
        sale("e0", -90, "o0", 1_000),
        sale("e1", 0, "o1", 1_000),
        sale("e2", 1, "o2", 1_000),
        event("e3", 6, "clock"),
        commission_plan=versions,
    )
    assert [(row["rule"], row["amount"], row["state"]) for row in outcome["commissions"]] == [
        ("rest", 100, "available"),
        ("half", 50, "pending"),
    ]
    assert rejected(outcome) == {"e0": "no commission plan is in force at this payment"}


def test_payouts_of_a_part_of_a_suspended_seller_and_of_nothing() -> None:
    """900 available: 600 are paid with the row, the other 300 without one; the tax withheld adds up."""
    start = [sale("e1", 0, "o1", 18_000)]
    parts = play(
        *start,
        event("e2", 31, "payout", seller="s1", amount=600, withheld=100),
        event("e3", 32, "payout", seller="s1", minimum=1),
        sale("e4", 33, "o2", 18_000),
        event("e5", 70, "payout", seller="s1", amount=900, withheld=50),
    )
    assert parts["rejected"] == []
    assert (parts["sellers"]["s1"]["paid"], parts["sellers"]["s1"]["withheld"]) == (500 + 300 + 850, 150)
    waits = play(
        *start,
        event("e2", 5, "seller_status", seller="s1", status="suspended"),
        event("e3", 31, "payout", seller="s1", amount=900),
        event("e4", 31, "payout", seller="s2", amount=1),
    )
    assert rejected(waits) == {
        "e3": "0 of s1's can be paid, not 900",
        "e4": "0 of s2's can be paid, not 1",
    }


def test_what_is_refunded_or_delivered_twice_says_why() -> None:
    outcome = play(
        event("a", -1, "delivered", order="o1"),
        event("b", -1, "delivered", order="o1"),
        sale("c", 0, "o1", 100, qty=2),
        event("d", 1, "delivered", order="o1"),
        refund("e", 1, "o1", 2),
        refund("f", 2, "o1", 1),
        sale("g", 3, "o2", 100),
        refund("h", 4, "o2", 2),
        sale("i", 5, "o3", 100, qty=3),
        refund("j", 6, "o3", 4),
    )
    assert rejected(outcome) == {
        "b": "order o1 was delivered already",
        "d": "order o1 was delivered already",
        "f": "no units of o1/1 can still be refunded",
        "h": "only 1 unit of o2/1 can still be refunded",
        "j": "only 3 units of o3/1 can still be refunded",
    }


def test_a_row_released_at_its_due_instant_is_available_from_then_on() -> None:
    start = [sale("e1", 0, "o1", 18_000), held("held", "e2", 3), held("released", "e3", 30)]
    assert state_of(play(*start)) == (900, 0, "available")
    asked = {"seller": "s1", "amount": 900}
    early = play(*start, event("e4", 40, "payout", as_of=at(30, us=-1), **asked))
    late = play(*start, event("e4", 40, "payout", as_of=at(30), **asked))
    assert (state_of(early)[2], state_of(late)[2]) == ("available", "paid")
    twice = play(*start, event("e4", 40, "payout", as_of=at(30), **asked), event("e5", 50, "payout", **asked))
    assert rejected(twice) == {"e5": "0 of s1's can be paid, not 900"}
    again = play(
        *start,
        event("e4", 40, "payout", as_of=at(29), **asked),
        event("e5", 50, "payout", seller="s1"),
        sale("e6", 51, "o2", 18_000),
        event("e7", 90, "payout", as_of=at(90), **asked),
    )
    assert [row["state"] for row in again["commissions"]] == ["paid", "paid"]
