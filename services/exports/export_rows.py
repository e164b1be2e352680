"""A table as CSV, a piece at a time."""

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import msgspec

from infra.csv_text import BYTE_ORDER_MARK, csv_lines
from infra.database import Tx, transact
from infra.scope import Scope
from services.exports.csv_row import amount_fields, csv_row
from services.exports.tables import exported_table
from services.queries.pages import PageRequest

ROWS_A_PIECE = 1000


class ExportPiece(msgspec.Struct, frozen=True):
    """`resume_at` is the cursor after the last row, None after the last piece."""

    content: bytes
    rows: int
    resume_at: str | None


async def export_rows(
    scope: Scope, name: str, request: PageRequest, *, resume_at: str = ""
) -> AsyncIterator[ExportPiece]:
    """The list's rows under the same filters, search and sort that its page was shown with; at least one piece, with
    the heading.

    Each piece is read in a database transaction of its own and goes on after the last row seen, so that an export of a
    million rows holds nothing open; rows that come or go meanwhile are neither skipped nor repeated for it.
    Raises NotFound, NotAllowed, InvalidInput before the first piece.
    """
    table = exported_table(scope.actor, name)
    amounts = amount_fields(table.row)
    currency, zone = await transact(scope, _brand)
    cursor: str | None = resume_at
    heading = BYTE_ORDER_MARK + csv_lines([table.row.__struct_fields__]) if not resume_at else b""
    while cursor is not None:
        page = await table.read(
            scope, msgspec.structs.replace(request, limit=ROWS_A_PIECE, cursor=cursor, count=False)
        )
        cursor = page.next_cursor
        lines = csv_lines(csv_row(row, amounts, currency, zone) for row in page.rows)
        yield ExportPiece(heading + lines, len(page.rows), cursor)
        heading = b""


async def _brand(tx: Tx) -> tuple[str, ZoneInfo]:
    row = await tx.fetchrow("SELECT currency, timezone FROM brands WHERE id = $1", tx.brand_id)
    if row is None:
        raise LookupError("the brand of a database transaction is not there")
    return row["currency"], ZoneInfo(row["timezone"])
