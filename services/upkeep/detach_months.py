"""Months of touches that nothing asks for any more leave the table."""

from datetime import timedelta

from infra.clock import Clock
from infra.database import read_directory
from infra.scope import MACHINE_CLOCK

# An offline coupon counts for a year; a month on top for those who appeal.
LEAST = 13


async def detach_months(keep_months: int, clock: Clock = MACHINE_CLOCK) -> list[str]:
    """Detach the months of touches that ended more than `keep_months` months ago; their tables' names, for an archive.

    Nothing is deleted: each stays as a table of its own until the schema's owner drops it. No decision changes by it,
    for decisions keep their facts (money-rules.md, Attribution 5) and no window is longer than a year. Raises
    ValueError below 13 months.
    """
    if keep_months < LEAST:
        raise ValueError(f"touches of the last {LEAST} months are still needed")
    before = clock.now() - timedelta(days=31 * keep_months)
    rows = await read_directory("SELECT storelet_detach_months('touches', $1) AS name", before)
    return [row["name"] for row in rows]
