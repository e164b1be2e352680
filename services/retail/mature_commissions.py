"""Everything that is due matures; the beat calls it."""

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.retail.mature_lines import COMMISSION, PROCEEDS, mature_batch

# A seller has one posting in each batch: larger batches post less, and keep who refunds one of their lines waiting
# longer (a second or two). What Python holds is a sum for each seller of the batch.
BATCH = 25_000


class CommissionsMatured(msgspec.Struct, frozen=True):
    """How many commission and proceeds lines became available."""

    lines: int
    batches: int


async def mature_commissions(scope: Scope, *, batch: int = BATCH) -> CommissionsMatured:
    """Mature all lines that are due, in batches of one database transaction each.

    Interrupted anywhere, what was committed is matured and in the books, and the rest is as if nothing had been tried:
    the next call goes on. Two calls at once share the work.
    """
    lines = batches = 0
    for table in (COMMISSION, PROCEEDS):
        while True:

            async def work(tx: Tx, table: str = table) -> int:
                books: list[Caused] = []
                matured = await mature_batch(tx, table, batch, books)
                await post_entries(tx, books)
                return matured

            matured = await transact(scope, work)
            lines += matured
            batches += matured > 0
            if matured < batch:
                break
    return CommissionsMatured(lines, batches)
