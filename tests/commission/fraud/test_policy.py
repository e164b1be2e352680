"""The review policy read whole: defaults, bounds, and each fault with its sentence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commission.fraud.facts import CouponUse, PlacedScan, SaleFacts, SeenTouch
from commission.fraud.policy import AppealTerms, ReviewPolicy, default_review_policy, parse_review_policies
from commission.fraud.registry import BY_CODE, RULES
from commission.fraud.rule import Limits, Signal
from commission.fraud.screen import screen
from commission.money.faults import PolicyRefused

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def read(body: dict[str, Any]) -> ReviewPolicy:
    (policy,) = parse_review_policies(body)
    return policy


def faults(body: object, path: str = "review_policy") -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        parse_review_policies(body, path)
    return [str(fault) for fault in refused.value.faults]


def test_what_holds_where_a_brand_has_published_none() -> None:
    policy = default_review_policy()
    assert policy == read({}) == read({"appeals": None, "rules": None, "effective_from": None})
    assert (policy.review, policy.effective_from) == (timedelta(days=7), None)
    assert policy.appeals == AppealTerms(timedelta(days=30), timedelta(days=14), True)
    assert policy.limits == {
        rule.code: Limits({name: each.default for name, each in rule.thresholds.items()}, rule.hosts)
        for rule in RULES
    }
    assert policy.limits["click_flood"] == Limits({"clicks": 30, "minutes": 10}, ())
    assert policy.limits["scans_too_far_apart"] == Limits({"km": 50, "km_per_hour": 900}, ())
    assert "smzdm.com" in policy.limits["coupon_leaked"].hosts


def test_bounds_are_inclusive() -> None:
    least = read(
        {"review_days": 1, "appeals": {"days_to_file": 1, "days_to_answer": 1, "hold_disputed": False}}
    )
    assert (least.review, least.appeals) == (
        timedelta(days=1),
        AppealTerms(timedelta(days=1), timedelta(days=1), False),
    )
    most = read({"review_days": 3_650, "appeals": {"days_to_file": 3_650, "days_to_answer": 3_650}})
    assert (most.review, most.appeals) == (
        timedelta(days=3_650),
        AppealTerms(timedelta(days=3_650), timedelta(days=3_650), True),
    )
    for code, rule in BY_CODE.items():
        for name, each in rule.thresholds.items():
            for number in (each.minimum, each.maximum):
                assert read({"rules": {code: {name: number}}}).limits[code][name] == number


def test_beyond_its_bounds_a_number_is_refused() -> None:
    for number, told in ((0, "must be at least 1"), (3_651, "must be at most 3650")):
        body = {"review_days": number, "appeals": {"days_to_file": number, "days_to_answer": number}}
        assert faults(body) == [
            f"review_policy.review_days: {told}",
            f"review_policy.appeals.days_to_file: {told}",
            f"review_policy.appeals.days_to_answer: {told}",
        ]
    for code, rule in BY_CODE.items():
        for name, each in rule.thresholds.items():
            path = f"p.rules.{code}.{name}"
            less, more = {name: each.minimum - 1}, {name: each.maximum + 1}
            assert faults({"rules": {code: less}}, "p") == [f"{path}: must be at least {each.minimum}"]
            assert faults({"rules": {code: more}}, "p") == [f"{path}: must be at most {each.maximum}"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"appeals": []}, ["appeals: must be an object, not a list"]),
        (
            {"appeals": {"hold_disputed": 1}},
            ["appeals.hold_disputed: must be true or false, not the number 1"],
        ),
        ({"rules": []}, ["rules: must be an object, not a list"]),
        ({"rules": {"click_flood": []}}, ["rules.click_flood: must be an object, not a list"]),
        (
            {"rules": {"click_flood": {"on": 0}}},
            ["rules.click_flood.on: must be true or false, not the number 0"],
        ),
        ({"rules": {"magic": {}}}, ["rules.magic: is not a field of this policy"]),
        (
            {"rules": {"one_household": {"hosts": []}}},
            ["rules.one_household.hosts: is not a field of this policy"],
        ),
        (
            {"rules": {"coupon_leaked": {"hosts": "x"}}},
            ["rules.coupon_leaked.hosts: must be a list, not a string"],
        ),
        (
            {"rules": {"coupon_leaked": {"hosts": ["a.b", "Big.com", "nodot", 5, "x.y/z"]}}},
            [
                f'rules.coupon_leaked.hosts[{n}]: must be a host in lower case, such as "example.com"'
                for n in (1, 2, 3, 4)
            ],
        ),
        ({"effective_from": 5}, ["effective_from: must be an ISO 8601 instant with an offset"]),
        ({"levels": 2}, ["levels: is not a field of this policy"]),
    ],
)
def test_each_fault_whole(body: dict[str, Any], told: list[str]) -> None:
    assert faults(body) == [f"review_policy.{each}" for each in told]


def test_a_rule_that_is_off_is_not_in_the_limits_and_hosts_are_the_brands() -> None:
    policy = read({"rules": {"click_flood": {"on": False}, "coupon_leaked": {"hosts": ["my-deals.co"]}}})
    assert list(policy.limits) == [rule.code for rule in RULES if rule.code != "click_flood"]
    assert policy.limits["coupon_leaked"].hosts == ("my-deals.co",)


def test_the_site_is_told_before_the_burst_and_the_earliest_touch_first() -> None:
    sale = SaleFacts(
        seller="s",
        customer="c",
        at=AT,
        coupon=CouponUse("MEI10", tuple(AT for _ in range(20))),
        touches=(
            SeenTouch("b", AT - timedelta(hours=1), "www.Smzdm.com"),
            SeenTouch("a", AT - timedelta(hours=1), "honey.com"),
            SeenTouch("c", AT - timedelta(hours=2), "example.com"),
        ),
    )
    (signal,) = screen(sale, default_review_policy())
    assert signal == Signal(
        "coupon_leaked", {"coupon": "MEI10", "host": "honey.com", "at": "2026-03-02T07:00:00+00:00"}
    )


def test_two_scans_whole() -> None:
    """A sixth of a degree along the equator is 18.5 km through the earth: too near at 50 km, too far at 18."""
    scans = (PlacedScan(AT, 0, 0), PlacedScan(AT + timedelta(seconds=60), 0, 166_667))
    sale = SaleFacts(seller="s", customer="c", at=AT, scans=scans)
    assert screen(sale, default_review_policy()) == []
    (signal,) = screen(sale, read({"rules": {"scans_too_far_apart": {"km": 18}}}))
    assert signal.evidence == {
        "metres": 18_532,
        "seconds": 60,
        "from": "2026-03-02T08:00:00+00:00",
        "until": "2026-03-02T08:01:00+00:00",
        "threshold": 900,
    }
    # 18,532 m in 60 s are 1,111.92 km/h: at 1,112 a person may have gone so far, at 1,111 nobody has.
    for limit, found in ((1_112, 0), (1_111, 1)):
        rules = {"scans_too_far_apart": {"km": 18, "km_per_hour": limit}}
        assert len(screen(sale, read({"rules": rules}))) == found


def test_a_fault_is_named_under_the_policy_where_no_path_is_given() -> None:
    with pytest.raises(PolicyRefused, match=r"^review_policy\.review_days: must be at least 1$"):
        parse_review_policies({"review_days": 0})


def test_at_the_distance_and_the_speed_exactly() -> None:
    """18,000 m in 72 s are 900 km/h: far enough, and not too fast; a microsecond sooner is."""
    policy = read({"rules": {"scans_too_far_apart": {"km": 18}}})
    for micros, seconds in ((72_000_000, None), (71_999_999, 71)):
        later = PlacedScan(AT + timedelta(microseconds=micros), 0, 161_878)
        found = screen(
            SaleFacts(seller="s", customer="c", at=AT, scans=(PlacedScan(AT, 0, 0), later)), policy
        )
        assert [(each.evidence["metres"], each.evidence["seconds"]) for each in found] == (
            [] if seconds is None else [(18_000, seconds)]
        )


def test_gaps_are_told_in_whole_milliseconds() -> None:
    touches = tuple(SeenTouch(str(n), AT + n * timedelta(microseconds=5_000_500)) for n in range(8))
    (signal,) = screen(SaleFacts(seller="s", customer="c", at=AT, touches=touches), default_review_policy())
    assert repr((signal.evidence["shortest_gap_ms"], signal.evidence["longest_gap_ms"])) == "(5000, 5000)"
