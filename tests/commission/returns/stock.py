"""Lots and policies the returns tests share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from commission.returns.lot import Lot
from commission.returns.parse import parse_return_policy
from commission.returns.policy import ReturnPolicy

PAID = datetime(2026, 1, 10, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def policy(**changes: object) -> ReturnPolicy:
    sound: dict[str, object] = {
        "window_days": 365,
        "restocking_rate": "0",
        "pricing": "keep_price",
        "floor_rate": "0.90",
    }
    (only,) = parse_return_policy({**sound, **changes})
    return only


def lot(
    qty: int, net: int, *, line: str = "1", sold: int = 0, returned: int = 0, refunded: int = 0, on: int = 0
) -> Lot:
    return Lot("w1", line, PAID + on * DAY, qty, net, sold, returned, refunded)
