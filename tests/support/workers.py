"""A worker in the test's own process: takes what waits in a brand's outbox, as often as it comes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from infra.scope import Scope
from services.jobs.run_job import run_job
from services.jobs.start_job import TOPIC
from services.queries.jobs import JobRow, show_job
from services.relay_outbox import UnknownTopic, relay_outbox


async def work_off_jobs(scope: Scope) -> int:
    """Run every job that waits, turn after turn; how many turns it took."""
    turns = 0
    while waiting := await _taken(scope):
        for job_id in waiting:
            await run_job(scope, job_id)
            turns += 1
    return turns


async def finished(scope: Scope, job_id: UUID) -> JobRow:
    """The job once the worker has been at it."""
    await work_off_jobs(scope)
    return await show_job(scope, job_id)


async def _taken(scope: Scope) -> list[UUID]:
    jobs: list[UUID] = []

    def hand_over(topic: str, _message_id: UUID, payload: Mapping[str, Any]) -> None:
        if topic != TOPIC:
            raise UnknownTopic(topic)
        jobs.append(UUID(payload["job_id"]))

    await relay_outbox(scope, hand_over)
    return jobs
