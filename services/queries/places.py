"""Places with what happened there."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

PLACES = Table(
    select="""p.id, p.name, p.kind, p.status, l.seller_id, s.display_name, p.link_id, l.code, l.channel,
        p.latitude::text, p.longitude::text, p.step_seconds, p.opens_at, p.closes_at, p.coupon_limit, p.coupons_given,
        (SELECT count(*) FROM touches t WHERE t.brand_id = p.brand_id AND t.link_id = p.link_id AND t.place_id = p.id),
        p.created_at""",
    source="""places p JOIN links l ON l.brand_id = p.brand_id AND l.id = p.link_id
        JOIN sellers s ON s.brand_id = l.brand_id AND s.id = l.seller_id""",
    where="p.brand_id = $1",
    id="p.id",
    columns={
        "seller_id": Column("l.seller_id", "uuid", sorts=False),
        "name": Column("p.name"),
        "kind": Column("p.kind"),
        "status": Column("p.status"),
        "created_at": Column("p.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("p.name", "s.display_name"),
)


class PlaceRow(Struct, frozen=True):
    """`scans` were proved by the code of the moment. `latitude` and `longitude` are degrees."""

    place_id: UUID
    name: str
    kind: str
    status: str
    seller_id: UUID
    seller_name: str
    link_id: UUID
    code: str
    channel: str
    latitude: str | None
    longitude: str | None
    step_seconds: int
    opens_at: datetime | None
    closes_at: datetime | None
    coupon_limit: int | None
    coupons_given: int
    scans: int
    created_at: datetime


async def list_places(scope: Scope, request: PageRequest, *, seller_id: UUID | None = None) -> Page[PlaceRow]:
    """Places of one seller, or of all."""
    fixed = None if seller_id is None else ("l.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, PLACES, request, PlaceRow, fixed=fixed))
