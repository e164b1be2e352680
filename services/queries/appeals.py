"""Appeals, and sales that a seller had a part in and is not credited with."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

_ON_LINES = """
  JOIN retail_order_lines l ON l.brand_id = a.brand_id AND l.id = a.order_line_id
  JOIN retail_orders o ON o.brand_id = l.brand_id AND o.id = l.order_id
  JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
  JOIN sellers s ON s.brand_id = a.brand_id AND s.id = a.seller_id"""
_COLUMNS = {
    "state": Column("a.state"),
    "order": Column("o.code"),
    "order_line_id": Column("a.order_line_id", "uuid", sorts=False),
    "deadline": Column("a.deadline", "instant", matches="range"),
    "filed_at": Column("a.filed_at", "instant", matches="range"),
}
APPEALS = Table(
    select="""a.id, a.order_line_id, o.code, l.line_no, k.code, a.seller_id, s.display_name, l.paid, o.currency,
    a.reason,
              a.state, a.filed_at, a.deadline, a.decided_at, a.decided_by, a.decision_note""",
    source=f"appeals a {_ON_LINES}",
    where="a.brand_id = $1",
    id="a.id",
    columns=_COLUMNS | {"seller_id": Column("a.seller_id", "uuid", sorts=False)},
    sort="deadline",
    searched=("o.code", "s.display_name", "a.reason"),
)
MY_APPEALS = Table(
    select="""a.id, a.order_line_id, o.code, l.line_no, k.code, a.reason, a.state, a.filed_at, a.deadline, a.decided_at,
              a.decision_note""",
    source=f"appeals a {_ON_LINES}",
    where="a.brand_id = $1",
    id="a.id",
    columns=_COLUMNS,
    sort="-filed_at",
    searched=("o.code", "a.reason"),
)
MISSED_SALES = Table(
    select="l.id, o.code, l.line_no, k.code, d.decided_by, m.at",
    source="""missed_sales m
      JOIN retail_orders o ON o.brand_id = m.brand_id AND o.id = m.order_id
      JOIN retail_order_lines l ON l.brand_id = o.brand_id AND l.order_id = o.id
      JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
      JOIN attribution_decisions d ON d.brand_id = l.brand_id AND d.order_line_id = l.id""",
    where="m.brand_id = $1",
    id="l.id",
    columns={
        "order": Column("o.code"),
        "sku": Column("k.code"),
        "decided_by": Column("d.decided_by", sorts=False),
        "at": Column("m.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("o.code", "k.code"),
)


class AppealRow(Struct, frozen=True):
    """An appeal in the brand's queue. `paid` is what the customer paid for the line, in minor units. A deadline that
    passed decides nothing."""

    appeal_id: UUID
    order_line_id: UUID
    order: str
    line_no: int
    sku: str
    seller_id: UUID
    seller_name: str
    paid: int
    currency: str
    reason: str
    state: str
    filed_at: datetime
    deadline: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    decision_note: str


class MyAppealRow(Struct, frozen=True):
    """A seller's own appeal, and the brand's answer."""

    appeal_id: UUID
    order_line_id: UUID
    order: str
    line_no: int
    sku: str
    reason: str
    state: str
    filed_at: datetime
    deadline: datetime
    decided_at: datetime | None
    decision_note: str


class MissedSaleRow(Struct, frozen=True):
    """A line that something of the seller's led to and that another was credited with, or nobody; why, its address
    `/order-lines/{order_line_id}/why` says."""

    order_line_id: UUID
    order: str
    line_no: int
    sku: str
    decided_by: str | None
    at: datetime


async def list_appeals(scope: Scope, request: PageRequest) -> Page[AppealRow]:
    """All appeals, the nearest deadline first; the queue is `?state=open`."""
    return await read(scope, lambda tx: read_page(tx, APPEALS, request, AppealRow))


async def list_my_appeals(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[MyAppealRow]:
    """The seller's appeals, the latest first."""
    mine = ("a.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, MY_APPEALS, request, MyAppealRow, fixed=mine))


async def list_missed_sales(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[MissedSaleRow]:
    """What the seller had a part in and did not get, the latest first."""
    mine = ("m.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, MISSED_SALES, request, MissedSaleRow, fixed=mine))
