"""A turn of a job: what its work reads and tells while a worker is at it."""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.jobs.errors import JobCancelled

# Far below the patience of a task (tasks/process.py): a job that needs longer goes on in a turn of its own.
TURN_NANOSECONDS = 240 * 10**9
_TELL = """
UPDATE jobs SET done = $3, total = coalesce($4, total), seen_at = $5 WHERE brand_id = $1 AND id = $2
RETURNING cancel_asked_at IS NOT NULL
"""
_PIECE = """
INSERT INTO job_chunks (brand_id, id, job_id, part, position, content)
SELECT $1, $2, $3, 'made', coalesce(max(position) + 1, 0), $4 FROM job_chunks
WHERE brand_id = $1 AND job_id = $3 AND part = 'made'
"""
_GROWN = "UPDATE jobs SET resume_at = $3, file_bytes = file_bytes + $4 WHERE brand_id = $1 AND id = $2"


@dataclass(slots=True)
class JobTurn:
    """`scope` acts as whoever started the job. `resume_at` is where the last turn stopped, empty in the first."""

    scope: Scope
    job_id: UUID
    given: dict[str, Any]
    resume_at: str
    done: int
    _began: int = field(default_factory=time.monotonic_ns)

    @property
    def is_over(self) -> bool:
        """Whether the work should stop at the next good place and go on in another turn."""
        return time.monotonic_ns() - self._began > TURN_NANOSECONDS

    async def tell(self, done: int, total: int | None = None) -> None:
        """Say how far it is. Raises JobCancelled where somebody asked for its end."""
        self.done = done
        if await transact(self.scope, lambda tx: self._tell(tx, total)):
            raise JobCancelled

    async def write(self, piece: bytes, resume_at: str, done: int) -> None:
        """Add to the file it makes, with the place where the next turn goes on: both or neither."""

        async def work(tx: Tx) -> bool:
            await tx.execute(_PIECE, tx.brand_id, new_id(), self.job_id, piece)
            await tx.execute(_GROWN, tx.brand_id, self.job_id, resume_at, len(piece))
            self.done = done
            return await self._tell(tx, None)

        if await transact(self.scope, work):
            raise JobCancelled
        self.resume_at = resume_at

    async def file(self) -> bytes:
        """The file it was given."""
        rows = await transact(
            self.scope,
            lambda tx: tx.fetch(
                "SELECT content FROM job_chunks WHERE brand_id = $1 AND job_id = $2 AND part = 'given'"
                " ORDER BY position",
                tx.brand_id,
                self.job_id,
            ),
        )
        return b"".join(row["content"] for row in rows)

    async def _tell(self, tx: Tx, total: int | None) -> bool:
        asked: bool = await tx.fetchval(_TELL, tx.brand_id, self.job_id, self.done, total, tx.now)
        return asked
