"""From when on volume counts, under a schedule's window."""

from __future__ import annotations

from datetime import datetime, tzinfo

from commission.money.window import Period, days_open_after, period_open_after, utc
from commission.tiers.schedule import VolumeWindow, WindowKind


def opens_after(window: VolumeWindow, at: datetime, zone: tzinfo) -> datetime | None:
    """The exclusive start, in UTC, of the window that ends at `at`: what counts has `start < t <= at`.

    None: no start (lifetime). With `order` nothing counts, so the start is `at` itself. Calendar periods
    are those of `zone`, the brand's. The same comparison serves SQL: the bound is exclusive at microseconds.
    """
    if window.kind is WindowKind.ROLLING:
        return days_open_after(at, window.days)
    if window.kind is WindowKind.CALENDAR:
        return period_open_after(at, window.period or Period.MONTH, zone)
    return utc(at) if window.kind is WindowKind.ORDER else None


def counts_at(window: VolumeWindow, instant: datetime, at: datetime, zone: tzinfo) -> bool:
    """Whether what is dated `instant` counts in the volume at `at`: so a return lowers it, or does not."""
    start = opens_after(window, at, zone)
    return (start is None or start < utc(instant)) and utc(instant) <= utc(at)
