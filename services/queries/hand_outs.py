"""Coupons that were handed out at places: where, when, and what became of each."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import transact
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

HAND_OUTS = Table(
    select="""h.id, h.place_id, p.name, h.coupon_id, c.code, c.seller_id, s.display_name, c.kind, c.amount_off,
        trim_scale(c.rate_off)::text, c.valid_until, c.used > 0, u.name, h.at""",
    source="""coupon_hand_outs h JOIN places p ON p.brand_id = h.brand_id AND p.id = h.place_id
        JOIN coupons c ON c.brand_id = h.brand_id AND c.id = h.coupon_id
        JOIN sellers s ON s.brand_id = c.brand_id AND s.id = c.seller_id
        LEFT JOIN customers u ON u.brand_id = h.brand_id AND u.id = h.customer_id""",
    where="h.brand_id = $1",
    id="h.id",
    columns={
        "place_id": Column("h.place_id", "uuid", sorts=False),
        "seller_id": Column("c.seller_id", "uuid", sorts=False),
        "used": Column("c.used > 0", "bool", sorts=False),
        "at": Column("h.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("c.code", "p.name", "s.display_name"),
)


class HandOutRow(Struct, frozen=True):
    """A coupon of one person's own; `customer_name` where the browser was logged in. Amounts in minor units."""

    hand_out_id: UUID
    place_id: UUID
    place_name: str
    coupon_id: UUID
    code: str
    seller_id: UUID
    seller_name: str
    kind: str
    amount_off: int
    rate_off: str
    valid_until: datetime | None
    used: bool
    customer_name: str | None
    at: datetime


async def list_hand_outs(scope: Scope, request: PageRequest) -> Page[HandOutRow]:
    """All of them, the latest first."""
    return await transact(scope, lambda tx: read_page(tx, HAND_OUTS, request, HandOutRow))
