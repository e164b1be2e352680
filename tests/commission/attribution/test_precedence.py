"""Coupons, bindings, stores and the walk along the precedence (money-rules.md, Attribution 3)."""

import pytest

from commission.attribution.facts import Coupon, SellerStanding
from tests.commission.attribution.build import bind, credit, day, drops, merge, order, policy, settle, touch

BOUND = {"binding": {"days": 90, "rebind": "after_expiry"}}
GONE = {"s1": SellerStanding(active=False)}


def coupon(**fields: object) -> Coupon:
    return Coupon(**{"code": "S1OFF", "seller": "s1", "channel": "poster", **fields})  # type: ignore[arg-type]


def test_the_default_precedence_is_coupon_binding_touch_store() -> None:
    rules = policy(**BOUND)
    bindings = [bind("b1", -9, "s2")]
    touches = [touch("t1", -1, "s3")]
    everything = order(coupon=coupon(), store="s3")
    assert settle(rules, everything, touches, [], bindings).by == "coupon"
    assert settle(rules, order(store="s3"), touches, [], bindings).by == "binding"
    assert settle(rules, order(store="s1"), touches).by == "touch"
    by_store = settle(rules, order(store="s1"))
    assert (by_store.by, credit(by_store), by_store.credits[0].channel) == ("store", [("s1", "1")], "store")
    nobody = settle(rules, order())
    assert (nobody.by, nobody.credits) == (None, ())
    assert nobody.sentence == (
        "Nobody is credited: no coupon, binding, touch or store of a seller led to this order."
    )
    assert [step["result"] for step in nobody.trace] == ["none", "none", "none", "none"]


def test_a_coupon_gives_its_channel_and_a_binding_gives_binding() -> None:
    assert settle(policy(), order(coupon=coupon())).credits[0].channel == "poster"
    bound = settle(policy(**BOUND), order(), bindings=[bind("b1", -9, "s2")])
    assert bound.credits[0].channel == "binding"
    assert bound.sentence == "Credited to s2: the buyer was bound to them on 2026-06-21T12:00:00+00:00."


def test_the_policy_may_walk_another_way_or_leave_a_source_out() -> None:
    rules = policy(precedence=["store", "touch"])
    assert settle(rules, order(store="s2", coupon=coupon()), [touch("t1", -1, "s1")]).by == "store"
    assert settle(rules, order(coupon=coupon())).by is None


@pytest.mark.parametrize(
    ("limits", "dropped"),
    [
        ({"valid_from": day(0)}, None),
        ({"valid_from": day(0, us=1)}, "coupon_not_yet_valid"),
        ({"valid_until": day(0, us=1)}, None),
        ({"valid_until": day(0)}, "coupon_expired"),
    ],
)
def test_a_coupon_counts_from_valid_from_until_before_valid_until(
    limits: dict[str, object], dropped: str | None
) -> None:
    decision = settle(policy(), order(coupon=coupon(**limits)))
    assert decision.by == ("coupon" if dropped is None else None)
    assert drops(decision) == ([] if dropped is None else [("coupon", "S1OFF", dropped)])


def test_eligibility_holds_for_coupons_bindings_and_stores() -> None:
    rules = policy(**BOUND)
    decision = settle(
        rules, order(coupon=coupon(), store="s1"), [touch("t1", -2, "s2")], [], [bind("b1", -9, "s1")], GONE
    )
    assert credit(decision) == [("s2", "1")]
    assert drops(decision) == [
        ("coupon", "S1OFF", "seller_inactive_at_order"),
        ("binding", "b1", "seller_inactive_at_order"),
        ("store", None, "seller_inactive_at_order"),
    ]


@pytest.mark.parametrize(("rebind", "seller"), [("never", None), ("after_expiry", "s2"), ("newest", "s3")])
def test_the_three_rebind_policies(rebind: str, seller: str | None) -> None:
    # s1 holds until day -60, when s2 is made and no longer blocked; s3 is, for s2 holds.
    rules = policy(binding={"days": 90, "rebind": rebind})
    bindings = [bind("b3", -20, "s3"), bind("b1", -150, "s1"), bind("b2", -60, "s2")]
    decision = settle(rules, order(), bindings=bindings)
    assert [c.seller for c in decision.credits] == ([] if seller is None else [seller])


def test_a_binding_made_while_another_is_valid_is_ignored_for_good() -> None:
    rules = policy(**BOUND)
    bindings = [bind("b1", -100, "s1"), bind("b2", -11, "s2")]
    # b1 expired at day -10, but b2 was made the day before: nobody is bound now.
    decision = settle(rules, order(), bindings=bindings)
    assert decision.by is None
    assert drops(decision) == [("binding", "b1", "binding_expired")]


def test_newest_lets_the_same_seller_renew() -> None:
    rules = policy(binding={"days": 30, "rebind": "newest"})
    assert settle(rules, order(), bindings=[bind("b1", -40, "s1"), bind("b2", -20, "s1")]).by == "binding"
    rules = policy(binding={"days": 30, "rebind": "after_expiry"})
    assert settle(rules, order(), bindings=[bind("b1", -40, "s1"), bind("b2", -20, "s1")]).by is None


def test_an_ineligible_binding_still_blocks_others() -> None:
    rules = policy(**BOUND)
    bindings = [bind("b1", -50, "s1"), bind("b2", -20, "s2")]
    assert settle(rules, order(), bindings=bindings, sellers=GONE).by is None


def test_a_binding_is_valid_for_exactly_its_days() -> None:
    rules = policy(**BOUND)
    assert settle(rules, order(), bindings=[bind("b1", -90, "s1")]).by is None
    assert settle(rules, order(at=day(0, us=-1)), bindings=[bind("b1", -90, "s1")]).by == "binding"


def test_a_binding_after_the_order_by_instant_then_id_does_not_count() -> None:
    rules = policy(**BOUND)
    assert settle(rules, order(id="o"), bindings=[bind("p", 0, "s1")]).by is None
    assert settle(rules, order(id="o"), bindings=[bind("n", 0, "s1")]).by == "binding"


def test_a_merge_at_log_in_never_steals_an_older_valid_binding() -> None:
    rules = policy(**BOUND)
    bindings = [bind("b1", -30, "s1"), bind("b2", -5, "s2", customer=None, visitor="v1")]
    assert credit(settle(rules, order(), [], [merge("i1", -1)], bindings)) == [("s1", "1")]


def test_a_visitors_binding_belongs_to_whoever_a_touch_at_its_instant_would() -> None:
    rules = policy(**BOUND)
    bindings = [bind("b1", -5, "s2", customer=None, visitor="v1")]
    assert credit(settle(rules, order(), [], [merge("i1", -9, customer="c2")], bindings)) == []
    assert credit(settle(rules, order(visitor=None), [], [merge("i1", -2)], bindings)) == [("s2", "1")]


def test_bindings_are_off_by_default() -> None:
    decision = settle(policy(), order(), bindings=[bind("b1", -5, "s1")])
    assert (decision.by, decision.trace[1]) == (None, {"step": "binding", "result": "off"})
