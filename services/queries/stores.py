"""Stores as the brand lists them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

STORES = Table(
    select="""t.id, t.slug, t.name, t.headline, t.cover_url, t.status, t.ships_from, t.seller_id, s.display_name,
        s.kind, s.status, (SELECT count(*) FROM store_items i WHERE i.brand_id = t.brand_id AND i.store_id = t.id),
        t.created_at, t.published_at""",
    source="stores t JOIN sellers s ON s.brand_id = t.brand_id AND s.id = t.seller_id",
    where="t.brand_id = $1",
    id="t.id",
    columns={
        "slug": Column("t.slug"),
        "name": Column("t.name"),
        "status": Column("t.status"),
        "ships_from": Column("t.ships_from"),
        "seller_id": Column("t.seller_id", "uuid", sorts=False),
        "seller_kind": Column("s.kind"),
        "created_at": Column("t.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("t.slug", "t.name", "s.display_name"),
)


class StoreRow(Struct, frozen=True):
    """A store and whose it is; `items` are the products on its shelf."""

    store_id: UUID
    slug: str
    name: str
    headline: str
    cover_url: str
    status: str
    ships_from: str
    seller_id: UUID
    seller_name: str
    seller_kind: str
    seller_status: str
    items: int
    created_at: datetime
    published_at: datetime | None


class StoreStatusChange(Struct, frozen=True):
    """The status from an instant on."""

    status: str
    changed_by: UUID | None
    at: datetime


class StoreDetail(Struct, frozen=True):
    store: StoreRow
    history: list[StoreStatusChange]


async def list_stores(scope: Scope, request: PageRequest) -> Page[StoreRow]:
    """All stores, drafts too."""
    return await read(scope, lambda tx: read_page(tx, STORES, request, StoreRow))


async def show_store_detail(scope: Scope, store_id: UUID) -> StoreDetail:
    """A store with the history of its status. Raises NotFound."""

    async def work(tx: Tx) -> StoreDetail:
        store = await read_row(tx, STORES, store_id, StoreRow)
        if store is None:
            raise NotFound(what="store", ref=store_id)
        history = await tx.fetch(
            "SELECT status, changed_by, at FROM store_status_changes WHERE brand_id = $1 AND store_id = $2"
            " ORDER BY at, id",
            tx.brand_id,
            store_id,
        )
        return StoreDetail(store, [StoreStatusChange(*change) for change in history])

    return await transact(scope, work)
