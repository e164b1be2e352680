"""Every table as a CSV file, streamed."""

from collections.abc import AsyncIterator

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage
from services.exports.export_in_background import MEDIA_TYPE
from services.exports.export_rows import ExportPiece, export_rows


@get("/exports/{table_name:str}", guards=[allow("admin", "operator", "finance")], media_type="text/csv")
async def export(brand_scope: BrandScope, table_name: FromPath[str], page_request: ThePage) -> Stream:
    """A list by the name of its route (`orders`, `payout-items`), with its filters, search and sort, as CSV. Whoever
    may not read the list may not export it."""
    pieces = export_rows(brand_scope, table_name, page_request)
    # The first piece is read before the answer begins, so that what is refused is refused with its own status.
    first = await anext(pieces)
    return Stream(_contents(first, pieces), media_type=MEDIA_TYPE, headers=attachment(f"{table_name}.csv"))


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser keep the answer as a file. Names are ours: letters, digits, dots and hyphens."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _contents(first: ExportPiece, rest: AsyncIterator[ExportPiece]) -> AsyncIterator[bytes]:
    yield first.content
    async for piece in rest:
        yield piece.content


ROUTES = [export]
