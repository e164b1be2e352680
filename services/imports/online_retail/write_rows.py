"""What was played goes into the tables by COPY: hundreds of thousands of rows, one database transaction."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from commission.ledger.recipes.wholesale_returned import wholesale_returned
from commission.returns.lot import closes_at
from infra.database import Tx
from infra.ids import new_id, public_code
from services.bookkeeping.post_entry import Caused, post_entries
from services.imports.online_retail.play import OrderPlayed, ReturnPlayed
from services.imports.online_retail.state import OpenLot

SOURCE = "online-retail"

_Rows = list[tuple[object, ...]]
_ORDER = [
    "brand_id",
    "id",
    "code",
    "seller_id",
    "schedule_id",
    "return_policy_id",
    "state",
    "currency",
    "volume_before",
    "tier",
    "list_total",
    "net_total",
    "placed_at",
    "paid_at",
    "source",
    "external_ref",
]
_LINE = [
    "brand_id",
    "id",
    "order_id",
    "line_no",
    "sku_id",
    "qty",
    "list_price",
    "list_value",
    "net",
    "tier_eligible",
]
_LOT = [
    "brand_id",
    "id",
    "order_line_id",
    "order_id",
    "seller_id",
    "sku_id",
    "line_no",
    "qty",
    "list_price",
    "net",
    "tier_eligible",
    "paid_at",
    "return_until",
]
_RETURN = [
    "brand_id",
    "id",
    "seller_id",
    "order_id",
    "currency",
    "gross",
    "fee",
    "refund",
    "tier_before",
    "tier_after",
    "volume_before",
    "volume_after",
    "requested_at",
    "returned_at",
    "source",
    "external_ref",
]
_RETURN_LINE = ["brand_id", "id", "return_id", "lot_id", "qty", "gross", "fee", "refund"]


class OrderRows(NamedTuple):
    """Rows of stock orders, ready to be written."""

    orders: _Rows
    lines: _Rows
    lots: _Rows
    entries: list[Caused]


def rows_of_orders(
    brand_id: UUID, currency: str, skus: dict[str, UUID], played: Sequence[OrderPlayed]
) -> OrderRows:
    """Paid stock orders with their lines, lots and journal entries. Touches no database: it runs beside the writing."""
    lines: _Rows = []
    lots: _Rows = []
    for one in played:
        until = closes_at(one.order.rights, one.order.lots[0].as_law())
        for lot in one.order.lots:
            line_id, sku_id = new_id(), skus[lot.sku]
            goods = (sku_id, lot.qty, lot.list_price)
            lines.append(
                (brand_id, line_id, one.order.id, lot.line, *goods, lot.list_price * lot.qty, lot.net, True)
            )
            whose = (lot.id, line_id, one.order.id, one.seller_id, sku_id, lot.line)
            lots.append((brand_id, *whose, lot.qty, lot.list_price, lot.net, True, one.order.at, until))
    orders = [_order_row(brand_id, currency, one) for one in played]
    return OrderRows(orders, lines, lots, [_paid(currency, one) for one in played])


async def write_orders(tx: Tx, rows: OrderRows) -> None:
    """Write them, the orders before what points at them."""
    await tx.copy("stock_orders", _ORDER, rows.orders)
    await tx.copy("stock_order_lines", _LINE, rows.lines)
    await tx.copy("lots", _LOT, rows.lots)
    await post_entries(tx, rows.entries)


def _order_row(brand_id: UUID, currency: str, one: OrderPlayed) -> tuple[object, ...]:
    order, priced = one.order, one.priced
    rules = (one.schedule_id, one.rights_id, "paid", currency)
    sums = (priced.volume_before, priced.tier.name, priced.list_value, priced.net)
    code = public_code("S")
    return (
        brand_id,
        order.id,
        code,
        one.seller_id,
        *rules,
        *sums,
        order.at,
        order.at,
        SOURCE,
        order.invoice,
    )


def _paid(currency: str, one: OrderPlayed) -> Caused:
    what = Happening(str(one.order.id), one.order.at, currency)
    return Caused(wholesale_paid(what, one.priced.net), "stock_order", one.order.id)


async def write_returns(tx: Tx, currency: str, played: Sequence[ReturnPlayed]) -> None:
    """Returns with their lines and journal entries. The lots they took from are brought along by `write_lots_back`."""
    await tx.copy("stock_returns", _RETURN, [_return_row(tx, currency, one) for one in played])
    lines: _Rows = [
        (tx.brand_id, new_id(), one.id, unit.lot.id, unit.qty, *unit.sums)
        for one in played
        for unit in one.units
    ]
    await tx.copy("stock_return_lines", _RETURN_LINE, lines)
    await post_entries(tx, [_returned(currency, one) for one in played])


def _return_row(tx: Tx, currency: str, one: ReturnPlayed) -> tuple[object, ...]:
    standing = (one.tier_before, one.tier_after, one.volume_before, one.volume_after)
    whose = (one.id, one.seller_id, one.order.id)
    return (tx.brand_id, *whose, currency, *one.sums, *standing, one.at, one.at, SOURCE, one.invoice)


def _returned(currency: str, one: ReturnPlayed) -> Caused:
    gross, fee, _refund = one.sums
    what = Happening(str(one.id), one.at, currency)
    return Caused(wholesale_returned(what, gross, fee), "stock_return", one.id)


async def write_lots_back(tx: Tx, lots: Sequence[OpenLot]) -> None:
    """Bring the lots that gave units back to where the year left them, and their orders' refunds with them."""
    await tx.execute(
        "UPDATE lots l SET returned = n.returned, gross_refunded = n.gross, fee_charged = n.fee, refunded = n.refunded"
        " FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[])"
        " AS n (id, returned, gross, fee, refunded) WHERE l.brand_id = $1 AND l.id = n.id",
        tx.brand_id,
        [lot.id for lot in lots],
        [lot.returned for lot in lots],
        [lot.gross for lot in lots],
        [lot.fee for lot in lots],
        [lot.refunded for lot in lots],
    )
    orders = {lot.order.id: lot.order for lot in lots}
    await tx.execute(
        "UPDATE stock_orders o SET refunded_total = n.refunded"
        " FROM unnest($2::uuid[], $3::bigint[]) AS n (id, refunded) WHERE o.brand_id = $1 AND o.id = n.id",
        tx.brand_id,
        list(orders),
        [sum(lot.refunded for lot in order.lots) for order in orders.values()],
    )
