"""A visitor turns out to be a customer."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id

_VISITOR = "INSERT INTO visitors (brand_id, id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
# The visitor's row is locked: a log-in and an order at once are written one after the other, once each.
_LOCK = "SELECT 1 FROM visitors WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE"
_LATEST = """
SELECT id, customer_id FROM identifications
WHERE brand_id = $1 AND visitor_id = $2 AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT 1
"""
_WRITE = """
INSERT INTO identifications (brand_id, id, visitor_id, customer_id, via, at) VALUES ($1, $2, $3, $4, $5, $6)
"""


async def merge_visitor(tx: Tx, visitor_id: UUID, customer_id: UUID, via: str) -> UUID:
    """Write that from now on the visitor is known to be the customer (`via`: `login`, `order`, `operator`). Answers the
    id of the identification, which is the latest one where that says so already.

    Touches and bindings are not moved: whose they are at an order is read from identifications (money-rules.md,
    Attribution 1 and 3), so a merge never steals an older valid binding, and undoing it needs nothing put back.
    """
    await tx.execute(_VISITOR, tx.brand_id, visitor_id, tx.now)
    await tx.fetchval(_LOCK, tx.brand_id, visitor_id)
    latest = await tx.fetchrow(_LATEST, tx.brand_id, visitor_id)
    if latest is not None and latest["customer_id"] == customer_id:
        same: UUID = latest["id"]
        return same
    made = new_id()
    await tx.execute(_WRITE, tx.brand_id, made, visitor_id, customer_id, via, tx.now)
    return made
