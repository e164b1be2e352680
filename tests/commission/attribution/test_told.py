"""What a decision tells: each step of the walk whole, and the sentence (money-rules.md, Attribution 5)."""

from fractions import Fraction
from typing import Any

import pytest

from commission.attribution.facts import Coupon, SellerStanding
from commission.attribution.words import credited
from tests.commission.attribution.build import bind, credit, day, order, policy, settle, touch

BOUND = {"binding": {"days": 90, "rebind": "after_expiry"}}
GONE = {"s1": SellerStanding(active=False)}
COUPON = Coupon("S1OFF", "s1", "poster")


def test_the_walk_tells_what_it_dropped_and_why() -> None:
    decision = settle(
        policy(**BOUND),
        order(coupon=COUPON, store="s2"),
        [touch("t1", -2, "s1")],
        bindings=[bind("b1", -9, "s1")],
        sellers=GONE,
    )
    reason = "seller_inactive_at_order"
    assert decision.trace == (
        {"step": "coupon", "seller": "s1", "id": "S1OFF", "result": "dropped", "reason": reason},
        {"step": "binding", "seller": "s1", "id": "b1", "result": "dropped", "reason": reason},
        {"step": "touch", "model": "last", "counting": 0, "result": "dropped"},
        {"step": "store", "seller": "s2", "result": "credited"},
    )
    assert decision.sentence == (
        "Credited to s2: the order was placed in their store, and nothing before that decides."
    )


def test_a_coupon_that_decides_is_named() -> None:
    decision = settle(policy(), order(coupon=COUPON))
    assert decision.trace == ({"step": "coupon", "seller": "s1", "id": "S1OFF", "result": "credited"},)
    assert decision.sentence == "Credited to s1: the order used the coupon S1OFF, which belongs to them."


def test_a_touch_that_decides_is_named() -> None:
    decision = settle(policy(precedence=["touch"]), order(), [touch("t1", -2, "s1"), touch("t2", -3, "s2")])
    assert decision.trace == (
        {
            "step": "touch",
            "model": "last",
            "counting": 2,
            "result": "credited",
            "seller": "s1",
            "id": "t1",
        },
    )


def test_time_decay_tells_its_half_life_and_no_other_model_does() -> None:
    (step,) = settle(
        policy(precedence=["touch"], model="time_decay", half_life_days=3), order(), [touch("t1", -1, "s1")]
    ).trace
    part = {"id": "t1", "seller": "s1", "age_us": 86_400_000_000, "weight": "1"}
    assert step == {
        "step": "touch",
        "model": "time_decay",
        "counting": 1,
        "half_life_days": 3,
        "result": "credited",
        "parts": [part],
    }
    assert "half_life_days" not in settle(policy(), order(), [touch("t1", -1, "s1")]).trace[-1]


def test_shares_are_told_in_per_cent_rounded_down() -> None:
    """Two thirds are 66.66 %: of weights that a per cent more of the ten thousand would round to 66.67."""
    touches = [touch("t1", -3, "s1"), touch("t2", -2, "s2"), touch("t3", -1, "s1")]
    decision = settle(policy(model="linear"), order(), touches)
    assert credit(decision) == [("s1", "2/3"), ("s2", "1/3")]
    assert decision.sentence == (
        "Shared by the linear model over the counting touches: s1 66.66 %, s2 33.33 %."
    )
    assert all(isinstance(each.weight, Fraction) for each in decision.credits)


def test_all_of_a_shared_sale_may_be_one_sellers() -> None:
    decision = settle(policy(model="linear"), order(), [touch("t1", -3, "s1"), touch("t2", -2, "s1")])
    assert decision.sentence == "Credited to s1: every counting touch of the linear model is theirs."


def test_a_decision_that_names_no_coupon_still_reads() -> None:
    """By a caller that tells of a decision whose candidates were not kept."""
    shares = settle(policy(), order(coupon=COUPON)).credits
    assert credited("coupon", shares, "last", None) == (
        "Credited to s1: every counting touch of the last model is theirs."
    )


def test_a_policy_that_looks_at_nothing_says_so() -> None:
    decision = settle(policy(precedence=["binding"], **BOUND), order(store="s1"), [touch("t1", -1, "s2")])
    assert decision.sentence == "Nobody is credited: the policy does not look at what led to this order."
    assert decision.trace == ({"step": "binding", "result": "none"},)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"touches": [touch("t", -1, "s1", kind="bot")]}, "the touch of s1 was opened by a bot"),
        ({"touches": [touch("t", -1, "s1", kind="preview")]}, "the touch of s1 was opened by a link preview"),
        (
            {"touches": [touch("t", -1, "s1", seller_active=False)]},
            "the touch of s1 led to a seller or store that was not active then",
        ),
        (
            {"touches": [touch("t", -1, "s1")], "sellers": {"s1": SellerStanding(True, "phone")}},
            "the touch of s1 would credit a seller with the buyer's own phone number",
        ),
        (
            {"touches": [touch("t", -1, "s1")], "sellers": {"s1": SellerStanding(True, "identity")}},
            "the touch of s1 would credit the buyer's own verified identity",
        ),
        (
            {"touches": [touch("t", -1, "s1")], "sellers": GONE},
            "the touch of s1 names a seller who was not active at the order",
        ),
        ({"bindings": [bind("b", -91, "s1")]}, "the binding of s1 had expired"),
    ],
)
def test_each_reason_is_a_sentence(facts: dict[str, Any], reason: str) -> None:
    assert settle(policy(**BOUND), order(), **facts).sentence == f"Nobody is credited: {reason}."


@pytest.mark.parametrize(
    ("limits", "reason"),
    [({"valid_from": day(1)}, "was not valid yet"), ({"valid_until": day(-1)}, "was not valid any more")],
)
def test_a_coupon_out_of_its_time_is_a_sentence(limits: dict[str, Any], reason: str) -> None:
    decision = settle(policy(), order(coupon=Coupon("S1OFF", "s1", "poster", **limits)))
    assert decision.sentence == f"Nobody is credited: the coupon of s1 {reason}."
