"""Which touches are the buyer's, count and are eligible (money-rules.md, Attribution 1 and 2)."""

from commission.attribution.facts import SellerStanding
from tests.commission.attribution.build import credit, day, drops, merge, order, policy, settle, touch


def test_the_last_touch_inside_the_window_is_credited() -> None:
    decision = settle(policy(), order(), [touch("t1", -20, "s1"), touch("t2", -3, "s2")])
    assert decision.by == "touch"
    assert credit(decision) == [("s2", "1")]
    assert decision.credits[0].channel == "wechat"
    assert decision.sentence == (
        "Credited to s2: theirs is the last counting touch, on 2026-06-27T12:00:00+00:00."
    )


def test_exactly_the_window_later_is_too_late_and_a_microsecond_less_is_not() -> None:
    assert credit(settle(policy(), order(), [touch("t1", -30, "s1")])) == []
    assert credit(settle(policy(), order(), [touch("t1", -30, "s1", us=1)])) == [("s1", "1")]


def test_a_touch_at_the_orders_instant_counts_whatever_its_id_and_a_later_one_does_not() -> None:
    assert credit(settle(policy(), order(), [touch("zzz", 0, "s1")])) == [("s1", "1")]
    assert credit(settle(policy(), order(), [touch("a", 0, "s1", us=1)])) == []


def test_a_channel_has_its_own_window() -> None:
    rules = policy(window_days_by_channel={"offline_coupon": 365})
    touches = [touch("t1", -364, "s1", channel="offline_coupon"), touch("t2", -31, "s2")]
    assert credit(settle(rules, order(), touches)) == [("s1", "1")]


def test_a_touch_belongs_to_the_customer_last_identified_on_its_visitor() -> None:
    touches = [touch("t1", -10, "s1"), touch("t2", -5, "s2")]
    # c2 logged in between the two touches: the second is c2's, and the first too, being first after it.
    assert credit(settle(policy(), order(), touches, [merge("i1", -7, customer="c2")])) == []
    merges = [merge("i0", -12), merge("i1", -7, customer="c2")]
    assert credit(settle(policy(), order(), touches, merges)) == [("s1", "1")]


def test_an_identification_at_a_touchs_instant_owns_it() -> None:
    merges = [merge("i0", -12, customer="c2"), merge("i1", -5)]
    assert credit(settle(policy(), order(), [touch("t1", -5, "s1")], merges)) == [("s1", "1")]


def test_of_two_identifications_at_one_instant_the_later_id_is_the_last() -> None:
    merges = [merge("b", -9), merge("a", -9, customer="c2")]
    assert credit(settle(policy(), order(), [touch("t1", -5, "s1")], merges)) == [("s1", "1")]


def test_an_orders_own_visitor_is_identified_by_the_order() -> None:
    assert credit(settle(policy(), order(visitor="v1"), [touch("t1", -5, "s1")])) == [("s1", "1")]
    assert credit(settle(policy(), order(visitor=None), [touch("t1", -5, "s1")])) == []


def test_identifications_after_the_order_by_instant_then_id_do_not_count_for_it() -> None:
    touches = [touch("t1", -5, "s1")]
    assert credit(settle(policy(), order(visitor=None, id="o"), touches, [merge("n", 0)])) == [("s1", "1")]
    assert credit(settle(policy(), order(visitor=None, id="o"), touches, [merge("p", 0)])) == []


def test_touches_of_every_visitor_of_the_buyer_count() -> None:
    touches = [touch("t1", -5, "s1", visitor="phone"), touch("t2", -9, "s2", visitor="laptop")]
    merges = [merge("i1", -4, visitor="phone"), merge("i2", -8, visitor="laptop")]
    decision = settle(policy(), order(visitor=None), touches, merges)
    assert [c.id for c in decision.candidates] == ["t2", "t1"]
    assert credit(decision) == [("s1", "1")]


def test_each_dropped_touch_keeps_its_reason() -> None:
    touches = [
        touch("t1", -9, "s1"),
        touch("t2", -8, "s2", kind="bot"),
        touch("t3", -7, "s2", kind="preview"),
        touch("t4", -6, "s2", seller_active=False),
        touch("t5", -5, "s3"),
        touch("t6", -4, "s4"),
        touch("t7", -3, "s5", kind="scan"),
    ]
    sellers = {
        "s3": SellerStanding(active=True, same_person="phone"),
        "s4": SellerStanding(active=False),
        "s5": SellerStanding(active=False, same_person="identity"),
    }
    decision = settle(policy(), order(), touches, sellers=sellers)
    assert credit(decision) == [("s1", "1")]
    assert drops(decision) == [
        ("touch", "t2", "not_human_bot"),
        ("touch", "t3", "not_human_preview"),
        ("touch", "t4", "seller_inactive_at_touch"),
        ("touch", "t5", "self_purchase_same_phone"),
        ("touch", "t6", "seller_inactive_at_order"),
        ("touch", "t7", "self_purchase_same_identity"),
    ]


def test_self_purchase_may_be_allowed() -> None:
    sellers = {"s1": SellerStanding(active=True, same_person="account")}
    denied = settle(policy(), order(store="s1"), [touch("t1", -1, "s1")], sellers=sellers)
    assert (denied.by, credit(denied)) == (None, [])
    assert denied.sentence == (
        "Nobody is credited: the touch of s1 would credit the buyer's own account; "
        "the store of s1 would credit the buyer's own account."
    )
    allowed = settle(policy(self_purchase="allow"), order(), [touch("t1", -1, "s1")], sellers=sellers)
    assert credit(allowed) == [("s1", "1")]


def test_ties_go_by_instant_then_by_id() -> None:
    touches = [touch("b", -5, "s2"), touch("a", -5, "s1")]
    assert credit(settle(policy(), order(), touches)) == [("s2", "1")]
    assert credit(settle(policy(model="first"), order(), touches)) == [("s1", "1")]
    assert day(0).isoformat() == "2026-06-30T12:00:00+00:00"
