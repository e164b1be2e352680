"""One turn of a job, taken by a worker."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.errors import DomainError, ServiceUnavailable
from infra.json_text import from_json, to_json
from infra.scope import SYSTEM, Actor, Scope
from services.jobs.errors import JobBusy, JobCancelled
from services.jobs.kinds import KINDS
from services.jobs.outcome import GoOn, JobMade
from services.jobs.pieces import keep_pieces
from services.jobs.start_job import TOPIC
from services.jobs.turn import JobTurn
from services.outbox import enqueue
from services.people.caller import account_facts

# A worker tells more often than that; one that is silent for longer is dead, and its job is another's.
SILENCE = timedelta(seconds=120)
_CLAIM = """
UPDATE jobs SET state = 'running', started_at = coalesce(started_at, $3), seen_at = $3
WHERE brand_id = $1 AND id = $2 AND (state = 'waiting' OR (state = 'running' AND seen_at < $4)) RETURNING *
"""
_END = """
UPDATE jobs SET state = $3, finished_at = $4, seen_at = $4, result = $5::jsonb, problem = $6::jsonb, file_name = $7,
  media_type = $8, file_bytes = file_bytes + $9, done = CASE WHEN $3 = 'done' THEN coalesce(total, done) ELSE done END
WHERE brand_id = $1 AND id = $2 AND state = 'running'
"""


class JobProblem(msgspec.Struct, frozen=True):
    """Why a job failed: the code and the words of the refusal, with its fields."""

    code: str
    title: str
    detail: str
    fields: list[dict[str, str]]


async def run_job(scope: Scope, job_id: UUID) -> None:
    """Take the job up where it stands. One that is over, or that another worker is at, is left alone.

    Raises JobBusy in the second case, for the message to come again; and whatever the work raised that is no refusal.
    """
    row = await transact(scope, lambda tx: _claim(tx, job_id))
    if row is None:
        return
    turn = JobTurn(
        scope=await transact(scope, lambda tx: _as_starter(tx, row)),
        job_id=job_id,
        given=from_json(row["input"]),
        resume_at=row["resume_at"],
        done=row["done"],
    )
    try:
        if row["cancel_asked_at"] is not None:
            raise JobCancelled
        made = await KINDS[row["kind"]](turn)
    except ServiceUnavailable:
        # Nothing is wrong with the job: the message comes again, and finds it waiting.
        await transact(scope, lambda tx: _wait(tx, job_id, again=False))
        raise
    except JobCancelled:
        await transact(scope, lambda tx: _end(tx, job_id, "cancelled", JobMade(), None))
    except DomainError as refused:
        problem = _problem(refused, row["locale"])
        await transact(scope, lambda tx: _end(tx, job_id, "failed", JobMade(), problem))
    except Exception:
        # A fault of ours: whoever waits for the job is told so, and the log gets the rest.
        await transact(scope, lambda tx: _end(tx, job_id, "failed", JobMade(), _fault(row["locale"])))
        raise
    else:
        if isinstance(made, GoOn):
            await transact(scope, lambda tx: _wait(tx, job_id, again=True))
        else:
            await transact(scope, lambda tx: _end(tx, job_id, "done", made, None))


async def _claim(tx: Tx, job_id: UUID) -> asyncpg.Record | None:
    # One conditional UPDATE: of two workers with the same message one gets the job.
    row = await tx.fetchrow(_CLAIM, tx.brand_id, job_id, tx.now, tx.now - SILENCE)
    if row is None and await tx.fetchval(
        "SELECT state = 'running' FROM jobs WHERE brand_id = $1 AND id = $2", tx.brand_id, job_id
    ):
        raise JobBusy(reason="a worker is at this job already")
    return row


async def _as_starter(tx: Tx, row: asyncpg.Record) -> Scope:
    """The scope of whoever started it, with the roles they have now: none once they may not act any more."""
    actor = SYSTEM
    if row["started_by"] is not None:
        facts = await account_facts(tx, row["started_by"])
        roles = frozenset(facts["roles"]) if facts else frozenset()
        actor = Actor("account", row["started_by"], facts["seller_id"] if facts else None, roles)
    return Scope(
        brand_id=tx.brand_id,
        actor=actor,
        clock=tx.scope.clock,
        request_id=tx.scope.request_id,
        locale=row["locale"],
    )


async def _wait(tx: Tx, job_id: UUID, *, again: bool) -> None:
    await tx.execute(
        "UPDATE jobs SET state = 'waiting' WHERE brand_id = $1 AND id = $2 AND state = 'running'",
        tx.brand_id,
        job_id,
    )
    if again:
        await enqueue(tx, TOPIC, {"job_id": str(job_id)})


async def _end(tx: Tx, job_id: UUID, state: str, made: JobMade, problem: JobProblem | None) -> None:
    ended = await tx.execute(
        _END,
        tx.brand_id,
        job_id,
        state,
        tx.now,
        None if made.result is None else to_json(made.result),
        None if problem is None else to_json(problem),
        made.file_name,
        made.media_type,
        len(made.file),
    )
    if ended:
        await keep_pieces(tx, job_id, "made", made.file)
    # What it was given has served; what a cancelled or failed one made is nobody's.
    await tx.execute(
        "DELETE FROM job_chunks WHERE brand_id = $1 AND job_id = $2 AND (part = 'given' OR $3)",
        tx.brand_id,
        job_id,
        state != "done",
    )


def _fault(locale: str) -> JobProblem:
    title = "系统出错，请稍后重试" if locale.startswith("zh") else "A fault of ours: try it again later"
    return JobProblem("internal_fault", title, title, [])


def _problem(refused: DomainError, locale: str) -> JobProblem:
    chinese = locale.startswith("zh")
    return JobProblem(
        refused.code,
        refused.title_zh if chinese else refused.title,
        refused.sentence(locale),
        [
            {"path": f.path, "message": f.message_zh or f.message if chinese else f.message}
            for f in refused.faults
        ],
    )
