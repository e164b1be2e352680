from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.money.allocate import allocate


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [1, 2, 3, 4], [1, 2, 3, 4]),
        # 0.5 / 0.25 / 0.25 of 5: 2.5, 1.25, 1.25; the one left over goes to the largest fraction
        (5, [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")], [3, 1, 1]),
        # 1.25, 1.25, 2.5: the largest fraction is the last one's
        (5, [1, 1, 2], [1, 1, 3]),
        (-5, [1, 1, 2], [-1, -1, -3]),
        # .2 .4 .4 with one to hand out: the earlier of the two largest
        (6, [1, 2, 2], [1, 3, 2]),
        # fractions .4 .4 .2 with two to hand out
        (7, [Fraction(1, 5), Fraction(1, 5), Fraction(3, 5)], [2, 1, 4]),
        (7, [2, 0, 5], [2, 0, 5]),
        (1, [0, 0, 3], [0, 0, 1]),
        (5, [0, 0], [3, 2]),
        (-5, [0, 0], [-3, -2]),
        (0, [4, 1], [0, 0]),
        (0, [], []),
        (9, [7], [9]),
        # integer, fraction and decimal weights on one scale
        (6, [1, Fraction(3, 2), Decimal("0.5")], [2, 3, 1]),
    ],
)
def test_largest_remainder(total: int, weights: list[int | Fraction | Decimal], shares: list[int]) -> None:
    assert allocate(total, weights) == shares


def test_impossible_weights_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^a weight is not negative$"):
        allocate(5, [1, -1])
    with pytest.raises(ValueError, match=r"^nothing to allocate to$"):
        allocate(5, [])
    with pytest.raises(TypeError, match="float"):
        allocate(5, [0.5])  # type: ignore[list-item]


weight_lists = st.lists(
    st.one_of(st.integers(0, 10**9), st.fractions(0, 10), st.decimals(0, 10, places=4)),
    min_size=1,
    max_size=12,
)


@given(st.integers(-(10**12), 10**12), weight_lists)
def test_shares_sum_to_the_total_and_stay_within_one_of_exact(
    total: int, weights: list[int | Fraction | Decimal]
) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    whole = sum(Fraction(weight) for weight in weights)
    for share, weight in zip(shares, weights, strict=True):
        exact = total * Fraction(weight) / whole if whole else Fraction(total, len(weights))
        assert abs(share - exact) < 1
    assert allocate(-total, weights) == [-share for share in shares]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 100), min_size=1, max_size=8), st.integers(1, 1000))
def test_only_proportions_matter(total: int, weights: list[int], scale: int) -> None:
    assert allocate(total, weights) == allocate(total, [weight * scale for weight in weights])
    assert allocate(total, weights) == allocate(total, [Fraction(weight, scale) for weight in weights])


@given(st.integers(0, 10**6), st.lists(st.integers(0, 60), min_size=1, max_size=9).filter(any))
def test_whoever_got_a_unit_more_had_no_smaller_fraction(total: int, weights: list[int]) -> None:
    """The left-over units, told afresh: by descending fractional part, ties to the earlier index."""
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (exact[index].__floor__() - exact[index], index))
    left_over = total - sum(each.__floor__() for each in exact)
    lucky = set(order[:left_over])
    assert allocate(total, weights) == [
        each.__floor__() + (index in lucky) for index, each in enumerate(exact)
    ]
