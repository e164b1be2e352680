"""Maturity, holds and reversals of a commission line (money-rules.md, Commission)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.faults import Refused
from commission.plans.maturity import due_at, sale_month
from commission.plans.states import Earning, State, hold, mature, pay, refuse, release, reverse
from tests.commission.plans.build import plan

PAID = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PLAN = plan(hold_days=15, hold_days_without_delivery=30)


def test_due_after_delivery_else_after_payment() -> None:
    assert due_at(PLAN, PAID, None) == datetime(2026, 3, 31, 8, 30, tzinfo=UTC)
    assert due_at(PLAN, PAID, PAID + timedelta(days=4)) == datetime(2026, 3, 20, 8, 30, tzinfo=UTC)


def test_a_delivery_before_the_fallback_date_replaces_it_and_a_late_one_does_not() -> None:
    fallback = PAID + timedelta(days=30)
    just_before = fallback - timedelta(microseconds=1)
    assert due_at(PLAN, PAID, just_before) == just_before + timedelta(days=15)
    assert due_at(PLAN, PAID, fallback) == fallback


def test_the_calendar_may_end_first() -> None:
    assert due_at(plan(hold_days_without_delivery=999_999_999), PAID, None) is None


def test_a_sale_belongs_to_the_month_of_the_brands_zone() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    # 16:00 UTC on the 31st is midnight of the 1st in Shanghai.
    first = datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert sale_month(first, shanghai) == first
    assert sale_month(first - timedelta(microseconds=1), shanghai) == datetime(2026, 2, 28, 16, tzinfo=UTC)


def test_the_life_of_a_row() -> None:
    row = Earning(900)
    assert mature(row).state is State.AVAILABLE
    assert pay(mature(row)).state is State.PAID
    assert pay(row) == row
    assert mature(hold(row)).state is State.HELD
    assert release(hold(row)) == row


@pytest.mark.parametrize("state", [State.AVAILABLE, State.PAID, State.HELD, State.REVERSED])
def test_only_a_pending_row_can_be_held(state: State) -> None:
    with pytest.raises(Refused, match=f"only a pending commission line can be held, this one is {state}"):
        hold(Earning(900, state=state))


@pytest.mark.parametrize("state", [State.PENDING, State.AVAILABLE, State.PAID, State.REVERSED])
def test_only_a_held_row_can_be_released_or_refused(state: State) -> None:
    for verb, step in (("released", release), ("refused", refuse)):
        with pytest.raises(Refused) as refusal:
            step(Earning(900, state=state))
        reason = refusal.value.reason
        assert reason.text == f"only a held commission line can be {verb}, this one is {state}"
        assert (reason.code, reason.facts) == ("commission_not_held", {"state": str(state)})


def test_a_refusal_reverses_what_is_left_and_no_refund_reverses_more() -> None:
    partly = reverse(hold(Earning(901)), 1, 3)
    assert (partly.amount, partly.matured, partly.earning.state) == (300, False, State.HELD)
    refused = refuse(partly.earning)
    assert (refused.amount, refused.earning) == (601, Earning(901, 901, State.REVERSED))
    assert refused.matured is False
    again = reverse(refused.earning, 2, 3)
    assert (again.amount, again.earning) == (0, refused.earning)
    assert again.matured is False


def test_a_refund_reverses_by_the_cumulative_rule_whatever_the_state() -> None:
    first = reverse(Earning(100), 1, 3)
    assert (first.amount, first.matured, first.earning) == (33, False, Earning(100, 33, State.PENDING))
    paid = pay(mature(first.earning))
    second = reverse(paid, 2, 3)
    assert (second.amount, second.matured, second.earning) == (34, True, Earning(100, 67, State.PAID))
    last = reverse(second.earning, 3, 3)
    assert (last.amount, last.matured, last.earning) == (33, True, Earning(100, 100, State.REVERSED))


def test_a_row_is_reversed_as_soon_as_nothing_is_left_of_it() -> None:
    # round_half_up(1 * 1 / 2) = 1: the first of two units takes the whole cent.
    assert reverse(Earning(1), 1, 2).earning == Earning(1, 1, State.REVERSED)


@given(st.integers(1, 10_000), st.lists(st.integers(1, 5), min_size=1, max_size=8), st.data())
def test_reversed_never_exceeds_earned_and_undoing_all_undoes_exactly_all(
    amount: int, steps: list[int], data: st.DataObject
) -> None:
    total, row, undone, taken = sum(steps), Earning(amount), 0, 0
    for step in steps:
        row = data.draw(st.sampled_from([mature(row), pay(row), row]))
        taken += step
        reversal = reverse(row, taken, total)
        row = reversal.earning
        undone += reversal.amount
        assert reversal.amount >= 0
        assert 0 <= row.reversed == undone <= amount
    assert (row.reversed, row.state) == (amount, State.REVERSED)
