"""Jobs as the console lists them, and the files they made."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.jobs.whose import may_see
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

JOBS = Table(
    select="""j.id, j.kind, j.title, j.state, j.done, j.total, j.file_name, j.file_bytes, j.started_by,
              coalesce(a.display_name, ''), j.created_at, j.started_at, j.finished_at, j.cancel_asked_at IS NOT NULL,
              j.problem, j.result""",
    source="jobs j LEFT JOIN accounts a ON a.brand_id = j.brand_id AND a.id = j.started_by",
    where="j.brand_id = $1",
    id="j.id",
    columns={
        "kind": Column("j.kind"),
        "state": Column("j.state"),
        "created_at": Column("j.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("j.title",),
)
_JSON = 14


class JobRow(Struct, frozen=True):
    """`done` of `total` (null while it is not known). `problem` says why it failed; `result`, what its page shows, is
    with the one job alone, not in lists."""

    job_id: UUID
    kind: str
    title: str
    state: str
    done: int
    total: int | None
    file_name: str
    file_bytes: int
    started_by: UUID | None
    started_by_name: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    cancel_asked: bool
    problem: Any
    result: Any


class JobFile(Struct, frozen=True):
    name: str
    media_type: str
    size: int


async def list_jobs(scope: Scope, request: PageRequest) -> Page[JobRow]:
    """The actor's own, or all of them for an admin."""
    own = None if "admin" in scope.actor.roles else ("j.started_by = $2", scope.actor.account_id)
    return await read(scope, lambda tx: read_page(tx, JOBS, request, _listed, fixed=own))


async def show_job(scope: Scope, job_id: UUID) -> JobRow:
    """One job with its result. Raises NotFound, for another's as well."""
    row = await transact(scope, lambda tx: read_row(tx, JOBS, job_id, _whole))
    if row is None or not may_see(scope.actor, row.started_by):
        raise NotFound(what="job", ref=job_id)
    return row


async def show_job_file(scope: Scope, job_id: UUID) -> JobFile:
    """What the file is called. Raises NotFound while there is none."""

    async def work(tx: Tx) -> JobFile:
        row = await tx.fetchrow(
            "SELECT file_name, media_type, file_bytes, started_by FROM jobs"
            " WHERE brand_id = $1 AND id = $2 AND state = 'done' AND file_name <> ''",
            tx.brand_id,
            job_id,
        )
        if row is None or not may_see(scope.actor, row["started_by"]):
            raise NotFound(what="file of job", ref=job_id)
        return JobFile(row["file_name"], row["media_type"], row["file_bytes"])

    return await transact(scope, work)


async def read_job_file(scope: Scope, job_id: UUID) -> AsyncIterator[bytes]:
    """The file, a piece at a time, each read by itself: a slow reader holds no database transaction open."""
    position = 0
    while True:
        piece = await transact(scope, lambda tx: _piece(tx, job_id, position))  # noqa: B023 - awaited before it moves
        if piece is None:
            return
        yield piece
        position += 1


async def _piece(tx: Tx, job_id: UUID, position: int) -> bytes | None:
    piece: bytes | None = await tx.fetchval(
        "SELECT content FROM job_chunks WHERE brand_id = $1 AND job_id = $2 AND part = 'made' AND position = $3",
        tx.brand_id,
        job_id,
        position,
    )
    return piece


def _whole(*columns: Any) -> JobRow:
    return JobRow(*columns[:_JSON], *(None if text is None else from_json(text) for text in columns[_JSON:]))


def _listed(*columns: Any) -> JobRow:
    return _whole(*columns[:-1], None)
