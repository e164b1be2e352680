"""The life of a payout item, and what is checked before approval (money-rules.md, Payouts)."""

import pytest

from commission.money.faults import Refused
from commission.money.rate import Rate
from commission.payouts.debt import Instalment, InstalmentCeiling
from commission.payouts.item import ItemState, RailAnswer, after_answer, may_follow, move, rows_are_free
from commission.payouts.preflight import Payee, preflight, same_name
from commission.payouts.spend import History, choose_history, safe_to_spend
from commission.payouts.withholding.tables import TaxStatus

ALLOWED = {
    ("draft", "approved"),
    ("approved", "sent"),
    ("sent", "confirmed"),
    ("sent", "failed"),
    ("sent", "unknown"),
    ("unknown", "sent"),
    ("unknown", "confirmed"),
    ("unknown", "failed"),
    ("confirmed", "failed"),
}


def test_the_allowed_transitions_are_these_and_no_others() -> None:
    pairs = {(str(a), str(b)) for a in ItemState for b in ItemState if may_follow(a, b)}
    assert pairs == ALLOWED
    with pytest.raises(Refused, match="a payout item that is draft cannot become sent"):
        move(ItemState.DRAFT, ItemState.SENT)


@pytest.mark.parametrize(
    ("state", "answer", "following"),
    [
        (ItemState.SENT, RailAnswer.ACCEPTED, ItemState.SENT),
        (ItemState.SENT, RailAnswer.CONFIRMED, ItemState.CONFIRMED),
        (ItemState.SENT, RailAnswer.REJECTED, ItemState.FAILED),
        (ItemState.SENT, RailAnswer.TIMED_OUT, ItemState.UNKNOWN),
        # A rail that denies an item it was just sent is asked again before the item is sent again.
        (ItemState.SENT, RailAnswer.NEVER_SEEN, ItemState.UNKNOWN),
        (ItemState.UNKNOWN, RailAnswer.TIMED_OUT, ItemState.UNKNOWN),
        (ItemState.UNKNOWN, RailAnswer.ACCEPTED, ItemState.SENT),
        (ItemState.UNKNOWN, RailAnswer.NEVER_SEEN, ItemState.SENT),
        (ItemState.UNKNOWN, RailAnswer.CONFIRMED, ItemState.CONFIRMED),
        (ItemState.UNKNOWN, RailAnswer.REJECTED, ItemState.FAILED),
        (ItemState.CONFIRMED, RailAnswer.REJECTED, ItemState.FAILED),
    ],
)
def test_what_a_rail_answers(state: ItemState, answer: RailAnswer, following: ItemState) -> None:
    assert after_answer(state, answer) is following


def test_an_answer_that_makes_no_sense_is_refused() -> None:
    for answer in RailAnswer:
        with pytest.raises(Refused):
            after_answer(ItemState.DRAFT, answer)
    with pytest.raises(Refused):
        after_answer(ItemState.FAILED, RailAnswer.CONFIRMED)


def test_rows_are_free_only_where_the_item_failed() -> None:
    assert [state for state in ItemState if rows_are_free(state)] == [ItemState.FAILED]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张 三", "张三", True),
        ("Ａnna  Müller", "anna müller", True),
        ("买买提·艾力", "买买提•艾力", True),
        ("O'Brien, Pat", "OBRIEN PAT", True),
        ("张三", "张山", False),
    ],
)
def test_names_match_whatever_their_spelling(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


GOOD = Payee("bank", "6222", "张三", "张 三", TaxStatus.LABOUR, "CN")
RAILS = frozenset({"bank"})


@pytest.mark.parametrize(
    ("payee", "codes"),
    [
        (GOOD, []),
        (
            Payee(None, None, None, None, None, "CN"),
            ["rail_unknown", "identity_unverified", "tax_status_unknown"],
        ),
        (Payee("bank", None, "李四", "张三", TaxStatus.LABOUR, "CN"), ["account_missing", "name_mismatch"]),
        (
            Payee("wallet", "1", "张三", "张三", TaxStatus.LABOUR, "FR"),
            ["rail_unknown", "no_withholding_table"],
        ),
    ],
)
def test_preflight_names_everything_that_blocks(payee: Payee, codes: list[str]) -> None:
    assert [finding.code for finding in preflight(payee, RAILS)] == codes


@pytest.mark.parametrize(
    ("matured", "debt", "pending", "history", "amount", "of_pending"),
    [
        (1_000, 0, 999, History(1_000, 100), 1_899, 899),
        (1_000, 0, 999, History(0, 0), 1_000, 0),
        (1_000, 0, 999, None, 1_000, 0),
        (0, 500, 300, History(10, 0), 0, 300),
        (0, 500, 800, History(10, 0), 300, 800),
        (10, 0, 800, History(10, 10), 10, 0),
        (10, 0, 800, History(10, 11), 10, 0),
        (10, 0, -1, History(10, 0), 10, 0),
    ],
)
def test_safe_to_spend(
    matured: int, debt: int, pending: int, history: History | None, amount: int, of_pending: int
) -> None:
    safe = safe_to_spend(matured, pending, history, debt)
    assert (safe.amount, safe.of_pending) == (amount, of_pending)
    assert safe.amount == max(matured - debt + of_pending, 0)


def test_an_instalment_ceiling_leaves_more_to_spend_and_more_owed() -> None:
    safe = safe_to_spend(100, 900, History(10, 1), debt=700, ceiling=InstalmentCeiling(Rate.parse("0.5")))
    assert (safe.amount, safe.of_pending, safe.part) == (455, 810, Instalment(455, 455, 245))


def test_the_sellers_own_history_speaks_before_the_brands() -> None:
    own, brands = History(100, 50, lines=20), History(1_000, 10, lines=500)
    assert choose_history(own, brands, 20) is own
    assert choose_history(History(100, 50, lines=19), brands, 20) is brands
    assert choose_history(History(0, 0, lines=30), History(9, 0, lines=19), 20) is None
