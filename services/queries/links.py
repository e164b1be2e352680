"""Links with what they brought, coupons, and who a visitor was taken for."""

from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row
from services.sharing.carts import read_cart
from services.sharing.shapes import CartItem

_TOUCHES = "FROM touches t WHERE t.brand_id = l.brand_id AND t.link_id = l.id AND t.kind IN ('click', 'scan')"
LINKS = Table(
    select=f"""l.id, l.code, l.seller_id, s.display_name, l.target_kind, l.target_ref, l.channel, l.campaign, l.status,
        l.expires_at, l.created_at, (SELECT count(*) {_TOUCHES}),
        (SELECT count(DISTINCT t.visitor_id) {_TOUCHES}), (SELECT max(t.at) {_TOUCHES})""",
    source="links l JOIN sellers s ON s.brand_id = l.brand_id AND s.id = l.seller_id",
    where="l.brand_id = $1",
    id="l.id",
    columns={
        "seller_id": Column("l.seller_id", "uuid", sorts=False),
        "code": Column("l.code"),
        "target_kind": Column("l.target_kind"),
        "target_ref": Column("l.target_ref"),
        "channel": Column("l.channel"),
        "campaign": Column("l.campaign"),
        "status": Column("l.status"),
        "created_at": Column("l.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("l.code", "l.campaign", "l.target_ref", "s.display_name"),
)
COUPONS = Table(
    select="""c.id, c.code, c.seller_id, s.display_name, c.channel, c.kind, c.amount_off,
        trim_scale(c.rate_off)::text, c.minimum_total, c.valid_from, c.valid_until, c.use_limit, c.used,
        c.created_at""",
    source="coupons c JOIN sellers s ON s.brand_id = c.brand_id AND s.id = c.seller_id",
    where="c.brand_id = $1",
    id="c.id",
    columns={
        "seller_id": Column("c.seller_id", "uuid", sorts=False),
        "code": Column("c.code"),
        "channel": Column("c.channel"),
        "kind": Column("c.kind"),
        "used": Column("c.used::bigint", "int", matches="range"),
        "created_at": Column("c.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("c.code", "s.display_name"),
)
IDENTIFICATIONS = Table(
    select="i.id, i.visitor_id, i.customer_id, c.name, i.via, i.at, i.undone_at, i.undone_by",
    source="identifications i JOIN customers c ON c.brand_id = i.brand_id AND c.id = i.customer_id",
    where="i.brand_id = $1",
    id="i.id",
    columns={
        "visitor_id": Column("i.visitor_id", "uuid", sorts=False),
        "customer_id": Column("i.customer_id", "uuid", sorts=False),
        "via": Column("i.via"),
        "at": Column("i.at", "instant", matches="range"),
    },
    sort="-at",
)


class LinkRow(Struct, frozen=True):
    """A link and what it brought: `clicks` by people (scans too), `people` told apart by their browsers."""

    link_id: UUID
    code: str
    seller_id: UUID
    seller_name: str
    target_kind: str
    target_ref: str
    channel: str
    campaign: str
    status: str
    expires_at: datetime | None
    created_at: datetime
    clicks: int
    people: int
    last_click_at: datetime | None


class TargetChange(Struct, frozen=True):
    """Where the link led from an instant on, and with which cart."""

    target_kind: str
    target_ref: str
    changed_by: UUID | None
    at: datetime
    cart: list[CartItem]


class LinkDetail(Struct, frozen=True):
    link: LinkRow
    history: list[TargetChange]


class CouponRow(Struct, frozen=True):
    """Amounts in minor units, `rate_off` a decimal. It counts from `valid_from` until before `valid_until`."""

    coupon_id: UUID
    code: str
    seller_id: UUID
    seller_name: str
    channel: str
    kind: str
    amount_off: int
    rate_off: str
    minimum_total: int
    valid_from: datetime | None
    valid_until: datetime | None
    use_limit: int | None
    used: int
    created_at: datetime


class IdentificationRow(Struct, frozen=True):
    """A merge: since `at` the visitor is known to be the customer, unless it was taken back."""

    identification_id: UUID
    visitor_id: UUID
    customer_id: UUID
    customer_name: str
    via: str
    at: datetime
    undone_at: datetime | None
    undone_by: UUID | None


async def list_links(scope: Scope, request: PageRequest, *, seller_id: UUID | None = None) -> Page[LinkRow]:
    """Links of one seller, or of all."""
    fixed = None if seller_id is None else ("l.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, LINKS, request, LinkRow, fixed=fixed))


async def list_coupons(
    scope: Scope, request: PageRequest, *, seller_id: UUID | None = None
) -> Page[CouponRow]:
    """Coupons of one seller, or of all."""
    fixed = None if seller_id is None else ("c.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, COUPONS, request, CouponRow, fixed=fixed))


async def list_identifications(scope: Scope, request: PageRequest) -> Page[IdentificationRow]:
    """Who visitors turned out to be, newest first; merges that were taken back stay in the list."""
    return await read(scope, lambda tx: read_page(tx, IDENTIFICATIONS, request, IdentificationRow))


async def show_link(scope: Scope, link_id: UUID, *, seller_id: UUID | None = None) -> LinkDetail:
    """A link with where it led and when; another seller's is not there. Raises NotFound."""

    async def work(tx: Tx) -> LinkDetail:
        link = await read_row(tx, LINKS, link_id, LinkRow)
        if link is None or seller_id not in (None, link.seller_id):
            raise NotFound(what="link", ref=link_id)
        history = await tx.fetch(
            "SELECT target_kind, target_ref, changed_by, at, cart FROM link_target_changes"
            " WHERE brand_id = $1 AND link_id = $2 ORDER BY at, id",
            tx.brand_id,
            link_id,
        )
        return LinkDetail(link, [_change(row) for row in history])

    return await transact(scope, work)


def _change(row: asyncpg.Record) -> TargetChange:
    return TargetChange(
        row["target_kind"], row["target_ref"], row["changed_by"], row["at"], read_cart(row["cart"])
    )
