"""Stock orders, their lots and returns, as resellers and the console list them. Amounts are minor units."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

STOCK_ORDERS = Table(
    select="""o.id, o.code, o.seller_id, s.code, s.display_name, o.state, o.currency, o.tier, o.volume_before,
              o.list_total, o.net_total, o.refunded_total, o.placed_at, o.expires_at, o.paid_at, o.cancelled_at""",
    source="stock_orders o JOIN sellers s ON s.brand_id = o.brand_id AND s.id = o.seller_id",
    where="o.brand_id = $1",
    id="o.id",
    columns={
        "code": Column("o.code"),
        "seller_id": Column("o.seller_id", "uuid", sorts=False),
        "state": Column("o.state"),
        "tier": Column("o.tier"),
        "net_total": Column("o.net_total", "int", matches="range"),
        "placed_at": Column("o.placed_at", "instant", matches="range"),
        "paid_at": Column("o.paid_at", "instant", sorts=False, matches="range"),
    },
    sort="-placed_at",
    searched=("o.code", "s.code", "s.display_name"),
)
_SELL_THROUGH = "round(l.sold::numeric / l.qty, 4)"
LOTS = Table(
    select=f"""l.id, l.order_id, o.code, l.line_no, l.seller_id, s.code, s.display_name, k.code, l.qty, l.sold,
              l.returned, l.qty - l.sold - l.returned, {_SELL_THROUGH}::text, o.currency, l.list_price, l.net,
              l.refunded, l.paid_at, l.return_until""",
    source="""lots l JOIN stock_orders o ON o.brand_id = l.brand_id AND o.id = l.order_id
              JOIN sellers s ON s.brand_id = l.brand_id AND s.id = l.seller_id
              JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id""",
    where="l.brand_id = $1",
    id="l.id",
    columns={
        "seller_id": Column("l.seller_id", "uuid", sorts=False),
        "order_id": Column("l.order_id", "uuid", sorts=False),
        "sku": Column("k.code"),
        "in_hand": Column("l.qty - l.sold - l.returned", "int", matches="range"),
        "paid_at": Column("l.paid_at", "instant", matches="range"),
        # A right without an end sorts behind every other.
        "return_until": Column("coalesce(l.return_until, 'infinity')", "instant", matches="range"),
    },
    sort="-paid_at",
    searched=("o.code", "s.code", "s.display_name", "k.code"),
)
STOCK_RETURNS = Table(
    select="""r.id, r.order_id, o.code, r.seller_id, s.code, s.display_name, r.currency, r.gross, r.fee, r.refund,
              r.tier_before, r.tier_after, r.volume_before, r.volume_after, r.returned_at""",
    source="""stock_returns r JOIN stock_orders o ON o.brand_id = r.brand_id AND o.id = r.order_id
              JOIN sellers s ON s.brand_id = r.brand_id AND s.id = r.seller_id""",
    where="r.brand_id = $1",
    id="r.id",
    columns={
        "seller_id": Column("r.seller_id", "uuid", sorts=False),
        "order_id": Column("r.order_id", "uuid", sorts=False),
        "refund": Column("r.refund", "int", matches="range"),
        "returned_at": Column("r.returned_at", "instant", matches="range"),
    },
    sort="-returned_at",
    searched=("o.code", "s.code", "s.display_name"),
)

STOCK_REFUNDS = Table(
    select="""f.id, f.cause_id, o.id, o.code, s.code, s.display_name, p.gateway, p.currency, f.amount, f.state,
              f.gateway_ref, f.created_at, f.settled_at""",
    source="""payment_refunds f JOIN payments p ON p.brand_id = f.brand_id AND p.id = f.payment_id
              JOIN stock_orders o ON o.brand_id = p.brand_id AND o.id = p.order_id
              JOIN sellers s ON s.brand_id = o.brand_id AND s.id = o.seller_id""",
    where="f.brand_id = $1 AND p.purpose = 'stock'",
    id="f.id",
    columns={
        "gateway": Column("p.gateway"),
        "state": Column("f.state"),
        "amount": Column("f.amount", "int", matches="range"),
        "created_at": Column("f.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("o.code", "s.code", "s.display_name"),
)


class StockOrderRow(Struct, frozen=True):
    """`tier` is the one it was priced at, with the qualifying volume it had; `net_total` is what it costs."""

    order_id: UUID
    code: str
    seller_id: UUID
    seller_code: str
    seller_name: str
    state: str
    currency: str
    tier: str
    volume_before: int
    list_total: int
    net_total: int
    refunded_total: int
    placed_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    cancelled_at: datetime | None


class LotRow(Struct, frozen=True):
    """`sell_through` is the share of the lot's units that customers bought, a decimal as text; at `return_until` it is
    too late to return (null: there is no limit)."""

    lot_id: UUID
    order_id: UUID
    order_code: str
    line: int
    seller_id: UUID
    seller_code: str
    seller_name: str
    sku: str
    qty: int
    sold: int
    returned: int
    in_hand: int
    sell_through: str
    currency: str
    list_price: int
    net: int
    refunded: int
    paid_at: datetime
    return_until: datetime | None


class StockReturnRow(Struct, frozen=True):
    """What went back of one order, and the standing before and after."""

    return_id: UUID
    order_id: UUID
    order_code: str
    seller_id: UUID
    seller_code: str
    seller_name: str
    currency: str
    gross: int
    fee: int
    refund: int
    tier_before: str
    tier_after: str
    volume_before: int
    volume_after: int
    returned_at: datetime


class StockRefundRow(Struct, frozen=True):
    """Money on its way back. `cause_id` is the return, or the payment itself where the order could not take it."""

    refund_id: UUID
    cause_id: UUID
    order_id: UUID
    order_code: str
    seller_code: str
    seller_name: str
    gateway: str
    currency: str
    amount: int
    state: str
    reference: str | None
    created_at: datetime
    settled_at: datetime | None


class StockOrderLineRow(Struct, frozen=True):
    """A line, and what became of its units."""

    line: int
    sku: str
    qty: int
    list_price: int
    list_value: int
    net: int
    tier_eligible: bool
    sold: int
    returned: int


class StockOrderDetail(Struct, frozen=True):
    order: StockOrderRow
    lines: list[StockOrderLineRow]
    returns: list[StockReturnRow]


async def list_stock_orders(
    scope: Scope, request: PageRequest, seller_id: UUID | None = None
) -> Page[StockOrderRow]:
    """Stock orders: the brand's, or one reseller's."""
    fixed = None if seller_id is None else ("o.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, STOCK_ORDERS, request, StockOrderRow, fixed=fixed))


async def list_lots(scope: Scope, request: PageRequest, seller_id: UUID | None = None) -> Page[LotRow]:
    """Lots with their sell-through and the end of their right of return: the brand's, or one reseller's."""
    fixed = None if seller_id is None else ("l.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, LOTS, request, LotRow, fixed=fixed))


async def list_stock_returns(
    scope: Scope, request: PageRequest, seller_id: UUID | None = None
) -> Page[StockReturnRow]:
    """Returns: the brand's, or one reseller's."""
    fixed = None if seller_id is None else ("r.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, STOCK_RETURNS, request, StockReturnRow, fixed=fixed))


async def list_stock_refunds(scope: Scope, request: PageRequest) -> Page[StockRefundRow]:
    """Refunds of stock orders; `gateway=bank_transfer&state=pending` is what finance has to send."""
    return await read(scope, lambda tx: read_page(tx, STOCK_REFUNDS, request, StockRefundRow))


async def show_stock_order(scope: Scope, order_id: UUID, seller_id: UUID | None = None) -> StockOrderDetail:
    """An order with its lines and returns. Raises NotFound, for another reseller's order too where one asks."""

    async def work(tx: Tx) -> StockOrderDetail:
        order = await read_row(tx, STOCK_ORDERS, order_id, StockOrderRow)
        if order is None or seller_id not in (None, order.seller_id):
            raise NotFound(what="stock order", ref=order_id)
        lines = await tx.fetch(
            """SELECT l.line_no, k.code, l.qty, l.list_price, l.list_value, l.net, l.tier_eligible,
                      coalesce(t.sold, 0), coalesce(t.returned, 0)
               FROM stock_order_lines l JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
               LEFT JOIN lots t ON t.brand_id = l.brand_id AND t.order_line_id = l.id
               WHERE l.brand_id = $1 AND l.order_id = $2 ORDER BY l.line_no""",
            tx.brand_id,
            order_id,
        )
        of_order = ("r.order_id = $2", order_id)
        returns = await read_page(
            tx, STOCK_RETURNS, PageRequest(limit=200, sort="returned_at"), StockReturnRow, fixed=of_order
        )
        return StockOrderDetail(order, [StockOrderLineRow(*line) for line in lines], returns.rows)

    return await transact(scope, work)
