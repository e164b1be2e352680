"""Clicks that come like a clock's ticks: no hand keeps time to a fraction of a second.

Source: `clicks` touches in a row whose gaps differ by no more than `spread_ms` milliseconds.
"""

from datetime import timedelta
from itertools import pairwise

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits, Threshold

_MILLISECOND = timedelta(milliseconds=1)


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """The first run of touches that is too regular."""
    instants = sorted(touch.at for touch in sale.touches)
    gaps = [later - earlier for earlier, later in pairwise(instants)]
    run = limits["clicks"] - 1
    for start in range(len(gaps) - run + 1):
        window = gaps[start : start + run]
        spread = max(window) - min(window)
        if spread <= limits["spread_ms"] * _MILLISECOND:
            return {
                "clicks": run + 1,
                "from": instants[start].isoformat(),
                "shortest_gap_ms": min(window) // _MILLISECOND,
                "longest_gap_ms": max(window) // _MILLISECOND,
                "threshold": limits["spread_ms"],
            }
    return None


RULE = FraudRule(
    code="improbable_rhythm",
    reason="Your links were opened in a rhythm that people do not keep.",
    reason_zh="您的链接的打开节奏不像真人操作。",
    check=check,
    thresholds={"clicks": Threshold(8, 4, 10_000), "spread_ms": Threshold(400, 0, 60_000)},
)
