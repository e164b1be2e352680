"""The sharing models' weights (money-rules.md, Attribution 4)."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from commission.attribution.models import decay
from tests.commission.attribution.build import credit, order, policy, settle, touch

FOUR = [touch("t1", -14, "s1"), touch("t2", -7, "s2"), touch("t3", -3, "s3"), touch("t4", 0, "s1")]


def test_linear_adds_up_a_sellers_weights_and_lists_the_latest_touch_first() -> None:
    decision = settle(policy(model="linear"), order(), FOUR)
    assert credit(decision) == [("s1", "1/2"), ("s3", "1/4"), ("s2", "1/4")]
    assert decision.sentence == (
        "Shared by the linear model over the counting touches: s1 50.00 %, s3 25.00 %, s2 25.00 %."
    )


def test_position_gives_the_ends_four_tenths_each() -> None:
    rules = policy(model="position")
    assert credit(settle(rules, order(), FOUR)) == [("s1", "4/5"), ("s3", "1/10"), ("s2", "1/10")]
    assert credit(settle(rules, order(), FOUR[:3])) == [("s3", "2/5"), ("s2", "1/5"), ("s1", "2/5")]
    assert credit(settle(rules, order(), FOUR[:2])) == [("s2", "1/2"), ("s1", "1/2")]
    assert credit(settle(rules, order(), FOUR[:1])) == [("s1", "1")]


def test_time_decay_halves_with_each_half_life() -> None:
    # Ages 14, 7 and 0 days, half-life 7: 1/4, 1/2, 1 of a whole of 7/4.
    touches = [touch("t1", -14, "s1"), touch("t2", -7, "s2"), touch("t4", 0, "s1")]
    decision = settle(policy(model="time_decay"), order(), touches)
    assert credit(decision) == [("s1", "5/7"), ("s2", "2/7")]
    # Half-life 14: 1/2, 2^-0.5 (irrational), 1; the weights still sum to exactly one.
    slower = settle(policy(model="time_decay", half_life_days=14), order(), touches)
    assert sum(c.weight for c in slower.credits) == 1
    assert abs(slower.credits[1].weight - Fraction("0.32037724101704073")) < Fraction(1, 10**16)


def test_decay_has_fifty_significant_digits() -> None:
    assert decay(timedelta(days=7), 14) == Decimal("0.70710678118654752440084436210484903928483593768847")
    assert decay(timedelta(0), 7) == 1


def test_the_channel_of_a_share_is_that_of_the_sellers_latest_touch() -> None:
    touches = [
        touch("t1", -9, "s1", channel="poster"),
        touch("t2", -5, "s2"),
        touch("t3", -1, "s1", channel="app"),
    ]
    decision = settle(policy(model="linear"), order(), touches)
    assert [(c.seller, c.channel) for c in decision.credits] == [("s1", "app"), ("s2", "wechat")]


def test_the_trace_shows_the_arithmetic() -> None:
    decision = settle(policy(model="linear"), order(), FOUR[:2])
    assert decision.trace[-1] == {
        "step": "touch",
        "model": "linear",
        "counting": 2,
        "result": "credited",
        "parts": [
            {"id": "t1", "seller": "s1", "age_us": 14 * 86_400_000_000, "weight": "1/2"},
            {"id": "t2", "seller": "s2", "age_us": 7 * 86_400_000_000, "weight": "1/2"},
        ],
    }
