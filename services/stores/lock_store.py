"""The store a call is about, locked: a seller's own, or, for the brand's people, any."""

from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound

_STORE = """
SELECT t.*, s.kind AS seller_kind, s.status AS seller_status
FROM stores AS t JOIN sellers AS s ON s.brand_id = t.brand_id AND s.id = t.seller_id
WHERE t.brand_id = $1 AND (t.id = $2 OR ($2::uuid IS NULL AND t.seller_id = $3)) FOR NO KEY UPDATE OF t
"""


async def lock_store(tx: Tx, store_id: UUID | None) -> asyncpg.Record:
    """The row, with its seller's `seller_kind` and `seller_status`. Without an id: the acting seller's own store, which
    is all that the seller's routes ever ask for. Raises NotFound."""
    row = await tx.fetchrow(_STORE, tx.brand_id, store_id, tx.scope.actor.seller_id)
    if row is None:
        raise NotFound(what="store", ref=store_id or "")
    return row
