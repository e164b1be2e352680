"""Retail orders as the brand, sellers and their own customers see them. Amounts are minor units."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page
from services.queries.reviews import LineReviewed, reviews_of_order
from services.retail.order_access import open_order

_SOURCE = """retail_orders o
  JOIN stores t ON t.brand_id = o.brand_id AND t.id = o.store_id
  JOIN sellers s ON s.brand_id = t.brand_id AND s.id = t.seller_id
  JOIN customers c ON c.brand_id = o.brand_id AND c.id = o.customer_id"""
# A seller sees what was sold in their store, and what somebody else's store sold to people they brought.
MINE = """(s.id = $2 OR EXISTS (SELECT FROM commission_lines k
  JOIN retail_order_lines n ON n.brand_id = k.brand_id AND n.id = k.order_line_id
  WHERE k.brand_id = o.brand_id AND k.seller_id = $2 AND n.order_id = o.id))"""
# Paid, no parcel on its way yet, and something of it not refunded.
_TO_SHIP = """(o.state = 'paid'
  AND NOT EXISTS (SELECT FROM shipments h WHERE h.brand_id = o.brand_id AND h.order_id = o.id)
  AND EXISTS (SELECT FROM retail_order_lines g WHERE g.brand_id = o.brand_id AND g.order_id = o.id
    AND g.refunded_qty < g.qty))"""
_COLUMNS = {
    "code": Column("o.code"),
    "state": Column("o.state"),
    "store": Column("t.slug"),
    "store_id": Column("o.store_id", "uuid", sorts=False),
    "seller_id": Column("s.id", "uuid", sorts=False),
    "customer_id": Column("o.customer_id", "uuid", sorts=False),
    "from_stock": Column("o.from_stock", "bool", sorts=False),
    "to_ship": Column(_TO_SHIP, "bool", sorts=False),
    "total": Column("o.total", "int", matches="range"),
    "refunded_total": Column("o.refunded_total", "int", matches="range"),
    "placed_at": Column("o.placed_at", "instant", matches="range"),
    "paid_at": Column("o.paid_at", "instant", sorts=False, matches="range"),
    "delivered_at": Column("o.delivered_at", "instant", sorts=False, matches="range"),
}
ORDERS = Table(
    select="""o.id, o.code, o.state, t.slug, t.name, s.id, s.display_name, o.from_stock, o.currency, o.goods_total,
              o.discount_total, o.shipping_total, o.tax_total, o.total, o.refunded_total, c.name, c.phone, c.email,
              o.placed_at, o.expires_at, o.paid_at, o.delivered_at, o.cancelled_at""",
    source=_SOURCE,
    where="o.brand_id = $1",
    id="o.id",
    columns=_COLUMNS,
    sort="-placed_at",
    searched=("o.code", "t.name", "s.display_name", "c.name", "c.phone", "c.email"),
)
SELLER_ORDERS = Table(
    select="""o.id, o.code, o.state, t.slug, s.id = $2, o.from_stock, o.currency, o.goods_total, o.discount_total,
              o.total, o.refunded_total, o.placed_at, o.paid_at, o.delivered_at""",
    source=_SOURCE,
    where="o.brand_id = $1",
    id="o.id",
    columns={
        name: column
        for name, column in _COLUMNS.items()
        if name not in ("seller_id", "customer_id", "store_id")
    },
    sort="-placed_at",
    searched=("o.code",),
)
_LINES = """
SELECT l.id, l.line_no, k.code, p.name, l.qty, l.unit_price, l.discount, l.tax, l.paid, l.refunded_qty,
  l.refunded + l.tax_refunded, p.code, concat_ws(' · ', nullif(k.style, ''), nullif(k.colour, ''), nullif(k.size, ''))
FROM retail_order_lines l
JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
JOIN products p ON p.brand_id = k.brand_id AND p.id = k.product_id
WHERE l.brand_id = $1 AND l.order_id = $2 ORDER BY l.line_no
"""
_SHIPMENTS = """
SELECT carrier, tracking_code, note, sent_at FROM shipments
WHERE brand_id = $1 AND order_id = $2 ORDER BY sent_at, id
"""
_REFUNDS = """
SELECT id, state, reason, goods_amount + tax_amount + shipping_amount, requested_at, decided_at, decision_note
FROM refunds WHERE brand_id = $1 AND order_id = $2 ORDER BY requested_at, id
"""
_PAYMENT_OPEN = """
SELECT EXISTS (SELECT FROM payments WHERE brand_id = $1 AND order_id = $2 AND state = 'pending')
"""
_PAYMENTS = """
SELECT p.id, p.gateway, p.state, p.amount, p.created_at, p.settled_at,
  (SELECT coalesce(sum(r.amount), 0)::bigint FROM payment_refunds r
   WHERE r.brand_id = p.brand_id AND r.payment_id = p.id AND r.state = 'succeeded')
FROM payments p WHERE p.brand_id = $1 AND p.order_id = $2 ORDER BY p.id
"""
_ONE = f"SELECT o.*, t.slug AS store, s.id AS seller_id FROM {_SOURCE} WHERE o.brand_id = $1"  # noqa: S608 - our own words


class OrderRow(Struct, frozen=True):
    """`total` is what the customer pays in all; `from_stock` says that the goods were the reseller's own."""

    order_id: UUID
    code: str
    state: str
    store: str
    store_name: str
    seller_id: UUID
    seller_name: str
    from_stock: bool
    currency: str
    goods_total: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    refunded_total: int
    customer_name: str
    customer_phone: str | None
    customer_email: str | None
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None


class SellerOrderRow(Struct, frozen=True):
    """`in_my_store` is false for an order elsewhere that I am credited with. Nothing personal about the buyer."""

    order_id: UUID
    code: str
    state: str
    store: str
    in_my_store: bool
    from_stock: bool
    currency: str
    goods_total: int
    discount_total: int
    total: int
    refunded_total: int
    placed_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None


class OrderLineView(Struct, frozen=True):
    """`paid` is the line's price after discount without tax; `refunded` has the tax of the refunded units in it.
    `product` is its code, `choice` its style, colour and size."""

    order_line_id: UUID
    line_no: int
    sku: str
    name: str
    qty: int
    unit_price: int
    discount: int
    tax: int
    paid: int
    refunded_qty: int
    refunded: int
    product: str
    choice: str


class RefundView(Struct, frozen=True):
    """A refund or a request for one; `amount` is zero until it is decided."""

    refund_id: UUID
    state: str
    reason: str
    amount: int
    requested_at: datetime
    decided_at: datetime | None
    decision_note: str


class ShipmentView(Struct, frozen=True):
    """A parcel on its way; `note` is for the customer."""

    carrier: str
    tracking_code: str
    note: str
    sent_at: datetime


class PaymentView(Struct, frozen=True):
    """`returned` is what the gateway has sent back of it."""

    payment_id: UUID
    gateway: str
    state: str
    amount: int
    created_at: datetime
    settled_at: datetime | None
    returned: int


class OrderView(Struct, frozen=True):
    """One order for its customer, its seller or the brand. `ship_to` is empty for a seller who does not ship it,
    `payments` for everybody but the brand. `payment_open`: a payment was started, and the gateway has not said how it
    ended."""

    order_id: UUID
    code: str
    state: str
    cancelled_for: str | None
    store: str
    from_stock: bool
    currency: str
    goods_total: int
    discount_total: int
    shipping_total: int
    tax_total: int
    tax_included: bool
    total: int
    refunded_total: int
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    lines: list[OrderLineView]
    refunds: list[RefundView]
    ship_to: dict[str, Any]
    shipments: list[ShipmentView]
    reviewed: list[LineReviewed]
    payment_open: bool
    payments: list[PaymentView] = []


async def list_orders(scope: Scope, request: PageRequest) -> Page[OrderRow]:
    """All orders of the brand."""
    return await read(scope, lambda tx: read_page(tx, ORDERS, request, OrderRow))


async def list_seller_orders(scope: Scope, request: PageRequest, seller_id: UUID) -> Page[SellerOrderRow]:
    """Orders in the seller's store, and orders elsewhere that earned the seller commission."""
    return await read(
        scope,
        lambda tx: read_page(tx, SELLER_ORDERS, request, SellerOrderRow, fixed=(MINE, seller_id)),
    )


async def show_order(scope: Scope, code: str) -> OrderView:
    """One order with everything, for the brand. Raises NotFound."""

    async def work(tx: Tx) -> OrderView:
        row = await tx.fetchrow(_ONE + " AND o.code = $2", tx.brand_id, code)
        view = await _view(tx, row, code)
        payments = await tx.fetch(_PAYMENTS, tx.brand_id, view.order_id)
        return msgspec.structs.replace(view, payments=[PaymentView(*payment) for payment in payments])

    return await transact(scope, work)


async def show_seller_order(scope: Scope, code: str, seller_id: UUID) -> OrderView:
    """One of the seller's orders; where it goes only if the seller ships it. Raises NotFound."""

    async def work(tx: Tx) -> OrderView:
        row = await tx.fetchrow(_ONE + f" AND o.code = $3 AND {MINE}", tx.brand_id, seller_id, code)
        view = await _view(tx, row, code)
        if row is not None and row["from_stock"] and row["seller_id"] == seller_id:
            return view
        return msgspec.structs.replace(view, ship_to={})

    return await transact(scope, work)


async def show_own_order(scope: Scope, code: str, secret: str | None) -> OrderView:
    """An order for whoever placed it: logged in, or by the secret of its address. Raises NotFound."""

    async def work(tx: Tx) -> OrderView:
        await open_order(tx, code, secret)
        row = await tx.fetchrow(_ONE + " AND o.code = $2", tx.brand_id, code)
        return await _view(tx, row, code)

    return await transact(scope, work)


async def _view(tx: Tx, row: asyncpg.Record | None, code: str) -> OrderView:
    if row is None:
        raise NotFound(what="order", ref=code)
    lines = await tx.fetch(_LINES, tx.brand_id, row["id"])
    refunds = await tx.fetch(_REFUNDS, tx.brand_id, row["id"])
    shipments = await tx.fetch(_SHIPMENTS, tx.brand_id, row["id"])
    return OrderView(
        order_id=row["id"],
        code=row["code"],
        state=row["state"],
        cancelled_for=row["cancelled_for"],
        store=row["store"],
        from_stock=row["from_stock"],
        currency=row["currency"],
        goods_total=row["goods_total"],
        discount_total=row["discount_total"],
        shipping_total=row["shipping_total"],
        tax_total=row["tax_total"],
        tax_included=row["tax_included"],
        total=row["total"],
        refunded_total=row["refunded_total"],
        placed_at=row["placed_at"],
        expires_at=row["expires_at"],
        paid_at=row["paid_at"],
        delivered_at=row["delivered_at"],
        cancelled_at=row["cancelled_at"],
        lines=[OrderLineView(*line) for line in lines],
        refunds=[RefundView(*refund) for refund in refunds],
        ship_to=msgspec.json.decode(row["ship_to"]),
        shipments=[ShipmentView(*shipment) for shipment in shipments],
        reviewed=await reviews_of_order(tx, row["id"]),
        payment_open=await tx.fetchval(_PAYMENT_OPEN, tx.brand_id, row["id"]),
    )
