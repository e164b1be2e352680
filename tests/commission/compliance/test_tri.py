"""Three-valued logic: unknown never turns into a pass."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commission.compliance.tri import all_of, any_of, negate, over, under

TRI = st.sampled_from([True, False, None])


def test_one_true_decides_an_or_and_one_unknown_leaves_it_open():
    assert any_of([False, None, True]) is True
    assert any_of([False, None]) is None
    assert any_of([False, False]) is False
    assert any_of([]) is False


def test_one_false_decides_an_and_and_one_unknown_leaves_it_open():
    assert all_of([True, None, False]) is False
    assert all_of([True, None]) is None
    assert all_of([]) is True


@given(st.lists(TRI, max_size=5))
def test_and_and_or_mirror_each_other(values):
    assert negate(any_of(values)) is all_of([negate(value) for value in values])


@given(st.lists(TRI, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5))
def test_whatever_the_unknown_turn_out_to_be_a_decided_answer_stands(values, later):
    told = [later[i] if value is None else value for i, value in enumerate(values)]
    for judge in (any_of, all_of):
        decided = judge(values)
        assert decided is None or decided is judge(told)


def test_a_limit_is_strict_and_unknown_stays_unknown():
    assert over(Decimal("0.3"), Decimal("0.30")) is False
    assert over(Decimal("0.31"), Decimal("0.30")) is True
    assert under(Decimal(89), Decimal(90)) is True
    assert over(None, Decimal(0)) is None
    assert under(None, Decimal(0)) is None
