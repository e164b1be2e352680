"""What opening a link needs to know of it, read once and remembered (link_cache.py)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Literal
from urllib.parse import quote
from uuid import UUID

import msgspec

from infra.database import Tx, read_directory, transact
from infra.scope import Actor, Scope
from services.sharing.place_codes import PlaceFacts
from services.sharing.shapes import CartItem, Target
from services.sharing.target_address import target_address
from services.sharing.visitor_cookie import CART_PARAMETER, LINK_PARAMETER, visitor_cookie

_LINK = """
SELECT l.id, l.code, l.seller_id, l.store_id, l.target_kind, l.target_ref, l.channel, l.campaign, l.status,
  l.expires_at, l.cart, t.slug AS store_slug, b.slug AS brand_slug, b.status AS brand_status
FROM links AS l
JOIN stores AS t ON t.brand_id = l.brand_id AND t.id = l.store_id
JOIN brands AS b ON b.id = l.brand_id
WHERE l.brand_id = $1 AND l.id = $2
"""
_PLACES = """
SELECT id, key_version, step_seconds, status = 'open', opens_at, closes_at FROM places
WHERE brand_id = $1 AND link_id = $2
"""
_VISITOR = Actor("visitor")


class LinkFacts(msgspec.Struct, frozen=True, dict=True):
    """A link as it stood when it was read. `address` and `store_address` are paths of this site without a query."""

    brand_id: UUID
    link_id: UUID
    code: str
    seller_id: UUID
    store_id: UUID
    brand_slug: str
    target_ref: str
    channel: str
    campaign: str
    status: Literal["active", "paused"]
    expires_at: datetime | None
    address: str
    store_address: str
    cart: str
    places: list[PlaceFacts]

    def counts(self, at: datetime) -> bool:
        """Whether it is neither paused nor over."""
        return self.status == "active" and (self.expires_at is None or at < self.expires_at)

    @cached_property
    def cookie(self) -> str:
        """The name of the brand's visitor cookie."""
        return visitor_cookie(self.brand_slug)

    @cached_property
    def query(self) -> str:
        """What every address it leads to carries: the link's own code, and the cart."""
        return f"{LINK_PARAMETER}={self.code}{self.cart}"


async def read_link(code: str) -> LinkFacts | None:
    """The link with this code; None where there is none, or its brand has closed."""
    found = await read_directory("SELECT brand_id, link_id FROM link_codes WHERE code = $1", code)
    if not found:
        return None
    link_id = found[0]["link_id"]

    async def work(tx: Tx) -> LinkFacts | None:
        row = await tx.fetchrow(_LINK, tx.brand_id, link_id)
        if row is None or row["brand_status"] != "active":
            return None
        places = await tx.fetch(_PLACES, tx.brand_id, link_id)
        brand, store = row["brand_slug"], row["store_slug"]
        return LinkFacts(
            brand_id=tx.brand_id,
            link_id=link_id,
            code=row["code"],
            seller_id=row["seller_id"],
            store_id=row["store_id"],
            brand_slug=brand,
            target_ref=row["target_ref"],
            channel=row["channel"],
            campaign=row["campaign"],
            status=row["status"],
            expires_at=row["expires_at"],
            address=target_address(brand, store, Target(row["target_kind"], row["target_ref"])),
            store_address=target_address(brand, store, Target()),
            cart=cart_query(msgspec.json.decode(row["cart"], type=list[CartItem])),
            places=[PlaceFacts(*place) for place in places],
        )

    return await transact(Scope(found[0]["brand_id"], actor=_VISITOR), work)


def cart_query(cart: Sequence[CartItem]) -> str:
    """A cart as the end of an address's query: `&cart=COAT-S:2&cart=HAT:1`."""
    return "".join(f"&{CART_PARAMETER}={quote(item.sku, safe='')}:{item.qty}" for item in cart)
