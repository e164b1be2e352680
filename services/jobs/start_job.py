"""Write a job down and have a worker take it up."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.jobs.pieces import keep_pieces
from services.outbox import enqueue

TOPIC = "run_job"
_JOB = """
INSERT INTO jobs (brand_id, id, kind, title, input, total, started_by, locale, created_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)
"""


class JobStarted(msgspec.Struct, frozen=True):
    """Where to look for its progress and its end."""

    job_id: UUID


async def start_job(
    scope: Scope, kind: str, given: object, *, title: str = "", file: bytes = b"", total: int | None = None
) -> JobStarted:
    """Leave the job (a kind of services/jobs/kinds.py, with what it is given) to the workers, and answer at once."""
    job_id = new_id()

    async def work(tx: Tx) -> JobStarted:
        await tx.execute(
            _JOB,
            tx.brand_id,
            job_id,
            kind,
            title,
            to_json(given),
            total,
            scope.actor.account_id,
            scope.locale,
            tx.now,
        )
        await keep_pieces(tx, job_id, "given", file)
        await enqueue(tx, TOPIC, {"job_id": str(job_id)})
        return JobStarted(job_id)

    return await transact(scope, work)
