"""Ask for the end of a job."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.jobs.errors import JobIsOver
from services.jobs.whose import may_see

_ASK = """
UPDATE jobs SET cancel_asked_at = coalesce(cancel_asked_at, $3),
  state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END,
  finished_at = CASE WHEN state = 'waiting' THEN $3 ELSE finished_at END
WHERE brand_id = $1 AND id = $2 AND state IN ('waiting', 'running')
"""


async def cancel_job(scope: Scope, job_id: UUID) -> None:
    """One that waits ends at once; one that runs, when its worker next tells how far it is, and nothing half done is
    left. Raises NotFound, JobIsOver."""

    async def work(tx: Tx) -> None:
        row = await tx.fetchrow(
            "SELECT state, started_by FROM jobs WHERE brand_id = $1 AND id = $2", tx.brand_id, job_id
        )
        if row is None or not may_see(scope.actor, row["started_by"]):
            raise NotFound(what="job", ref=job_id)
        if not await tx.execute(_ASK, tx.brand_id, job_id, tx.now):
            raise JobIsOver(state=row["state"])

    await transact(scope, work)
