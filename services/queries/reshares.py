"""Which shares brought shares: one hop, for reading only. Nobody is paid for it, and no chain is followed."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

# Brought directly: shares that somebody made who came by this link. What those brought in turn is counted to them.
_BROUGHT = """(
  SELECT c.brand_id, c.from_link_id AS link_id, count(*) AS shares, max(c.created_at) AS last_at,
    sum(k.clicks)::bigint AS clicks, sum(k.people)::bigint AS people, sum(s.orders)::bigint AS orders,
    sum(s.sales)::bigint AS sales, sum(s.refunded)::bigint AS refunded
  FROM customer_shares AS c
  CROSS JOIN LATERAL (
    SELECT count(*) AS clicks, count(DISTINCT t.visitor_id) AS people FROM touches AS t
    WHERE t.brand_id = c.brand_id AND t.link_id = c.link_id AND t.kind IN ('click', 'scan')) AS k
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT x.order_id) AS orders, coalesce(sum(x.sales), 0) AS sales,
      coalesce(sum(x.refunded), 0) AS refunded
    FROM credited_sales AS x WHERE x.brand_id = c.brand_id AND x.link_id = c.link_id) AS s
  WHERE c.from_link_id IS NOT NULL GROUP BY 1, 2)"""
RESHARES = Table(
    select="""r.link_id, l.code, l.seller_id, s.display_name, l.target_kind, l.target_ref, l.channel, l.campaign,
        r.shares, r.clicks, r.people, r.orders, r.sales, r.refunded, r.last_at""",
    source=f"""{_BROUGHT} AS r JOIN links l ON l.brand_id = r.brand_id AND l.id = r.link_id
        JOIN sellers s ON s.brand_id = l.brand_id AND s.id = l.seller_id""",
    where="r.brand_id = $1",
    id="r.link_id",
    columns={
        "shares": Column("r.shares", "int", matches="range"),
        "clicks": Column("r.clicks", "int", matches="range"),
        "orders": Column("r.orders", "int", matches="range"),
        "sales": Column("r.sales", "int", matches="range"),
        "channel": Column("l.channel"),
        "campaign": Column("l.campaign"),
        "seller_id": Column("l.seller_id", "uuid", sorts=False),
    },
    sort="-shares",
    searched=("l.code", "l.campaign", "s.display_name"),
)


class ReshareRow(Struct, frozen=True):
    """A link, how many shares were made by people who came by it, and what those shares brought: clicks, browsers,
    paid orders, sales and what of them was refunded (minor units)."""

    link_id: UUID
    code: str
    seller_id: UUID
    seller_name: str
    target_kind: str
    target_ref: str
    channel: str
    campaign: str
    shares: int
    clicks: int
    people: int
    orders: int
    sales: int
    refunded: int
    last_share_at: datetime


async def list_reshares(
    scope: Scope, request: PageRequest, *, seller_id: UUID | None = None
) -> Page[ReshareRow]:
    """Links that brought shares, of one seller or of all."""
    fixed = None if seller_id is None else ("l.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, RESHARES, request, ReshareRow, fixed=fixed))
