"""A dry run of a tier schedule that is left to a worker: years of orders take longer than a page waits."""

import msgspec

from infra.scope import Scope
from services.jobs.outcome import JobMade
from services.jobs.start_job import JobStarted, start_job
from services.jobs.turn import JobTurn
from services.wholesale.dry_run_schedule import DryRunSchedule, check_schedule, dry_run_schedule

KIND = "dry_run_schedule"


async def start_dry_run(scope: Scope, command: DryRunSchedule) -> JobStarted:
    """Leave it to a worker. Raises InvalidInput with every fault of the body at once, before anybody waits."""
    await check_schedule(scope, command)
    return await start_job(scope, KIND, command)


async def dry_run_in_background(turn: JobTurn) -> JobMade:
    """The work of the job; its result is what `dry_run_schedule` answers."""
    return JobMade(
        msgspec.to_builtins(await dry_run_schedule(turn.scope, msgspec.convert(turn.given, DryRunSchedule)))
    )
