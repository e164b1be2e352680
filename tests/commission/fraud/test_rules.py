"""Each fraud rule at its threshold and just below; facts in any order; the policy read with its faults."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commission.fraud.facts import CouponUse, DoorOrder, PlacedScan, SaleFacts, SeenTouch, Traces
from commission.fraud.policy import default_review_policy, parse_review_policies
from commission.fraud.registry import BY_CODE, RULES
from commission.fraud.rule import in_one_window
from commission.fraud.rules.scans_too_far_apart import metres_apart
from commission.fraud.screen import screen
from commission.money.faults import PolicyRefused

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SALE = SaleFacts(seller="s", customer="c", at=AT)
POLICY = default_review_policy()
BEIJING, SHANGHAI = (39_904_200, 116_407_400), (31_230_400, 121_473_700)


def found(sale: SaleFacts) -> list[str]:
    return [signal.rule for signal in screen(sale, POLICY)]


def evidence(sale: SaleFacts, rule: str) -> dict[str, Any]:
    return dict(next(signal.evidence for signal in screen(sale, POLICY) if signal.rule == rule))


def touches(*seconds: float, host: str = "") -> tuple[SeenTouch, ...]:
    return tuple(
        SeenTouch(str(n), AT - timedelta(hours=1) + timedelta(seconds=each), host)
        for n, each in enumerate(seconds)
    )


def test_nothing_is_found_where_nothing_is_known() -> None:
    assert found(SALE) == []
    assert len(BY_CODE) == len(RULES) == 10
    assert all(rule.reason.endswith(".") and rule.reason_zh.endswith("。") for rule in RULES)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("self_purchase_account", "accounts"),
        ("self_purchase_phone", "phones"),
        ("self_purchase_device", "devices"),
        ("self_purchase_address", "addresses"),
        ("self_purchase_payment", "payers"),
    ],
)
def test_a_buyer_who_is_the_seller(code: str, field: str) -> None:
    of_buyer = Traces(**{field: frozenset({"x", "y"})})
    mine, other = Traces(**{field: frozenset({"y"})}), Traces(**{field: frozenset({"z"})})
    assert found(replace(SALE, of_buyer=of_buyer, of_seller=other)) == []
    same = replace(SALE, of_buyer=of_buyer, of_seller=mine)
    assert found(same) == [code]
    assert evidence(same, code) == {f"{field}_shared": 1}


def test_a_flood_of_clicks_at_its_threshold() -> None:
    # Uneven on purpose: thirty in ten minutes, the last exactly ten minutes after the first.
    uneven = [n * 20 + (n % 3) * 3 for n in range(29)]
    assert found(replace(SALE, touches=touches(*uneven))) == []
    flood = replace(SALE, touches=touches(*uneven, 600))
    assert found(flood) == ["click_flood"]
    assert evidence(flood, "click_flood") == {
        "clicks": 30,
        "from": "2026-03-02T07:00:00+00:00",
        "until": "2026-03-02T07:10:00+00:00",
        "threshold": 30,
    }
    assert found(replace(SALE, touches=touches(*uneven, 600.001))) == []


def test_a_rhythm_that_no_hand_keeps() -> None:
    steady = [n * 5.0 for n in range(8)]
    regular = replace(SALE, touches=touches(*steady))
    assert evidence(regular, "improbable_rhythm") == {
        "clicks": 8,
        "from": "2026-03-02T07:00:00+00:00",
        "shortest_gap_ms": 5_000,
        "longest_gap_ms": 5_000,
        "threshold": 400,
    }
    assert found(replace(SALE, touches=touches(*steady[:-1]))) == []
    # The gaps may differ by 400 ms and no more.
    assert found(replace(SALE, touches=touches(*steady[:-1], 35.4))) == ["improbable_rhythm"]
    assert found(replace(SALE, touches=touches(*steady[:-1], 35.401))) == []


@pytest.mark.parametrize(
    ("host", "leaked"),
    [("www.retailmenot.com", True), ("smzdm.com", True), ("notsmzdm.com", False), ("", False)],
)
def test_a_coupon_on_a_coupon_site(host: str, leaked: bool) -> None:
    used = replace(SALE, coupon=CouponUse("MEI10"), touches=touches(0, host=host))
    assert found(used) == (["coupon_leaked"] if leaked else [])
    assert found(replace(used, coupon=None)) == []


def test_a_burst_of_strangers_with_one_coupon() -> None:
    strangers = [AT - timedelta(hours=n) for n in range(20)]
    burst = replace(SALE, coupon=CouponUse("MEI10", tuple(strangers)))
    assert evidence(burst, "coupon_leaked") == {
        "coupon": "MEI10",
        "strangers": 20,
        "from": "2026-03-01T13:00:00+00:00",
        "until": "2026-03-02T08:00:00+00:00",
        "threshold": 20,
    }
    assert found(replace(SALE, coupon=CouponUse("MEI10", tuple(strangers[:-1])))) == []


def test_one_household_counts_people_and_not_orders() -> None:
    def door(*people: str, days: int = 1) -> SaleFacts:
        return replace(SALE, same_door=tuple(DoorOrder(each, AT - timedelta(days=days)) for each in people))

    assert found(door("c", "c", "d")) == []
    assert evidence(door("c", "d", "e"), "one_household") == {"customers": 3, "orders": 4, "threshold": 3}
    assert found(door("d", "e", days=30)) == []
    # Those that came since count as well.
    assert found(door("d", "e", days=-29)) == ["one_household"]


def test_nobody_is_in_beijing_and_an_hour_later_in_shanghai() -> None:
    def scans(seconds: int) -> SaleFacts:
        there = PlacedScan(AT, *SHANGHAI)
        return replace(SALE, scans=(there, PlacedScan(AT - timedelta(seconds=seconds), *BEIJING)))

    # The way over the ground is 1,067.3 km; straight through the earth it is a little less.
    assert 1_066_000 < metres_apart(PlacedScan(AT, *BEIJING), PlacedScan(AT, *SHANGHAI)) < 1_067_310
    assert found(scans(3_600)) == ["scans_too_far_apart"]
    assert evidence(scans(3_600), "scans_too_far_apart")["seconds"] == 3_600
    assert found(scans(4_400)) == []
    near = PlacedScan(AT, BEIJING[0] + 100_000, BEIJING[1])
    assert found(replace(SALE, scans=(near, PlacedScan(AT, *BEIJING)))) == []


def test_known_distances() -> None:
    pole, antipole = PlacedScan(AT, 90_000_000, 0), PlacedScan(AT, -90_000_000, 0)
    assert metres_apart(pole, antipole) == 12_742_017
    assert metres_apart(PlacedScan(AT, 0, 0), PlacedScan(AT, 0, 180_000_000)) == 12_742_017
    assert metres_apart(PlacedScan(AT, 0, 180_000_000), PlacedScan(AT, 0, -180_000_000)) == 0


@given(st.lists(st.integers(0, 3_000), max_size=30), st.integers(1, 900))
def test_the_busiest_window_by_looking_everywhere(seconds: list[int], length: int) -> None:
    instants = [AT + timedelta(seconds=each) for each in seconds]
    span = timedelta(seconds=length)
    by_hand = [sum(timedelta(0) <= b - a <= span for b in instants) for a in instants]
    assert len(in_one_window(instants, span)) == max(by_hand, default=0)


@given(st.randoms())
def test_facts_in_any_order_find_the_same(order: random.Random) -> None:
    sale = replace(
        SALE,
        touches=touches(*(n * 5.0 for n in range(9)), *(n * 7.3 for n in range(31))),
        coupon=CouponUse("X", tuple(AT - timedelta(minutes=n) for n in range(22))),
        same_door=tuple(DoorOrder(str(n), AT) for n in range(4)),
        scans=(PlacedScan(AT, *BEIJING), PlacedScan(AT, *SHANGHAI)),
    )
    shuffled = replace(
        sale,
        touches=tuple(order.sample(sale.touches, len(sale.touches))),
        same_door=tuple(order.sample(sale.same_door, len(sale.same_door))),
        scans=tuple(order.sample(sale.scans, 2)),
    )
    assert screen(shuffled, POLICY) == screen(sale, POLICY)


def test_a_brand_sets_its_thresholds_and_turns_rules_off() -> None:
    body = {
        "review_days": 3,
        "appeals": {"days_to_file": 10, "days_to_answer": 5, "hold_disputed": False},
        "rules": {
            "click_flood": {"clicks": 5},
            "improbable_rhythm": {"on": False},
            "coupon_leaked": {"hosts": []},
        },
    }
    (policy,) = parse_review_policies(body)
    assert (policy.review, policy.appeals.to_file, policy.appeals.hold_disputed) == (
        timedelta(days=3),
        timedelta(days=10),
        False,
    )
    sale = replace(
        SALE, touches=touches(*(n * 5.0 for n in range(9)), host="smzdm.com"), coupon=CouponUse("X")
    )
    assert [signal.rule for signal in screen(sale, policy)] == ["click_flood"]
    assert found(sale) == ["coupon_leaked", "improbable_rhythm"]


def test_every_fault_of_a_policy_is_named() -> None:
    body = {
        "review_days": 0,
        "appeals": {"days_to_file": "30", "forever": True},
        "rules": {
            "click_flood": {"clicks": 1, "hosts": []},
            "coupon_leaked": {"hosts": ["HTTP://x"]},
            "magic": {},
        },
    }
    with pytest.raises(PolicyRefused) as refused:
        parse_review_policies(body, "body")
    assert sorted(fault.path for fault in refused.value.faults) == [
        "body.appeals.days_to_file",
        "body.appeals.forever",
        "body.review_days",
        "body.rules.click_flood.clicks",
        "body.rules.click_flood.hosts",
        "body.rules.coupon_leaked.hosts[0]",
        "body.rules.magic",
    ]


def test_of_windows_that_are_equally_busy_the_first_is_told() -> None:
    instants = [AT + timedelta(seconds=each) for each in (0, 1, 10, 11, 20)]
    assert in_one_window(instants, timedelta(seconds=1)) == instants[:2]
