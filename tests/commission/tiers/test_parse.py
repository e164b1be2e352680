from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commission.money.faults import PolicyRefused
from commission.money.rate import Rate
from commission.money.window import Period
from commission.tiers.parse import parse_tier_schedule
from commission.tiers.schedule import Basis, Mode, Tier, VolumeWindow, WindowKind
from tests.commission.tiers.ladders import LADDER, schedule, written


def faults_of(value: object) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        parse_tier_schedule(value, currency="CNY")
    return [str(fault) for fault in refused.value.faults]


def test_the_scenario_shape() -> None:
    (read,) = parse_tier_schedule(
        {
            "basis": "list",
            "window": {"rolling_days": 365},
            "mode": "all_units",
            "counts_current_order": True,
            "tiers": [
                {"name": "start", "threshold": 0, "price_rate": "0.60"},
                {"name": "top", "threshold": 50000000, "price_rate": "0.28"},
            ],
        },
        currency="CNY",
    )
    assert (read.basis, read.mode, read.currency, read.effective_from) == (
        Basis.LIST,
        Mode.ALL_UNITS,
        "CNY",
        None,
    )
    assert read.window == VolumeWindow(WindowKind.ROLLING, days=365)
    assert read.counts_current_order is True
    assert read.tiers == (Tier("start", 0, Rate.parse("0.60")), Tier("top", 50_000_000, Rate.parse("0.28")))


@pytest.mark.parametrize(
    ("window", "read"),
    [
        ("order", VolumeWindow(WindowKind.ORDER)),
        ("lifetime", VolumeWindow(WindowKind.LIFETIME)),
        ({"rolling_days": 1}, VolumeWindow(WindowKind.ROLLING, days=1)),
        ({"calendar": "month"}, VolumeWindow(WindowKind.CALENDAR, period=Period.MONTH)),
        ({"calendar": "quarter"}, VolumeWindow(WindowKind.CALENDAR, period=Period.QUARTER)),
        ({"calendar": "year"}, VolumeWindow(WindowKind.CALENDAR, period=Period.YEAR)),
    ],
)
def test_windows(window: object, read: VolumeWindow) -> None:
    assert schedule(window=window).window == read


def test_an_order_counts_itself_unless_volume_is_sell_through() -> None:
    assert schedule(basis="list").counts_current_order is True
    assert schedule(basis="paid").counts_current_order is True
    assert schedule(basis="sell_through").counts_current_order is False
    assert schedule(basis="list", counts_current_order=False).counts_current_order is False
    assert schedule(basis="sell_through", counts_current_order=False).counts_current_order is False


def test_versions() -> None:
    later = written(effective_from="2026-07-01T00:00:00+08:00", currency="CNY")
    first = written(effective_from="2026-01-01T00:00:00+08:00")
    versions = parse_tier_schedule([later, first], currency="CNY")
    assert [version.effective_from for version in versions] == [
        datetime(2025, 12, 31, 16, tzinfo=UTC),
        datetime(2026, 6, 30, 16, tzinfo=UTC),
    ]


def tiers(*thresholds_and_rates: tuple[object, object]) -> dict[str, object]:
    return written(
        tiers=[
            {"name": f"t{index}", "threshold": threshold, "price_rate": rate}
            for index, (threshold, rate) in enumerate(thresholds_and_rates)
        ]
    )


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (tiers((1, "0.6")), "tiers[0].threshold: of the first tier must be 0"),
        (
            tiers((0, "0.6"), (0, "0.5")),
            "tiers[1].threshold: must be above 0, the threshold of the tier before",
        ),
        (
            tiers((0, "0.6"), (9, "0.5"), (8, "0.4")),
            "tiers[2].threshold: must be above 9, the threshold of the tier before",
        ),
        (tiers((-1, "0.6")), "tiers[0].threshold: must be at least 0"),
        (tiers((0, "0.6"), (2**63, "0.5")), "tiers[1].threshold: must be at most 9223372036854775807"),
        (tiers((False, "0.6")), "tiers[0].threshold: must be a whole number, not the boolean False"),
        (tiers((0, "0.6"), (9.5, "0.5")), "tiers[1].threshold: must be a whole number, not a number"),
        (
            tiers((0, "0.5"), (9, "0.6")),
            "tiers[1].price_rate: must not be above 0.5, the rate of the tier before",
        ),
        (tiers((0, "0")), "tiers[0].price_rate: must be above 0 and at most 1"),
        (tiers((0, "1.01")), "tiers[0].price_rate: must be above 0 and at most 1"),
        (
            tiers((0, 0.6)),
            'tiers[0].price_rate: must be a decimal written as a string ("0.28"), not a number',
        ),
        (tiers(), "tiers: must hold at least one tier"),
        (written(tiers=None), "tiers: is missing"),
        (written(tiers={}), "tiers: must be a list, not an object"),
        (written(tiers=["start"]), "tiers[0]: must be an object, not a string"),
        (
            written(tiers=[LADDER[0], {**LADDER[1], "name": "start"}]),
            "tiers[1].name: start names an earlier tier already",
        ),
        (written(tiers=[{**LADDER[0], "rank": 1}]), "tiers[0].rank: is not a field of this policy"),
        (written(basis="headcount"), "basis: must be one of list, paid, sell_through"),
        (written(basis=None), "basis: is missing"),
        (written(mode="marginal"), "mode: must be one of all_units, graduated"),
        (written(mode=None), "mode: is missing"),
        (
            written(mode="graduated", basis="paid"),
            "mode: graduated works on the basis list only, not on paid",
        ),
        (
            written(mode="graduated", basis="sell_through"),
            "mode: graduated works on the basis list only, not on sell_through",
        ),
        (
            written(mode="graduated", counts_current_order=False),
            "counts_current_order: must be true for graduated: it prices the order's own volume",
        ),
        (
            written(basis="sell_through", counts_current_order=True),
            "counts_current_order: must be false for sell_through: an order is not yet sold to anybody",
        ),
        (written(counts_current_order=1), "counts_current_order: must be true or false, not the number 1"),
        (written(currency="USD"), "currency: must be CNY, the brand's"),
        (written(currency="yuan"), "currency: must be an ISO 4217 code"),
        (written(window=None), "window: is missing"),
        (
            written(window="month"),
            'window: must be "order", "lifetime", {"rolling_days": N} or '
            '{"calendar": "month" | "quarter" | "year"}, not "month"',
        ),
        (written(window={}), "window: must hold rolling_days or calendar"),
        (written(window={"rolling_days": 0}), "window.rolling_days: must be at least 1"),
        (
            written(window={"rolling_days": True}),
            "window.rolling_days: must be a whole number, not the boolean True",
        ),
        (written(window={"calendar": "week"}), "window.calendar: must be one of month, quarter, year"),
        (
            written(window={"calendar": "month", "rolling_days": 5}),
            "window: must be rolling_days or calendar, not both",
        ),
        (written(window={"rolling_days": 5, "zone": "UTC"}), "window.zone: is not a field of this policy"),
        (written(effective_from="2026-01-01"), "effective_from: must be an ISO 8601 instant with an offset"),
        (written(levels=3), "levels: is not a field of this policy"),
    ],
)
def test_an_impossible_schedule_is_refused_with_its_path(value: object, fault: str) -> None:
    assert faults_of(value) == [f"tier_schedule.{fault}"]


def test_a_threshold_that_is_no_number_is_not_compared_with_its_neighbours() -> None:
    assert faults_of(tiers((0, "0.6"), ("9", "x"), (8, "0.7"))) == [
        "tier_schedule.tiers[1].threshold: must be a whole number, not a string",
        'tier_schedule.tiers[1].price_rate: must be a decimal written like "0.28"',
    ]


def test_every_fault_is_found_at_once() -> None:
    faults = faults_of({"basis": "x", "windows": "order", "tiers": [{"name": "", "threshold": 5}]})
    assert faults == [
        "tier_schedule.windows: is not a field of this policy",
        "tier_schedule.basis: must be one of list, paid, sell_through",
        "tier_schedule.mode: is missing",
        "tier_schedule.window: is missing",
        "tier_schedule.tiers[0].name: must not be empty",
        "tier_schedule.tiers[0].price_rate: is missing",
        "tier_schedule.tiers[0].threshold: of the first tier must be 0",
    ]


def test_faults_of_a_version_name_its_index() -> None:
    dated = written(effective_from="2026-01-01T00:00:00Z")
    with pytest.raises(PolicyRefused, match=r"^t\[1\]\.mode: is missing; t\[1\]\.effective_from: is missing"):
        parse_tier_schedule([dated, written(mode=None)], currency="CNY", path="t")


def test_no_object_is_one_fault() -> None:
    assert faults_of("list") == ["tier_schedule: must be an object, not a string"]


def test_a_field_at_fault_is_complained_of_once() -> None:
    """What stands in for it while the rest is read is compared with nothing."""
    assert faults_of(written(basis="x", mode="graduated", counts_current_order=False)) == [
        "tier_schedule.basis: must be one of list, paid, sell_through"
    ]
    assert faults_of(written(mode="graduated", counts_current_order="no")) == [
        "tier_schedule.counts_current_order: must be true or false, not a string"
    ]
    assert faults_of(written(basis="sell_through", counts_current_order=1)) == [
        "tier_schedule.counts_current_order: must be true or false, not the number 1"
    ]
    assert faults_of(written(currency=5)) == ["tier_schedule.currency: must be a string, not the number 5"]
    nameless = [{"name": "", "threshold": n, "price_rate": "0.5"} for n in (0, 1)]
    assert faults_of(written(tiers=nameless)) == [
        f"tier_schedule.tiers[{n}].name: must not be empty" for n in (0, 1)
    ]
    assert faults_of(tiers((0, "0.5"), ("x", "0.5"), (0, "0.5"))) == [
        "tier_schedule.tiers[1].threshold: must be a whole number, not a string"
    ]
    assert faults_of(tiers((0, "x"), (1, "0.5"), (2, 7), (3, "0.4"))) == [
        'tier_schedule.tiers[0].price_rate: must be a decimal written like "0.28"',
        'tier_schedule.tiers[2].price_rate: must be a decimal written as a string ("0.28"), not the number 7',
    ]


def test_a_window_is_one_of_its_kinds() -> None:
    kinds = '"order", "lifetime", {"rolling_days": N} or {"calendar": "month" | "quarter" | "year"}'
    for window, shown in (("week", '"week"'), ([1], "a list"), (7, "a number")):
        assert faults_of(written(window=window)) == [f"tier_schedule.window: must be {kinds}, not {shown}"]
    assert faults_of({**written(), "window": None}) == [f"tier_schedule.window: must be {kinds}, not null"]
    assert faults_of(written(window={"rolling_days": 10**9})) == [
        "tier_schedule.window.rolling_days: must be at most 999999999"
    ]
    assert schedule(window={"rolling_days": 999_999_999}).window.days == 999_999_999
