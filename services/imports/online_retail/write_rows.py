"""What was played goes into the tables by COPY: hundreds of thousands of rows, one database transaction."""

from collections.abc import Sequence
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


async def write_orders(tx: Tx, currency: str, skus: dict[str, UUID], played: Sequence[OrderPlayed]) -> None:
    """Paid stock orders with their lines, lots and journal entries."""
    await tx.copy(
        "stock_orders",
        (
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
        ),
        [
            (
                tx.brand_id,
                one.order.id,
                public_code("S"),
                one.seller_id,
                one.schedule_id,
                one.rights_id,
                "paid",
                currency,
                one.priced.volume_before,
                one.priced.tier.name,
                one.priced.list_value,
                one.priced.net,
                one.order.at,
                one.order.at,
                SOURCE,
                one.order.invoice,
            )
            for one in played
        ],
    )
    lines = [(one, lot, new_id()) for one in played for lot in one.order.lots]
    await tx.copy(
        "stock_order_lines",
        (
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
        ),
        [
            (
                tx.brand_id,
                line_id,
                one.order.id,
                lot.line,
                skus[lot.sku],
                lot.qty,
                lot.list_price,
                lot.list_price * lot.qty,
                lot.net,
                True,
            )
            for one, lot, line_id in lines
        ],
    )
    await tx.copy(
        "lots",
        (
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
        ),
        [
            (
                tx.brand_id,
                lot.id,
                line_id,
                one.order.id,
                one.seller_id,
                skus[lot.sku],
                lot.line,
                lot.qty,
                lot.list_price,
                lot.net,
                True,
                one.order.at,
                closes_at(one.order.rights, lot.as_law()),
            )
            for one, lot, line_id in lines
        ],
    )
    await post_entries(
        tx,
        [
            Caused(
                wholesale_paid(Happening(str(one.order.id), one.order.at, currency), one.priced.net),
                "stock_order",
                one.order.id,
            )
            for one in played
        ],
    )


async def write_returns(tx: Tx, currency: str, played: Sequence[ReturnPlayed]) -> None:
    """Returns with their lines and journal entries. The lots they took from are brought along by `write_lots_back`."""
    sums = {
        one.id: [sum(part) for part in zip(*(unit.sums for unit in one.units), strict=True)] for one in played
    }
    await tx.copy(
        "stock_returns",
        (
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
        ),
        [
            (
                tx.brand_id,
                one.id,
                one.seller_id,
                one.order.id,
                currency,
                *sums[one.id],
                one.tier_before,
                one.tier_after,
                one.volume_before,
                one.volume_after,
                one.at,
                one.at,
                SOURCE,
                one.invoice,
            )
            for one in played
        ],
    )
    await tx.copy(
        "stock_return_lines",
        ("brand_id", "id", "return_id", "lot_id", "qty", "gross", "fee", "refund"),
        [
            (tx.brand_id, new_id(), one.id, unit.lot.id, unit.qty, *unit.sums)
            for one in played
            for unit in one.units
        ],
    )
    await post_entries(
        tx,
        [
            Caused(
                wholesale_returned(
                    Happening(str(one.id), one.at, currency), sums[one.id][0], sums[one.id][1]
                ),
                "stock_return",
                one.id,
            )
            for one in played
        ],
    )


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
