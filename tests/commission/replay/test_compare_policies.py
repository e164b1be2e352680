"""What another return policy would have paid back, and whom another attribution policy would have credited."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from commission.replay.compare import compare_plans
from commission.replay.compare_attribution import compare_attribution, moves
from commission.replay.compare_returns import compare_returns
from tests.commission.replay.build import DAY_0, Json, at, event, refund, sale, scenario, stock

POLICY = {"window_days": 365, "restocking_rate": "0", "pricing": "keep_price", "floor_rate": "0.80"}


def back(event_id: str, days: int, order: str, qty: int) -> Json:
    return event(event_id, days, "wholesale_returned", order=order, line="1", qty=qty)


def touch(event_id: str, days: int, seller: str, visitor: str = "v1") -> Json:
    return event(event_id, days, "touch", visitor=visitor, seller=seller, channel="wechat")


def test_returns_under_a_fee_and_a_shorter_window() -> None:
    """60,000 paid for ten units; a fee of 0.2 of each return, and none after thirty days."""
    history = scenario(
        stock("a", 0, "w1", 10),
        stock("b", 0, "w2", 10, seller="s2"),
        back("c", 10, "w1", 3),
        back("d", 20, "w1", 2),
        back("e", 30, "w2", 4),
    )
    found = compare_returns(history, {**POLICY, "window_days": 30, "restocking_rate": "0.2"})
    assert [
        (each["event"], each["seller"], each["qty"], each["before"]["refund"], each["after"], each["refused"])
        for each in found["returns"]
    ] == [
        ("c", "r1", 3, 18_000, {"gross": 18_000, "fee": 3_600, "refund": 14_400}, None),
        ("d", "r1", 2, 12_000, {"gross": 12_000, "fee": 2_400, "refund": 9_600}, None),
        (
            "e",
            "s2",
            4,
            24_000,
            {"gross": 0, "fee": 0, "refund": 0},
            found["returns"][2]["refused"],
        ),
    ]
    assert "30 days" in found["returns"][2]["refused"]
    assert found["sellers"] == {
        "r1": {
            "returns": 2,
            "units": 5,
            "refused_units": 0,
            "before": 30_000,
            "after": 24_000,
            "difference": -6_000,
        },
        "s2": {
            "returns": 1,
            "units": 4,
            "refused_units": 4,
            "before": 24_000,
            "after": 0,
            "difference": -24_000,
        },
    }
    assert (found["gets_more"], found["gets_less"]) == ([], ["r1", "s2"])
    assert (found["units"], found["refused_units"]) == (9, 4)
    assert found["refunds"] == {"before": 54_000, "after": 24_000, "difference": -30_000}


def test_returns_of_the_period_alone_and_repriced() -> None:
    """100 units at 0.28 cost 280,000; 60 kept cost 0.60 of their list, 360,000, so the floor of 0.80 pays."""
    history = scenario(stock("a", 0, "w1", 100), back("c", 10, "w1", 40), back("d", 40, "w1", 10))
    history["period"] = {"from": "2026-04-01T00:00:00+08:00", "to": "2026-06-30T23:59:59+08:00"}
    found = compare_returns(history, {**POLICY, "pricing": "reprice_kept"})
    assert [
        (each["event"], each["before"]["refund"], each["after"]["refund"]) for each in found["returns"]
    ] == [("d", 28_000, 22_400)]
    assert found["refunds"] == {"before": 28_000, "after": 22_400, "difference": -5_600}


def test_a_sale_goes_from_the_last_touch_to_the_first() -> None:
    history = scenario(
        touch("a", 0, "s1"),
        touch("b", 1, "r1"),
        sale("c", 2, "o1", 10_000, 3_000, visitor="v1", store=None),
        sale("d", 2, "o2", 8_000, customer="c2", store="s2"),
        refund("e", 3, "o1", 1),
    )
    found = compare_attribution(history, {"window_days": 30, "model": "first"})
    assert found["lines"] == 3
    # The first line is refunded whole; the second still moves.
    assert [(each["order"], each["line"], each["sales"]) for each in found["moved"]] == [
        ("o1", "1", 0),
        ("o1", "2", 3_000),
    ]
    assert found["moved"][1]["before"] == [{"seller": "r1", "sales": 3_000}]
    assert found["moved"][1]["after"] == [{"seller": "s1", "sales": 3_000}]
    assert found["moved"][1]["commission"] == {"before": 300, "after": 150, "difference": -150}
    assert found["moves"] == [{"from": "r1", "to": "s1", "lines": 2, "sales": 3_000}]
    assert found["moved_sales"] == 3_000
    assert found["sellers"] == {
        "r1": {
            "sales": {"before": 3_000, "after": 0, "difference": -3_000},
            "commission": {"before": 300, "after": 0, "difference": -300},
        },
        "s1": {
            "sales": {"before": 0, "after": 3_000, "difference": 3_000},
            "commission": {"before": 0, "after": 150, "difference": 150},
        },
        "s2": {
            "sales": {"before": 8_000, "after": 8_000, "difference": 0},
            "commission": {"before": 400, "after": 400, "difference": 0},
        },
    }
    assert found["total_cost"] == {"before": 700, "after": 550, "difference": -150}


def test_a_shared_sale_and_one_that_nobody_gets() -> None:
    history = scenario(
        touch("a", 0, "s1"),
        touch("b", 1, "r1"),
        touch("b2", 1, "s2", "v2"),
        sale("c", 2, "o1", 10_001, visitor="v1", store=None),
        sale("d", 20, "o2", 5_000, customer="c2", visitor="v2", store=None),
    )
    found = compare_attribution(history, {"window_days": 10, "model": "linear"})
    assert found["moves"] == [
        {"from": "r1", "to": "s1", "lines": 1, "sales": 5_000},
        {"from": "s2", "to": None, "lines": 1, "sales": 5_000},
    ]
    assert found["nobody"] == {"before": 0, "after": 5_000, "difference": 5_000}
    # Half of 0.10 and half of 0.05 of 10,001, rounded once: 750; the other order earns no one anything.
    assert found["total_cost"] == {"before": 1_000 + 250, "after": 750, "difference": -500}


def test_the_policy_of_before_changes_nothing() -> None:
    history = scenario(
        touch("a", 0, "s1"),
        touch("b", 1, "r1"),
        sale("c", 2, "o1", 10_000, visitor="v1"),
        stock("d", 3, "w", 9),
    )
    same = compare_attribution(history, history["attribution_policy"])
    assert (same["moved"], same["moves"], same["total_cost"]["difference"]) == ([], [], 0)
    assert compare_plans(history, history["commission_plan"])["total_cost"]["difference"] == 0
    assert compare_returns(history, history["return_policy"])["refunds"]["difference"] == 0


def test_a_long_comparison_is_followed() -> None:
    told: list[int] = []
    history = scenario(*(touch(f"t{number:04}", number, "s1") for number in range(300)))
    compare_plans(history, {"rules": []}, told.append)
    compare_attribution(history, {"window_days": 1}, told.append)
    compare_returns(history, {"pricing": "keep_price"}, told.append)
    assert told == [256, 556] * 3
    compare_plans(history | {"events": history["events"][:255]}, {"rules": []}, told.append)
    assert len(told) == 6


SHARES = st.lists(st.integers(0, 10_000), min_size=1, max_size=6)


@given(SHARES, SHARES)
def test_moves_take_and_give_exactly_what_differs(before: list[int], after: list[int]) -> None:
    after[-1] += max(sum(before) - sum(after), 0)
    before[-1] += max(sum(after) - sum(before), 0)
    then: dict[str | None, int] = {f"s{at}": share for at, share in enumerate(before)}
    would: dict[str | None, int] = {f"s{at + 2}": share for at, share in enumerate(after)}
    left = dict(then)
    for (giver, taker), amount in moves(then, would).items():
        left[giver] = left.get(giver, 0) - amount
        left[taker] = left.get(taker, 0) + amount
    assert {party: share for party, share in left.items() if share} == {
        party: share for party, share in would.items() if share
    }


def test_what_moves_goes_to_the_takers_in_their_order() -> None:
    assert moves({"a": 1}, {"b": 1}) == {("a", "b"): 1}
    assert moves({"a": 5, "b": 3}, {"b": 3, "c": 5}) == {("a", "c"): 5}
    assert moves({"a": 6}, {"b": 1, "c": 2, "d": 3}) == {("a", "b"): 1, ("a", "c"): 2, ("a", "d"): 3}
    assert (moves({"a": 0}, {"a": 0}), moves({"a": 0}, {"b": 0})) == ({}, {("a", "b"): 0})


def test_who_sells_without_commission_and_who_earns_without_a_sale() -> None:
    """Of three lines the second was given to s2 on appeal, and stays s2's whoever is credited; r1 has no rule."""
    given = [{"seller": "s2", "weight": "1", "channel": "wechat"}]
    history = scenario(
        touch("a", 0, "s1"),
        touch("b", 1, "r1"),
        sale("c", 2, "o1", 10_000, 3_000, 1_000, visitor="v1", store=None),
        event("d", 3, "credit_corrected", order="o1", line="2", credits=given),
        commission_plan={"rules": [{"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"}]},
    )

    def moved(line: str, paid: int, before: int, after: int) -> Json:
        return {
            "order": "o1",
            "line": line,
            "paid_at": DAY_0 + timedelta(days=2),
            "sales": paid,
            "before": [{"seller": "r1", "sales": paid}],
            "after": [{"seller": "s1", "sales": paid}],
            "commission": {"before": before, "after": after, "difference": after - before},
        }

    nothing = {"before": 0, "after": 0, "difference": 0}
    assert compare_attribution(history, {"window_days": 30, "model": "first"}) == {
        "lines": 3,
        "moved": [moved("1", 10_000, 0, 500), moved("2", 3_000, 150, 150), moved("3", 1_000, 0, 50)],
        "moves": [{"from": "r1", "to": "s1", "lines": 3, "sales": 14_000}],
        "moved_sales": 14_000,
        "sellers": {
            "r1": {"sales": {"before": 14_000, "after": 0, "difference": -14_000}, "commission": nothing},
            "s1": {
                "sales": {"before": 0, "after": 14_000, "difference": 14_000},
                "commission": {"before": 0, "after": 550, "difference": 550},
            },
            "s2": {"sales": nothing, "commission": {"before": 150, "after": 150, "difference": 0}},
        },
        "nobody": nothing,
        "total_cost": {"before": 150, "after": 700, "difference": 550},
    }


def test_moves_are_told_by_their_sales_and_then_by_name_nobody_first() -> None:
    last, first = {"window_days": 10}, {"window_days": 30, "model": "first"}
    history = scenario(
        touch("a", 0, "A1", "v1"),
        touch("b", 18, "A1", "v2"),
        touch("c", 19, "B1", "v2"),
        touch("d", 18, "r1", "v3"),
        touch("e", 19, "s1", "v3"),
        sale("f", 20, "o1", 10_000, customer="c2", visitor="v2", store=None),
        sale("g", 21, "o2", 10_000, customer="c1", visitor="v1", store=None),
        sale("h", 22, "o3", 20_000, customer="c3", visitor="v3", store=None),
        sellers=[{"id": name, "kind": "staff"} for name in ("A1", "B1", "r1", "s1")],
        attribution_policy=last,
    )

    def told(policy: Json) -> list[Json]:
        return compare_attribution(
            {**history, "attribution_policy": policy}, first if policy is last else last
        )["moves"]

    assert told(last) == [
        {"from": "s1", "to": "r1", "lines": 1, "sales": 20_000},
        {"from": None, "to": "A1", "lines": 1, "sales": 10_000},
        {"from": "B1", "to": "A1", "lines": 1, "sales": 10_000},
    ]
    assert told(first) == [
        {"from": "r1", "to": "s1", "lines": 1, "sales": 20_000},
        {"from": "A1", "to": None, "lines": 1, "sales": 10_000},
        {"from": "A1", "to": "B1", "lines": 1, "sales": 10_000},
    ]


def test_a_sale_that_the_new_policy_comes_too_late_for_is_not_counted() -> None:
    history = scenario(sale("a", 0, "o1", 10_000), sale("b", 5, "o2", 4_000))
    late = [{"effective_from": at(3), "window_days": 30}]
    found = compare_attribution(history, late)
    assert (found["lines"], found["sellers"]["s1"]["sales"]["before"]) == (1, 4_000)


def test_a_return_is_told_whole_and_a_unit_more_or_less_is_more_or_less() -> None:
    """A fee of 0.0001 is 1 of 6,000, and nothing of 4,000."""
    history = scenario(
        stock("a", 0, "w1", 10),
        stock("b", 0, "w2", 1, seller="s2", sku="B"),
        back("c", 10, "w1", 1),
        back("d", 11, "w2", 1),
    )
    with_fee = {**POLICY, "restocking_rate": "0.0001"}
    less, more = (
        compare_returns(history, with_fee),
        compare_returns({**history, "return_policy": with_fee}, POLICY),
    )
    assert less["returns"][0] == {
        "event": "c",
        "at": DAY_0 + timedelta(days=10),
        "order": "w1",
        "line": "1",
        "seller": "r1",
        "qty": 1,
        "before": {"gross": 6_000, "fee": 0, "refund": 6_000},
        "after": {"gross": 6_000, "fee": 1, "refund": 5_999},
        "refused": None,
    }
    assert {name: each["difference"] for name, each in less["sellers"].items()} == {"r1": -1, "s2": 0}
    assert (less["gets_more"], less["gets_less"]) == ([], ["r1"])
    assert (more["gets_more"], more["gets_less"]) == (["r1"], [])


def test_units_refused_stay_counted_and_a_period_holds_both_its_ends() -> None:
    history = scenario(
        stock("a", 0, "w1", 10),
        stock("b", 20, "w2", 10),
        back("c", 25, "w1", 2),
        back("d", 28, "w2", 3),
        period={"from": at(25), "to": at(28)},
    )
    found = compare_returns(history, {**POLICY, "window_days": 10})
    assert [each["event"] for each in found["returns"]] == ["c", "d"]
    assert (found["sellers"]["r1"]["units"], found["sellers"]["r1"]["refused_units"]) == (5, 2)


def test_a_period_holds_a_sale_at_each_of_its_ends_and_no_other() -> None:
    history = scenario(
        *(sale(f"e{day}", day, f"o{day}", 1_000 * day) for day in range(1, 5)),
        period={"from": at(2), "to": at(3)},
    )
    assert compare_plans(history, {"rules": []})["sales"] == {"before": 5_000, "after": 5_000}


def test_a_long_comparison_that_nobody_follows() -> None:
    history = scenario(*(touch(f"t{number:04}", number, "s1") for number in range(260)))
    assert compare_plans(history, {"rules": []})["total_cost"]["before"] == 0


def test_each_giver_goes_on_with_the_takers_where_the_one_before_ended() -> None:
    assert moves({"a": 3, "z": 7}, {"b": 1, "c": 2, "d": 3, "e": 4}) == {
        ("a", "b"): 1,
        ("a", "c"): 2,
        ("z", "d"): 3,
        ("z", "e"): 4,
    }
