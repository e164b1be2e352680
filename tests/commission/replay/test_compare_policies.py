"""What another return policy would have paid back, and whom another attribution policy would have credited."""

from hypothesis import given
from hypothesis import strategies as st

from commission.replay.compare import compare_plans
from commission.replay.compare_attribution import compare_attribution, moves
from commission.replay.compare_returns import compare_returns
from tests.commission.replay.build import Json, event, refund, sale, scenario, stock

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
    assert told == [256, 556]


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
