from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.tiers.reach import standing_tier, tier_reached
from commission.tiers.schedule import TierSchedule
from tests.commission.tiers.ladders import LADDER, schedule, schedules, volumes


@pytest.mark.parametrize(
    ("volume", "order", "tier"),
    [
        (0, 0, 0),
        (0, 19_999, 0),
        (0, 20_000, 1),
        (19_999, 1, 1),
        (49_999, 0, 1),
        (50_000, 0, 2),
        (1, 49_999, 2),
    ],
)
def test_a_threshold_is_reached_at_equality(volume: int, order: int, tier: int) -> None:
    assert tier_reached(schedule(), volume, order) == tier


def test_an_order_that_does_not_count_adds_nothing_under_any_basis() -> None:
    for basis in ("list", "paid", "sell_through"):
        later = schedule(basis=basis, counts_current_order=False)
        assert tier_reached(later, 19_999, 10**9) == 0
        assert tier_reached(later, 20_000, 10**9) == 1


def test_paid_counts_the_order_at_the_price_of_the_tier_in_question() -> None:
    paid = schedule(basis="paid", tiers=[LADDER[0], {**LADDER[2], "threshold": 14_000}])
    assert tier_reached(paid, 0, 49_998) == 0  # 13,999.44 rounds to 13,999
    assert tier_reached(paid, 0, 49_999) == 1  # 13,999.72 rounds to 14,000
    assert tier_reached(paid, 1, 49_997) == 1  # 13,999.16 rounds to 13,999, and 1
    # at the start tier's own price the order would be worth 24,000, which does not matter
    assert tier_reached(paid, 0, 40_000) == 0


def test_the_standing_tier_is_what_an_order_of_nothing_reaches() -> None:
    assert standing_tier(schedule(), 49_999).name == "middle"
    assert standing_tier(schedule(basis="paid"), 50_000).name == "top"
    assert standing_tier(schedule(basis="sell_through"), 19_999).name == "start"
    assert standing_tier(schedule(window="order"), 50_000).name == "start"


def test_a_volume_is_not_negative() -> None:
    with pytest.raises(ValueError, match=r"^a volume is not negative$"):
        tier_reached(schedule(), -1, 0)
    with pytest.raises(ValueError, match=r"^a volume is not negative$"):
        tier_reached(schedule(), 0, -1)


@given(schedules(), volumes, volumes, st.integers(0, 20_000), st.integers(0, 20_000))
def test_more_volume_never_reaches_a_lower_tier(
    ladder: TierSchedule, volume: int, order: int, more_volume: int, more_order: int
) -> None:
    assert tier_reached(ladder, volume + more_volume, order + more_order) >= tier_reached(
        ladder, volume, order
    )


@given(schedules(), volumes, volumes)
def test_the_tier_is_the_highest_that_the_rule_allows(ladder: TierSchedule, volume: int, order: int) -> None:
    counted = order if ladder.counts_current_order else 0
    allowed = [
        index
        for index, tier in enumerate(ladder.tiers)
        if volume + (tier.price_rate.of(counted) if ladder.basis == "paid" else counted) >= tier.threshold
    ]
    assert tier_reached(ladder, volume, order) == max(allowed)
    assert allowed == list(range(len(allowed)))
