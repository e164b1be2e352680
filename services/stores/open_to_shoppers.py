"""The store a shopper speaks of, if it is open."""

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from services.stores.errors import StoreClosed

_STORE = """
SELECT s.id, s.slug, s.seller_id, s.ships_from, s.status, e.status AS seller_status FROM stores AS s
JOIN sellers AS e ON e.brand_id = s.brand_id AND e.id = s.seller_id
WHERE s.brand_id = $1 AND s.slug = $2
"""


async def store_open_to_shoppers(tx: Tx, slug: str) -> asyncpg.Record:
    """Its id, seller and where it ships from. Raises NotFound, for a draft too; StoreClosed for one that is paused or
    whose seller is not active."""
    row = await tx.fetchrow(_STORE, tx.brand_id, slug)
    if row is None or row["status"] == "draft":
        raise NotFound(what="store", ref=slug)
    if row["status"] != "published" or row["seller_status"] != "active":
        raise StoreClosed(slug=slug)
    return row
