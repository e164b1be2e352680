"""The refunds queue, and what gateways told that does not fit. Amounts are minor units."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page

_UNITS = """(SELECT coalesce(sum(f.qty), 0)::bigint FROM refund_lines f
  WHERE f.brand_id = r.brand_id AND f.refund_id = r.id)"""
_AMOUNT = "r.goods_amount + r.tax_amount + r.shipping_amount"
REFUNDS = Table(
    select=f"""r.id, o.code, t.slug, t.seller_id, o.from_stock, r.state, r.reason, {_UNITS}, o.currency, {_AMOUNT},
               r.requested_at, r.decided_at, r.decided_by, r.decision_note, coalesce(g.state, ''), g.id""",
    source="""refunds r
      JOIN retail_orders o ON o.brand_id = r.brand_id AND o.id = r.order_id
      JOIN stores t ON t.brand_id = o.brand_id AND t.id = o.store_id
      LEFT JOIN payment_refunds g ON g.brand_id = r.brand_id AND g.cause_id = r.id""",
    where="r.brand_id = $1",
    id="r.id",
    columns={
        "state": Column("r.state"),
        "order": Column("o.code"),
        "store": Column("t.slug"),
        "from_stock": Column("o.from_stock", "bool", sorts=False),
        "amount": Column(_AMOUNT, "int", matches="range"),
        "gateway_state": Column("coalesce(g.state, '')"),
        "requested_at": Column("r.requested_at", "instant", matches="range"),
    },
    sort="-requested_at",
    searched=("o.code", "r.reason"),
)
PAYMENTS = Table(
    select="""p.id, p.purpose, coalesce(o.code, w.code, ''), p.gateway, p.state, p.currency, p.amount, p.created_at,
              p.settled_at, coalesce(g.state, ''), g.id""",
    source="""payments p
      LEFT JOIN retail_orders o ON o.brand_id = p.brand_id AND o.id = p.order_id AND p.purpose = 'retail'
      LEFT JOIN stock_orders w ON w.brand_id = p.brand_id AND w.id = p.order_id AND p.purpose = 'stock'
      LEFT JOIN payment_refunds g ON g.brand_id = p.brand_id AND g.payment_id = p.id AND g.cause_id = p.id""",
    where="p.brand_id = $1",
    id="p.id",
    columns={
        "purpose": Column("p.purpose"),
        "state": Column("p.state"),
        "gateway": Column("p.gateway"),
        "returned": Column("coalesce(g.state, '')"),
        "amount": Column("p.amount", "int", matches="range"),
        "created_at": Column("p.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("o.code", "w.code", "p.gateway_ref"),
)
PAYMENT_EVENTS = Table(
    select="""e.id, e.source, e.event_id, e.kind, e.state, e.note, e.subject_ref, e.occurred_at, e.received_at,
              e.applied_at, e.body""",
    source="webhook_events e",
    where="e.brand_id = $1",
    id="e.id",
    columns={
        "source": Column("e.source"),
        "kind": Column("e.kind"),
        "state": Column("e.state"),
        "subject": Column("e.subject_ref"),
        "received_at": Column("e.received_at", "instant", matches="range"),
    },
    sort="-received_at",
    searched=("e.event_id", "e.note"),
)


class RefundRow(Struct, frozen=True):
    """`amount` is zero until it is decided. `gateway_state` is pending, succeeded or failed once the gateway was
    asked, and empty before that and where nothing is asked of it."""

    refund_id: UUID
    order: str
    store: str
    seller_id: UUID
    from_stock: bool
    state: str
    reason: str
    units: int
    currency: str
    amount: int
    requested_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    decision_note: str
    gateway_state: str
    payment_refund_id: UUID | None


class PaymentRow(Struct, frozen=True):
    """`returned` says where the return of a stray payment stands."""

    payment_id: UUID
    purpose: str
    order: str
    gateway: str
    state: str
    currency: str
    amount: int
    created_at: datetime
    settled_at: datetime | None
    returned: str
    payment_refund_id: UUID | None


class PaymentEventRow(Struct, frozen=True):
    """What a gateway told. `state` refused: it contradicts what we know, as `note` says; somebody should look."""

    payment_event_id: UUID
    source: str
    event_id: str
    kind: str
    state: str
    note: str
    subject: str
    occurred_at: datetime
    received_at: datetime
    applied_at: datetime | None
    body: dict[str, Any]


async def list_refunds(
    scope: Scope, request: PageRequest, *, owner_id: UUID | None = None
) -> Page[RefundRow]:
    """Refunds and requests; with an owner, those of sales from that seller's own stock, which they decide."""
    fixed = None if owner_id is None else ("t.seller_id = $2 AND o.from_stock", owner_id)
    return await read(scope, lambda tx: read_page(tx, REFUNDS, request, RefundRow, fixed=fixed))


async def list_payments(scope: Scope, request: PageRequest) -> Page[PaymentRow]:
    """Payments asked of gateways, retail and stock."""
    return await read(scope, lambda tx: read_page(tx, PAYMENTS, request, PaymentRow))


async def list_payment_events(scope: Scope, request: PageRequest) -> Page[PaymentEventRow]:
    """Events that gateways sent."""

    def shape(*columns: Any) -> PaymentEventRow:
        values: list[Any] = [*columns[:-1], from_json(columns[-1])]
        return PaymentEventRow(*values)

    return await read(scope, lambda tx: read_page(tx, PAYMENT_EVENTS, request, shape))
