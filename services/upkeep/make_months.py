"""Partitions of the coming months, so that no first touch or posting of a month has to wait for its table."""

from datetime import timedelta

from infra.clock import Clock
from infra.database import ensure_months
from infra.scope import MACHINE_CLOCK

AHEAD = timedelta(days=95)


async def make_months(clock: Clock = MACHINE_CLOCK) -> None:
    """Make this month and the next three, where missing."""
    now = clock.now()
    for table in ("touches", "postings"):
        await ensure_months(table, now, now + AHEAD)
