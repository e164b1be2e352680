"""Each business event's entry, posting by posting, and what a journal adds up to (money-rules.md, Ledger)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.ledger.accounts import Account, Code
from commission.ledger.entry import Cause, Happening, JournalEntry, Posting, Unbalanced
from commission.ledger.recipes.commission_accrued import commission_accrued
from commission.ledger.recipes.commission_matured import commission_matured
from commission.ledger.recipes.commission_recredited import commission_recredited
from commission.ledger.recipes.commission_refused import commission_refused
from commission.ledger.recipes.commission_released import commission_released
from commission.ledger.recipes.commission_replaced import commission_replaced
from commission.ledger.recipes.commission_reversed import commission_reversed
from commission.ledger.recipes.own_stock_paid import own_stock_paid
from commission.ledger.recipes.own_stock_refunded import own_stock_refunded
from commission.ledger.recipes.payout_confirmed import payout_confirmed
from commission.ledger.recipes.payout_failed import payout_failed
from commission.ledger.recipes.payout_returned import payout_returned
from commission.ledger.recipes.payout_started import payout_started
from commission.ledger.recipes.retail_paid import retail_paid
from commission.ledger.recipes.retail_refunded import retail_refunded
from commission.ledger.recipes.stray_payment_received import stray_payment_received
from commission.ledger.recipes.stray_payment_returned import stray_payment_returned
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from commission.ledger.recipes.wholesale_returned import wholesale_returned
from commission.ledger.trial_balance import owed_to, sum_accounts, trial_balance

AT = datetime(2026, 5, 1, tzinfo=UTC)
WHAT = Happening("e1", AT, "CNY")


def postings(entry: JournalEntry) -> dict[str, int]:
    return {
        str(p.account.code) + (f":{p.account.seller}" if p.account.seller else ""): p.amount
        for p in entry.postings
    }


# Made in the test and not before it: whatever changes a recipe meanwhile changes these.
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: retail_paid(WHAT, 18_000), {"cash": 18_000, "retail_revenue": -18_000}),
        (
            lambda: retail_paid(WHAT, 18_000, tax=2_340, shipping=800),
            {"cash": 21_140, "retail_revenue": -18_000, "sales_tax": -2_340, "shipping": -800},
        ),
        (lambda: own_stock_paid(WHAT, "r1", 15_000), {"cash": 15_000, "seller_pending:r1": -15_000}),
        (
            lambda: own_stock_paid(WHAT, "r1", 15_000, tax=100, shipping=8),
            {"cash": 15_108, "seller_pending:r1": -15_000, "sales_tax": -100, "shipping": -8},
        ),
        (lambda: retail_refunded(WHAT, 900), {"retail_revenue": 900, "cash": -900}),
        (
            lambda: retail_refunded(WHAT, 900, tax=90, shipping=8),
            {"retail_revenue": 900, "sales_tax": 90, "shipping": 8, "cash": -998},
        ),
        (
            lambda: own_stock_refunded(WHAT, "r1", 900, matured=False),
            {"seller_pending:r1": 900, "cash": -900},
        ),
        (
            lambda: own_stock_refunded(WHAT, "r1", 900, matured=True, tax=100, shipping=8),
            {"seller_available:r1": 900, "sales_tax": 100, "shipping": 8, "cash": -1_008},
        ),
        (
            lambda: commission_accrued(WHAT, [("s1", 900), ("s2", 100), ("s1", 50)]),
            {"commission_expense": 1_050, "seller_pending:s1": -950, "seller_pending:s2": -100},
        ),
        (
            lambda: commission_matured(WHAT, [("s1", 900)]),
            {"seller_pending:s1": 900, "seller_available:s1": -900},
        ),
        (
            lambda: commission_released(WHAT, "s1", 900),
            {"seller_pending:s1": 900, "seller_available:s1": -900},
        ),
        (lambda: commission_refused(WHAT, "s1", 900), {"seller_pending:s1": 900, "commission_expense": -900}),
        (
            lambda: commission_replaced(WHAT, [("s1", 900, False), ("s2", 50, True)], None),
            {"seller_pending:s1": 900, "seller_available:s2": 50, "commission_expense": -950},
        ),
        (
            lambda: commission_recredited(WHAT, [("s1", 900), ("s2", 50)], None),
            {"commission_expense": 950, "seller_pending:s1": -900, "seller_pending:s2": -50},
        ),
        (
            lambda: commission_reversed(WHAT, [("s1", 300, False), ("s1", 40, True), ("s2", 60, True)]),
            {
                "seller_pending:s1": 300,
                "seller_available:s1": 40,
                "seller_available:s2": 60,
                "commission_expense": -400,
            },
        ),
        (lambda: wholesale_paid(WHAT, 14_000_000), {"cash": 14_000_000, "wholesale_revenue": -14_000_000}),
        (
            lambda: wholesale_paid(WHAT, 100, tax=13, shipping=8),
            {"cash": 121, "wholesale_revenue": -100, "sales_tax": -13, "shipping": -8},
        ),
        (lambda: wholesale_returned(WHAT, 6_000), {"wholesale_revenue": 6_000, "cash": -6_000}),
        (
            lambda: wholesale_returned(WHAT, 6_000, fee=600, tax=780),
            {
                "wholesale_revenue": 6_000,
                "sales_tax": 780,
                "cash": -6_180,
                "restocking_fee_income": -600,
            },
        ),
        (
            lambda: payout_started(WHAT, "s1", 900),
            {"seller_available:s1": 900, "payout_in_flight:s1": -900},
        ),
        (
            lambda: payout_started(WHAT, "s1", 900, tax=90),
            {"seller_available:s1": 900, "payout_in_flight:s1": -810, "tax_withheld:s1": -90},
        ),
        (lambda: payout_confirmed(WHAT, "s1", 810), {"payout_in_flight:s1": 810, "cash": -810}),
        (lambda: stray_payment_received(WHAT, 500), {"cash": 500, "customer_refunds_due": -500}),
        (lambda: stray_payment_returned(WHAT, 500), {"customer_refunds_due": 500, "cash": -500}),
    ],
)
def test_postings(make: Callable[[], JournalEntry], expected: dict[str, int]) -> None:
    entry = make()
    assert postings(entry) == expected
    assert {posting.currency for posting in entry.postings} == {"CNY"}
    assert (entry.at, entry.cause.id, entry.corrects) == (AT, "e1", None)
    assert entry.key == f"{entry.cause.event}:e1"


def test_a_correction_names_what_it_corrects() -> None:
    earlier = "commission_accrued:o1"
    taken = commission_replaced(WHAT, [("s1", 900, True)], earlier)
    given = commission_recredited(WHAT, [("s2", 700)], earlier)
    assert (taken.key, taken.corrects) == ("commission_replaced:e1", earlier)
    assert (given.key, given.corrects) == ("commission_recredited:e1", earlier)


def test_a_failed_payout_takes_back_its_start_and_names_it() -> None:
    started = payout_started(WHAT, "s1", 900, tax=90)
    failed = payout_failed(Happening("e2", AT, "CNY"), started)
    assert postings(failed) == {
        "seller_available:s1": -900,
        "payout_in_flight:s1": 810,
        "tax_withheld:s1": 90,
    }
    assert (failed.key, failed.corrects) == ("payout_failed:e2", "payout_started:e1")
    assert not any(sum_accounts([started, failed]).values())


def test_what_moves_nothing_is_an_empty_entry() -> None:
    assert retail_paid(WHAT, 0).empty
    assert commission_accrued(WHAT, [("s1", 0)]).empty
    assert not retail_paid(WHAT, 1).empty


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    cause = Cause("retail_paid", "e1")
    cash, revenue = Account(Code.CASH), Account(Code.RETAIL_REVENUE)
    with pytest.raises(Unbalanced) as refused:
        JournalEntry("k", AT, cause, (Posting(cash, 5, "CNY"), Posting(revenue, -4, "CNY")))
    assert str(refused.value) == "entry k does not balance: {'CNY': 1}"
    with pytest.raises(Unbalanced):
        JournalEntry("k", AT, cause, (Posting(cash, 5, "CNY"), Posting(revenue, -5, "EUR")))


def test_a_sellers_account_has_a_seller_and_no_other_has() -> None:
    with pytest.raises(ValueError, match="seller_pending is a seller's account"):
        Account(Code.SELLER_PENDING)
    with pytest.raises(ValueError, match="cash is not a seller's account"):
        Account(Code.CASH, "s1")


def test_the_trial_balance_pools_sellers_and_sums_to_zero() -> None:
    sums = sum_accounts(
        [
            retail_paid(WHAT, 18_000),
            commission_accrued(WHAT, [("s1", 900), ("s2", 100)]),
            commission_matured(WHAT, [("s1", 900)]),
            commission_reversed(WHAT, [("s1", 950, True)]),
        ]
    )
    totals = trial_balance(sums, "CNY")
    assert {code: total for code, total in totals.items() if total} == {
        Code.CASH: 18_000,
        Code.RETAIL_REVENUE: -18_000,
        Code.COMMISSION_EXPENSE: 50,
        Code.SELLER_PENDING: -100,
        Code.SELLER_AVAILABLE: 50,
    }
    assert sum(totals.values()) == 0
    assert owed_to(sums, Code.SELLER_AVAILABLE, "s1", "CNY") == -50
    assert owed_to(sums, Code.SELLER_PENDING, "s2", "CNY") == 100
    assert not any(trial_balance(sums, "EUR").values())


MONEY = st.integers(0, 10**9)
ROWS = st.lists(st.tuples(st.sampled_from(["s1", "s2"]), MONEY), max_size=4)
RECIPES: dict[str, st.SearchStrategy[JournalEntry]] = {
    "retail_paid": st.builds(retail_paid, st.just(WHAT), MONEY, MONEY, MONEY),
    "own_stock_paid": st.builds(own_stock_paid, st.just(WHAT), st.just("r1"), MONEY, MONEY, MONEY),
    "retail_refunded": st.builds(retail_refunded, st.just(WHAT), MONEY, MONEY, MONEY),
    "own_stock_refunded": st.builds(
        own_stock_refunded, st.just(WHAT), st.just("r1"), MONEY, matured=st.booleans(), tax=MONEY
    ),
    "commission_accrued": st.builds(commission_accrued, st.just(WHAT), ROWS),
    "commission_matured": st.builds(commission_matured, st.just(WHAT), ROWS),
    "commission_released": st.builds(commission_released, st.just(WHAT), st.just("s1"), MONEY),
    "commission_refused": st.builds(commission_refused, st.just(WHAT), st.just("s1"), MONEY),
    "commission_reversed": st.builds(
        commission_reversed,
        st.just(WHAT),
        st.lists(st.tuples(st.just("s1"), MONEY, st.booleans()), max_size=4),
    ),
    "commission_replaced": st.builds(
        commission_replaced,
        st.just(WHAT),
        st.lists(st.tuples(st.just("s1"), MONEY, st.booleans()), max_size=4),
        st.none() | st.just("commission_accrued:o1"),
    ),
    "commission_recredited": st.builds(commission_recredited, st.just(WHAT), ROWS, st.none()),
    "stray_payment_received": st.builds(stray_payment_received, st.just(WHAT), MONEY),
    "stray_payment_returned": st.builds(stray_payment_returned, st.just(WHAT), MONEY),
    "wholesale_paid": st.builds(wholesale_paid, st.just(WHAT), MONEY, MONEY, MONEY),
    "wholesale_returned": st.builds(wholesale_returned, st.just(WHAT), MONEY, MONEY, MONEY),
    "payout_started": st.builds(payout_started, st.just(WHAT), st.just("s1"), MONEY, MONEY),
    "payout_confirmed": st.builds(payout_confirmed, st.just(WHAT), st.just("s1"), MONEY),
}


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_recipe_balances_and_posts_no_zero(name: str) -> None:
    @given(RECIPES[name])
    def check(entry: JournalEntry) -> None:
        assert sum(posting.amount for posting in entry.postings) == 0
        assert all(posting.amount for posting in entry.postings)
        assert entry.cause.event == name

    check()


def test_a_returned_payout_takes_back_the_confirmation_and_then_the_start() -> None:
    started = payout_started(WHAT, "s1", 900, tax=90)
    confirmed = payout_confirmed(WHAT, "s1", 810)
    returned = payout_returned(Happening("e3", AT, "CNY"), confirmed)
    assert postings(returned) == {"payout_in_flight:s1": -810, "cash": 810}
    assert (returned.key, returned.corrects) == ("payout_returned:e3", "payout_confirmed:e1")
    failed = payout_failed(Happening("e3", AT, "CNY"), started)
    assert not any(sum_accounts([started, confirmed, returned, failed]).values())
