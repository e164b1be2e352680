"""The link a call is about, locked."""

from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound

_LINK = """
SELECT * FROM links WHERE brand_id = $1 AND id = $2 AND ($3::bool OR seller_id = $4::uuid) FOR NO KEY UPDATE
"""


async def lock_link(tx: Tx, link_id: UUID, *, any_seller: bool) -> asyncpg.Record:
    """The acting seller's own link, or, with `any_seller` (for the brand's people), any. Raises NotFound."""
    row = await tx.fetchrow(_LINK, tx.brand_id, link_id, any_seller, tx.scope.actor.seller_id)
    if row is None:
        raise NotFound(what="link", ref=link_id)
    return row
