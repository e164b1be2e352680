from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.cumulative import undo_step, undone_after


def test_a_third_at_a_time() -> None:
    assert [undone_after(100, k, 3) for k in range(4)] == [0, 33, 67, 100]
    assert [undo_step(100, 1, 3, 0), undo_step(100, 2, 3, 33), undo_step(100, 3, 3, 67)] == [33, 34, 33]
    assert [undone_after(-100, k, 3) for k in range(4)] == [0, -33, -67, -100]


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, 0), (1, 0)])
def test_impossible_parts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="cannot be undone"):
        undone_after(100, k, n)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_any_number_of_steps_gives_back_exactly_everything(amount: int, steps: list[int]) -> None:
    units = sum(steps)
    undone, done = 0, 0
    for step in steps:
        done += step
        part = undo_step(amount, done, units, undone)
        assert part * amount >= 0
        undone += part
    assert undone == amount
