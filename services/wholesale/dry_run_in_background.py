"""A dry run of a tier schedule that is left to a worker: years of orders take longer than a page waits."""

import msgspec

from services.jobs.outcome import JobMade
from services.jobs.turn import JobTurn
from services.wholesale.dry_run_schedule import DryRunSchedule, dry_run_schedule

KIND = "dry_run_schedule"


async def dry_run_in_background(turn: JobTurn) -> JobMade:
    """The work of the job; its result is what `dry_run_schedule` answers."""
    return JobMade(
        msgspec.to_builtins(await dry_run_schedule(turn.scope, msgspec.convert(turn.given, DryRunSchedule)))
    )
