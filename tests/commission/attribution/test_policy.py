"""Reading the attribution policy, faults by path."""

from datetime import UTC, datetime, timedelta

import pytest

from commission.attribution.policy import BindingRule, parse_attribution_policies
from commission.money.faults import PolicyRefused


def faults(document: object) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        parse_attribution_policies(document)
    return [str(fault) for fault in refused.value.faults]


def test_defaults() -> None:
    (policy,) = parse_attribution_policies({})
    assert policy.window_days == 30
    assert policy.precedence == ("coupon", "binding", "touch", "store")
    assert (policy.model, policy.half_life_days, policy.self_purchase) == ("last", 7, "deny")
    assert policy.binding is None
    assert policy.longest_window().days == 30


def test_versions_come_earliest_first() -> None:
    later = {"effective_from": "2026-03-01T00:00:00+08:00", "model": "linear"}
    earlier = {
        "effective_from": "2026-01-01T00:00:00Z",
        "window_days_by_channel": {"offline_coupon": 365},
        "binding": {"days": 180, "rebind": "newest"},
    }
    first, second = parse_attribution_policies([later, earlier])
    assert first.effective_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert first.binding == BindingRule(180, "newest")
    assert first.longest_window().days == 365
    assert second.effective_from == datetime(2026, 2, 28, 16, tzinfo=UTC)


def test_every_fault_has_its_path() -> None:
    document = {
        "window_days": -1,
        "window_days_by_channel": {"poster": "365"},
        "precedence": ["touch", "recruiter", "touch"],
        "model": "shapley",
        "half_life_days": 0,
        "binding": {"days": 0, "rebind": "always", "upline": 1},
        "self_purchase": True,
    }
    assert faults(document) == [
        "attribution_policy.window_days: must be at least 0",
        "attribution_policy.window_days_by_channel.poster: must be a whole number, not a string",
        "attribution_policy.precedence[1]: must be one of coupon, binding, touch, store",
        "attribution_policy.precedence[2]: names touch a second time",
        "attribution_policy.model: must be one of first, last, linear, position, time_decay",
        "attribution_policy.half_life_days: must be at least 1",
        "attribution_policy.binding.upline: is not a field of this policy",
        "attribution_policy.binding.days: must be at least 1",
        "attribution_policy.binding.rebind: must be one of never, after_expiry, newest",
        "attribution_policy.self_purchase: must be one of deny, allow",
    ]
    assert faults([{"model": "last"}]) == [
        "attribution_policy[0].effective_from: "
        "is missing: each version of a list says since when it is in force"
    ]


def test_bounds_are_inclusive_and_said() -> None:
    most = timedelta.max.days
    (widest,) = parse_attribution_policies(
        {
            "window_days": 0,
            "window_days_by_channel": {"poster": 0, "app": most},
            "half_life_days": most,
            "binding": {"days": most, "rebind": "never"},
        }
    )
    assert (widest.window_days, widest.window("poster").days, widest.window("app").days) == (0, 0, most)
    assert (widest.half_life_days, widest.binding) == (most, BindingRule(most, "never"))
    over = {
        "window_days": most + 1,
        "window_days_by_channel": {"poster": most + 1},
        "half_life_days": most + 1,
        "binding": {"days": most + 1, "rebind": "never"},
    }
    assert faults(over) == [
        f"attribution_policy.{field}: must be at most 999999999"
        for field in ("window_days", "window_days_by_channel.poster", "half_life_days", "binding.days")
    ]


def test_the_longest_window_may_be_none_at_all() -> None:
    (policy,) = parse_attribution_policies({"window_days": 0})
    assert policy.longest_window() == timedelta(0)


def test_windows_by_channel_are_an_object_and_binding_may_be_off() -> None:
    assert faults({"window_days_by_channel": [30]}) == [
        "attribution_policy.window_days_by_channel: must be an object, not a list"
    ]
    (policy,) = parse_attribution_policies({"binding": "off"})
    assert policy.binding is None
