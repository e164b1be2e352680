"""Share kits as the brand sees them, and the links that shoppers share."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import content_hash, from_json
from infra.replica import read
from infra.scope import Scope
from services.cards.shapes import KitBody
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

SHARE_KITS = Table(
    select="""k.id, k.version, k.state, k.body, k.note, a.display_name, k.created_at, k.edited_at, k.previewed_hash,
        k.live_from, k.live_until""",
    source="share_kits k LEFT JOIN accounts a ON a.brand_id = k.brand_id AND a.id = k.created_by",
    where="k.brand_id = $1",
    id="k.id",
    columns={
        "state": Column("k.state"),
        "version": Column("k.version::bigint", "int", matches="range"),
        "edited_at": Column("k.edited_at", "instant", matches="range"),
    },
    sort="-version",
    searched=("k.note",),
)
CUSTOMER_SHARES = Table(
    select="""c.link_id, l.code, l.seller_id, s.display_name, t.slug, l.target_kind, l.target_ref, c.shown_name,
        c.customer_id, c.from_link_id, f.code, l.status, c.created_at""",
    source="""customer_shares c JOIN links l ON l.brand_id = c.brand_id AND l.id = c.link_id
        JOIN sellers s ON s.brand_id = l.brand_id AND s.id = l.seller_id
        JOIN stores t ON t.brand_id = c.brand_id AND t.id = c.store_id
        LEFT JOIN links f ON f.brand_id = c.brand_id AND f.id = c.from_link_id""",
    where="c.brand_id = $1",
    id="c.link_id",
    columns={
        "seller_id": Column("l.seller_id", "uuid", sorts=False),
        "from_link_id": Column("coalesce(c.from_link_id::text, '')", sorts=False),
        "target_kind": Column("l.target_kind"),
        "created_at": Column("c.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("l.code", "c.shown_name", "s.display_name"),
)


class KitRow(Struct, frozen=True):
    """`previewed`: it was looked at as it stands, so it may go live."""

    kit_id: UUID
    version: int
    state: str
    body: KitBody
    note: str
    created_by: str | None
    created_at: datetime
    edited_at: datetime
    previewed: bool
    live_from: datetime | None
    live_until: datetime | None


class CustomerShareRow(Struct, frozen=True):
    """A link that a shopper shares. `from_link` is the link that brought the sharer, one hop, for reading only."""

    link_id: UUID
    code: str
    seller_id: UUID
    seller_name: str
    store: str
    target_kind: str
    target_ref: str
    shown_name: str
    customer_id: UUID | None
    from_link_id: UUID | None
    from_link: str | None
    status: str
    created_at: datetime


async def list_kits(scope: Scope, request: PageRequest) -> Page[KitRow]:
    """All versions, the latest first."""
    return await read(scope, lambda tx: read_page(tx, SHARE_KITS, request, _kit))


async def show_kit(scope: Scope, kit_id: UUID) -> KitRow:
    """One version. Raises NotFound."""

    async def work(tx: Tx) -> KitRow:
        kit = await read_row(tx, SHARE_KITS, kit_id, _kit)
        if kit is None:
            raise NotFound(what="share kit", ref=kit_id)
        return kit

    return await transact(scope, work)


async def list_customer_shares(scope: Scope, request: PageRequest) -> Page[CustomerShareRow]:
    """Links that shoppers share, newest first."""
    return await read(scope, lambda tx: read_page(tx, CUSTOMER_SHARES, request, CustomerShareRow))


def _kit(*columns: Any) -> KitRow:
    values = list(columns)
    body = values[3] = msgspec.convert(from_json(values[3]), KitBody)
    values[8] = values[8] is not None and values[8] == content_hash(body)
    return KitRow(*values)
