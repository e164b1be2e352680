"""Open a micro-store."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.claims.screen_texts import screen_texts
from services.stores.change_store_status import change_store_status
from services.stores.errors import ResellersOnly, SellerNotActive, StoreExists, StoreSlugTaken
from services.stores.shapes import CoverUrl, Headline, ShipsFrom, Slug, StoreName


class OpenStore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`slug` is the store's address, made up where it is not given. `own_stock` is for resellers: goods leave their own
    lots, and what the customer pays is their proceeds."""

    name: StoreName
    slug: Slug | None = None
    headline: Headline = ""
    cover_url: CoverUrl = ""
    ships_from: ShipsFrom = "brand"


class StoreOpened(msgspec.Struct, frozen=True):
    store_id: UUID
    slug: str


async def open_store(scope: Scope, command: OpenStore) -> StoreOpened:
    """Open the acting seller's store as a draft: nobody else sees it before it is published.

    Raises StoreExists, StoreSlugTaken, SellerNotActive, ResellersOnly; InvalidInput for words the claims check refuses.
    """

    async def work(tx: Tx) -> StoreOpened:
        seller_id = scope.actor.seller_id
        seller = await tx.fetchrow(
            "SELECT kind, status FROM sellers WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            seller_id,
        )
        if seller is None:
            raise NotFound(what="seller", ref=seller_id or "")
        if seller["status"] != "active":
            raise SellerNotActive(status=seller["status"])
        if command.ships_from == "own_stock" and seller["kind"] != "reseller":
            raise ResellersOnly
        # The seller's row is locked: two taps on the button open one store.
        existing = await tx.fetchval(
            "SELECT slug FROM stores WHERE brand_id = $1 AND seller_id = $2", tx.brand_id, seller_id
        )
        if existing is not None:
            raise StoreExists(slug=existing)
        opened = StoreOpened(new_id(), command.slug or public_code("s").lower())
        fresh = await tx.execute(
            "INSERT INTO stores (brand_id, id, seller_id, slug, name, headline, cover_url, ships_from, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (brand_id, slug) DO NOTHING",
            tx.brand_id,
            opened.store_id,
            seller_id,
            opened.slug,
            command.name,
            command.headline,
            command.cover_url,
            command.ships_from,
            tx.now,
        )
        if not fresh:
            raise StoreSlugTaken(slug=opened.slug)
        await screen_texts(
            tx,
            "store",
            opened.store_id,
            {"name": command.name, "headline": command.headline},
            seller_id=seller_id,
        )
        await change_store_status(tx, opened.store_id, "draft")
        return opened

    return await transact(scope, work)
