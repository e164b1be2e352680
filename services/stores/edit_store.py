"""Change a store's words, cover or where it ships from."""

from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, UnsetType

from infra.database import Tx, transact
from infra.scope import Scope
from services.audit import record_change
from services.claims.screen_texts import screen_texts
from services.stores.errors import ResellersOnly, StoreSlugTaken
from services.stores.lock_store import lock_store
from services.stores.shapes import CoverUrl, Headline, ShipsFrom, Slug, StoreName

_FIELDS = ("name", "slug", "headline", "cover_url", "ships_from")


class EditStore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. A new `slug` moves the store: tracked links follow it."""

    name: StoreName | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    headline: Headline | UnsetType = UNSET
    cover_url: CoverUrl | UnsetType = UNSET
    ships_from: ShipsFrom | UnsetType = UNSET


async def edit_store(scope: Scope, command: EditStore, store_id: UUID | None = None) -> None:
    """Apply the change to the acting seller's store, or to the named one. Orders placed before keep where they ship
    from. Raises NotFound, StoreSlugTaken, ResellersOnly; InvalidInput for words the claims check
    refuses."""

    async def work(tx: Tx) -> None:
        store = await lock_store(tx, store_id)
        given = {name: value for name, value in msgspec.structs.asdict(command).items() if value is not UNSET}
        if given.get("ships_from") == "own_stock" and store["seller_kind"] != "reseller":
            raise ResellersOnly
        said = {name: str(text) for name, text in given.items() if name in ("name", "headline")}
        await screen_texts(tx, "store", store["id"], said, seller_id=store["seller_id"])
        after = {name: store[name] for name in _FIELDS} | given
        try:
            await _write(tx, store["id"], after)
        except asyncpg.UniqueViolationError as taken:
            raise StoreSlugTaken(slug=after["slug"]) from taken
        await record_change(
            tx, "edit_store", "store", store["id"], {name: store[name] for name in given}, given
        )

    await transact(scope, work)


async def _write(tx: Tx, store_id: UUID, after: dict[str, Any]) -> None:
    await tx.execute(
        "UPDATE stores SET name = $3, slug = $4, headline = $5, cover_url = $6, ships_from = $7"
        " WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        store_id,
        *(after[name] for name in _FIELDS),
    )
