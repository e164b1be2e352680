"""All statements of a month in one archive, written while it is read: however many sellers, one statement in memory."""

import zipfile
from collections.abc import AsyncIterator
from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from infra.statement_files.signed import Form
from services.bookkeeping.closed_month import closed_month, read_month
from services.bookkeeping.issue_statement import issue_statement

# The earliest instant an archive can name: the same month gives the same archive, byte for byte.
_WRITTEN = (1980, 1, 1, 0, 0, 0)


class _Out:
    """What the archive writes goes on at once; it can be told its place and nothing else."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._place = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self._place += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        """There is nothing to wait for."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


async def bundle_statements(scope: Scope, month: str, form: Form) -> AsyncIterator[bytes]:
    """The brand's own statement and each seller's, in one form, as the pieces of a ZIP archive.

    The month is looked up before anything is answered. Raises InvalidInput, MonthNotClosed, NotFound.
    """
    first = read_month(month)

    async def sellers(tx: Tx) -> list[UUID]:
        await closed_month(tx, first)
        rows = await tx.fetch(
            "SELECT seller_id FROM statements WHERE brand_id = $1 AND month = $2 AND seller_id IS NOT NULL"
            " ORDER BY seller_id",
            tx.brand_id,
            first,
        )
        return [row["seller_id"] for row in rows]

    return _pieces(scope, month, form, [None, *await transact(scope, sellers)])


async def _pieces(scope: Scope, month: str, form: Form, whose: list[UUID | None]) -> AsyncIterator[bytes]:
    out = _Out()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for seller_id in whose:
            file = await issue_statement(scope, month, form, seller_id)
            archive.writestr(zipfile.ZipInfo(file.name, _WRITTEN), file.body)
            yield out.taken()
    yield out.taken()
