"""Hand-overs as the console lists them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

HAND_OVERS = Table(
    select="""h.id, h.from_seller_id, f.display_name, h.to_seller_id, t.display_name, h.reason, h.customers, h.links,
              h.coupons, h.at, a.display_name, h.undone_at""",
    source="""hand_overs h
      JOIN sellers f ON f.brand_id = h.brand_id AND f.id = h.from_seller_id
      JOIN sellers t ON t.brand_id = h.brand_id AND t.id = h.to_seller_id
      LEFT JOIN accounts a ON a.brand_id = h.brand_id AND a.id = h.made_by""",
    where="h.brand_id = $1",
    id="h.id",
    columns={
        "from_seller_id": Column("h.from_seller_id", "uuid", sorts=False),
        "to_seller_id": Column("h.to_seller_id", "uuid", sorts=False),
        "at": Column("h.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("f.display_name", "t.display_name", "h.reason"),
)


class HandOverRow(Struct, frozen=True):
    """What went from whom to whom; `undone_at` once it was taken back."""

    hand_over_id: UUID
    from_seller_id: UUID
    from_seller: str
    to_seller_id: UUID
    to_seller: str
    reason: str
    customers: int
    links: int
    coupons: int
    at: datetime
    made_by: str | None
    undone_at: datetime | None


async def list_hand_overs(scope: Scope, request: PageRequest) -> Page[HandOverRow]:
    """All of them, newest first."""
    return await read(scope, lambda tx: read_page(tx, HAND_OVERS, request, HandOverRow))
