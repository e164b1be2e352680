"""An export that is made while nobody waits: the same rows, kept as the job's file."""

import msgspec

from infra.scope import Scope
from services.exports.export_rows import export_rows
from services.exports.tables import exported_table
from services.jobs.outcome import GoOn, JobMade
from services.jobs.start_job import JobStarted, start_job
from services.jobs.turn import JobTurn
from services.queries.pages import PageRequest

KIND = "export"
# Where a turn stands whose worker died between its last piece and the end of the job: no cursor looks like it.
ALL_WRITTEN = "."
MEDIA_TYPE = "text/csv; charset=utf-8"


class StartExport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`table` by the name of its route; filters, search and sort as its page was shown with."""

    table: str
    filters: dict[str, str] = {}
    q: str = ""
    sort: str = ""


async def start_export(scope: Scope, command: StartExport) -> JobStarted:
    """Count the rows and leave them to a worker. Raises NotFound, NotAllowed, InvalidInput."""
    table = exported_table(scope.actor, command.table)
    asked = PageRequest(limit=1, sort=command.sort, q=command.q, filters=command.filters, count=True)
    total = (await table.read(scope, asked)).total
    return await start_job(scope, KIND, command, title=command.table, total=total)


async def export_in_background(turn: JobTurn) -> JobMade | GoOn:
    """The work of the job; a long one goes on in further turns, and one whose worker died after its last piece."""
    command = msgspec.convert(turn.given, StartExport)
    if turn.resume_at == ALL_WRITTEN:
        return _made(command, turn)
    request = PageRequest(sort=command.sort, q=command.q, filters=command.filters)
    async for piece in export_rows(turn.scope, command.table, request, resume_at=turn.resume_at):
        await turn.write(piece.content, piece.resume_at or ALL_WRITTEN, turn.done + piece.rows)
        if turn.is_over and piece.resume_at is not None:
            return GoOn()
    return _made(command, turn)


def _made(command: StartExport, turn: JobTurn) -> JobMade:
    return JobMade({"rows": turn.done}, f"{command.table}.csv", MEDIA_TYPE)
