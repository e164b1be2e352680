"""Free the holds of orders that were not paid in time; the beat calls it."""

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.inventory.release_reserved import release_reserved

_DUE = """
SELECT order_kind, order_id FROM reservations
WHERE brand_id = $1 AND state = 'held' AND expires_at <= $2 ORDER BY expires_at LIMIT $3
"""


class ReservationsExpired(msgspec.Struct, frozen=True):
    """`holds` fell free; `more` says that there was more than one call's worth."""

    holds: int
    more: bool


async def expire_reservations(scope: Scope, *, limit: int = 500) -> ReservationsExpired:
    """Free holds whose instant has come (at equality), with all other holds of the same order."""

    async def work(tx: Tx) -> ReservationsExpired:
        # Read without locks: release_reserved locks and looks again, so a payment of this moment keeps its units.
        due = await tx.fetch(_DUE, tx.brand_id, tx.now, limit)
        freed = 0
        for kind in sorted({row["order_kind"] for row in due}):
            orders = sorted({row["order_id"] for row in due if row["order_kind"] == kind})
            freed += await release_reserved(tx, order_kind=kind, order_ids=orders)
        return ReservationsExpired(holds=freed, more=len(due) == limit)

    return await transact(scope, work)
