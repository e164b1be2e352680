"""Order of events, parking, duplicates, refusals, and what the file's attribution facts amount to."""

import copy
from typing import Any

import pytest

from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay
from tests.commission.replay.build import at, event, play, refund, rejected, sale, scenario, stock

LINEAR = {"window_days": 30, "model": "linear"}


def touch(event_id: str, days: int, seller: str, visitor: str = "v1", **fields: Any) -> dict[str, Any]:
    return event(event_id, days, "touch", visitor=visitor, seller=seller, channel="wechat", **fields)


def credited(outcome: dict[str, Any], order: str = "o1", line: str = "1") -> tuple[str | None, list[str]]:
    decision = outcome["attribution"][order][line]
    return decision["by"], [f"{each['seller']} {each['weight']}" for each in decision["credits"]]


def test_touches_count_by_instant_alone() -> None:
    outcome = play(touch("z", 1, "s2"), sale("a", 1, "o1", 1_000, visitor="v1"))
    assert credited(outcome) == ("touch", ["s2 1"])


def test_a_status_change_at_a_touchs_instant_comes_before_it_whatever_its_id() -> None:
    back = event("e3", 2, "seller_status", seller="s2", status="active")
    changed = event("z", 1, "seller_status", seller="s2", status="suspended")
    outcome = play(touch("a", 1, "s2"), changed, back, sale("e4", 3, "o1", 1_000, visitor="v1"))
    assert credited(outcome) == ("store", ["s1 1"])
    assert outcome["attribution"]["o1"]["1"]["drops"] == [
        {
            "source": "touch",
            "seller": "s2",
            "id": "a",
            "at": "2026-03-01T16:00:00+00:00",
            "channel": "wechat",
            "dropped": "seller_inactive_at_touch",
        }
    ]


def test_a_seller_is_judged_at_the_order_by_instant_and_id() -> None:
    gone = event("m", 3, "seller_status", seller="s2", status="closed")
    assert credited(play(touch("t", 1, "s2"), gone, sale("z", 3, "o1", 1_000, visitor="v1")))[0] == "store"
    assert credited(play(touch("t", 1, "s2"), gone, sale("a", 3, "o1", 1_000, visitor="v1")))[0] == "touch"


def test_an_order_identifies_its_visitor_for_later_orders_and_a_rejected_one_does_not() -> None:
    touched = touch("t", 1, "s2")
    first = sale("e1", 2, "o1", 1_000, visitor="v1")
    later = sale("e2", 3, "o2", 1_000)
    assert credited(play(touched, first, later), "o2") == ("touch", ["s2 1"])
    twice = sale("e1", 2, "o2", 1_000, visitor="v1", customer="c9")
    assert credited(
        play(touched, sale("e0", 0, "o2", 5, customer="c9"), twice, sale("e3", 3, "o3", 1)), "o3"
    ) == (
        "store",
        ["s1 1"],
    )


def test_a_coupon_of_the_buyers_own_person_is_dropped() -> None:
    outcome = play(sale("e1", 0, "o1", 1_000, customer="r1", coupon="R1OFF"))
    assert credited(outcome) == ("store", ["s1 1"])
    assert outcome["attribution"]["o1"]["1"]["drops"][0]["dropped"] == "self_purchase_same_account"
    person = play(sale("e1", 0, "o1", 1_000, customer="c7"))
    assert (credited(person), person["commissions"]) == ((None, []), [])
    assert person["attribution"]["o1"]["1"]["sentence"] == (
        "Nobody is credited: the store of s1 would credit the buyer's own verified identity."
    )


def test_a_split_pays_each_seller_the_latest_touch_first() -> None:
    outcome = play(
        touch("t1", 0, "s2"),
        touch("t2", 1, "r1"),
        touch("t3", 2, "s2"),
        sale("e1", 3, "o1", 1_001, visitor="v1"),
        attribution_policy=LINEAR,
    )
    assert credited(outcome) == ("touch", ["s2 2/3", "r1 1/3"])
    # 2/3 * 50.05 + 1/3 * 100.1 = 66.73: 67, split as 33.5 : 33.5 by equal entitlements, the odd unit to s2.
    assert [(row["seller"], row["amount"], row["base"]) for row in outcome["commissions"]] == [
        ("s2", 34, 1_001),
        ("r1", 33, 1_001),
    ]


def test_refunds_and_deliveries_before_their_payment_wait_for_it() -> None:
    waiting = [refund("e1", 0, "o1", 1), event("e2", 0, "delivered", order="o1")]
    assert play(*waiting)["parked"] == ["e1", "e2"]
    assert rejected(play(*waiting, event("e3", 0, "delivered", order="o1"))) == {
        "e3": "order o1 was delivered already"
    }
    applied = play(*waiting, refund("e3", 0, "o1", 2), sale("e4", 1, "o1", 3_000, qty=2))
    assert (applied["parked"], rejected(applied)) == (
        [],
        {"e3": "only 1 unit of o1/1 can still be refunded"},
    )
    assert applied["commissions"][0]["reversed"] == 75
    refused = play(*waiting, sale("e4", 1, "o1", 3_000), attribution_policy=None)
    assert refused["parked"] == ["e1", "e2"]
    assert rejected(refused) == {"e4": "no attribution policy is in force at this payment"}


def test_an_order_is_paid_once_and_delivered_once() -> None:
    outcome = play(
        sale("e1", 0, "o1", 1_000),
        sale("e2", 1, "o1", 1_000),
        event("e3", 2, "delivered", order="o1"),
        event("e4", 3, "delivered", order="o1"),
        stock("e5", 4, "w1", 1),
        stock("e6", 5, "w1", 1),
    )
    assert rejected(outcome) == {
        "e2": "order o1 was paid already",
        "e4": "order o1 was delivered already",
        "e6": "stock order w1 was paid already",
    }


def test_without_a_policy_in_force_an_event_is_rejected_and_its_instant_passes() -> None:
    outcome = play(
        sale("e1", 0, "o1", 1_000),
        stock("e2", 30, "w1", 1),
        tier_schedule=None,
        return_policy=None,
    )
    assert rejected(outcome) == {"e2": "no tier schedule is in force at this payment"}
    assert outcome["commissions"][0]["state"] == "available"
    assert outcome["sellers"]["r1"]["tier"] is None
    unreturnable = play(
        stock("e1", 0, "w1", 1),
        event("e2", 1, "wholesale_returned", order="w1", line="1", qty=1),
        return_policy=None,
    )
    assert rejected(unreturnable) == {"e2": "no return policy was in force when w1 was paid"}


def test_the_same_event_twice_changes_nothing_and_another_under_its_id_refuses_the_file() -> None:
    once = scenario(sale("e1", 0, "o1", 1_000), refund("e2", 1, "o1", 1))
    again = copy.deepcopy(once)
    again["events"] += copy.deepcopy(again["events"])
    assert replay(again) == replay(once)
    again["events"][3]["qty"] = 2
    with pytest.raises(ScenarioRefused) as refused:
        replay(again)
    assert [str(fault) for fault in refused.value.faults] == [
        "events[3].id: e2 is the id of events[1], which says something else"
    ]
    almost = scenario(sale("e1", 0, "o1", 1_000, from_stock=False), sale("e1", 0, "o1", 1_000, from_stock=0))
    with pytest.raises(ScenarioRefused):
        replay(almost)


def test_nothing_happens_in_an_empty_file() -> None:
    outcome = play()
    assert outcome["sellers"]["r1"] == {
        "pending": 0,
        "available": 0,
        "in_flight": 0,
        "paid": 0,
        "tier": None,
        "volume": None,
    }
    assert outcome["ledger"]["entries"] == 0


def test_every_fault_of_a_file_is_named_by_its_path() -> None:
    document = scenario(
        event("e1", 0, "bind", seller="s1"),
        event("e2", 0, "bind", seller="s1", customer="c1", visitor="v1"),
        sale("e3", 0, "o1", 100, store=None, from_stock=True, coupon="NOPE"),
        {"id": "e4", "at": "2026-03-01T00:00:00", "type": "clock"},
        refund("e5", 0, "o1", 0),
        {"id": "e6", "at": at(0), "type": "recruit"},
        touch("e7", 0, "s9", sku="Z"),
        "e8",
        event(
            "e9", 0, "wholesale_paid", order="w1", seller="r1", lines=[{"line": "1", "sku": "A", "qty": True}]
        ),
        {"id": "e10", "at": "0001-01-01T00:00:00Z", "type": "clock"},
    )
    document["brand"]["timezone"] = "Mars/Olympus"
    document["commission_plan"]["total_rate_cap"] = "0.5"
    document["sellers"].append({"id": "s1", "kind": "upline"})
    with pytest.raises(ScenarioRefused) as refused:
        replay(document)
    assert [str(fault) for fault in refused.value.faults] == [
        "brand.timezone: Mars/Olympus is not a time zone, such as Asia/Shanghai",
        "commission_plan.total_rate_cap: must not be above 0.30, the ceiling of the jurisdiction",
        "sellers[3].id: s1 is declared twice",
        "sellers[3].kind: must be one of staff, reseller",
        "events[0].customer: is missing: a binding is made for a customer or for a visitor",
        "events[1].visitor: a binding is made for a customer or for a visitor, not for both",
        "events[2].store: is missing: a sale from_stock needs its store",
        "events[2].coupon: NOPE is not a declared coupon",
        "events[3].at: must carry an offset, such as +08:00 or Z",
        "events[4].qty: must be at least 1",
        "events[5].type: must be one of touch, identify, bind, seller_status, retail_paid, delivered,"
        " retail_refunded, commission_held, commission_released, commission_refused, wholesale_paid,"
        " wholesale_returned, payout, clock, customers_merged, credit_corrected",
        "events[6].sku: Z is not a declared SKU",
        "events[6].seller: s9 is not a declared seller",
        "events[7]: must be an object, not a string",
        "events[8].lines[0].qty: must be a whole number, not the boolean True",
        "events[9].at: lies outside the years that can be replayed",
    ]
    with pytest.raises(ScenarioRefused) as whole:
        replay([])
    assert str(whole.value) == "$: must be an object, not a list"
