"""Schedules the tests share, written as a brand writes them, and strategies over them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from commission.tiers.parse import parse_tier_schedule
from commission.tiers.price import StockLine
from commission.tiers.schedule import TierSchedule

LADDER: list[dict[str, Any]] = [
    {"name": "start", "threshold": 0, "price_rate": "0.60"},
    {"name": "middle", "threshold": 20_000, "price_rate": "0.45"},
    {"name": "top", "threshold": 50_000, "price_rate": "0.28"},
]


def written(**changes: object) -> dict[str, Any]:
    """A sound schedule as JSON, with changes; None takes a field away."""
    sound: dict[str, Any] = {
        "basis": "list",
        "window": {"rolling_days": 365},
        "mode": "all_units",
        "tiers": LADDER,
    }
    return {key: value for key, value in {**sound, **changes}.items() if value is not None}


def schedule(**changes: object) -> TierSchedule:
    (only,) = parse_tier_schedule(written(**changes), currency="CNY")
    return only


def line(
    name: str, list_price: int, qty: int, *, sku: str | None = None, tier_eligible: bool = True
) -> StockLine:
    return StockLine(name, sku or f"sku-{name}", list_price, qty, tier_eligible)


@st.composite
def schedules(draw: st.DrawFn, *, mode: str | None = None, basis: str | None = None) -> TierSchedule:
    """Any sound schedule: one to five tiers with odd rates and close thresholds."""
    mode = mode or draw(st.sampled_from(["all_units", "graduated"]))
    basis = basis or (
        "list" if mode == "graduated" else draw(st.sampled_from(["list", "paid", "sell_through"]))
    )
    counts = mode == "graduated" or (basis != "sell_through" and draw(st.booleans()))
    steps = draw(st.lists(st.integers(1, 5_000), max_size=4))
    rates = sorted(
        draw(st.lists(st.integers(1, 1000), min_size=len(steps) + 1, max_size=len(steps) + 1)), reverse=True
    )
    tiers = [
        {
            "name": f"t{index}",
            "threshold": sum(steps[:index]),
            "price_rate": f"{rate // 1000}.{rate % 1000:03}",
        }
        for index, rate in enumerate(rates)
    ]
    return schedule(mode=mode, basis=basis, counts_current_order=counts, tiers=tiers, window="lifetime")


volumes = st.integers(0, 20_000)


@st.composite
def stock_lines(draw: st.DrawFn) -> list[StockLine]:
    drawn = draw(
        st.lists(
            st.tuples(st.integers(0, 900), st.integers(1, 12), st.sampled_from([True, True, True, False])),
            min_size=1,
            max_size=5,
        )
    )
    return [line(str(index), price, qty, tier_eligible=ok) for index, (price, qty, ok) in enumerate(drawn)]
