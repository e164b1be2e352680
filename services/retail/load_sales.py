"""Orders with their lines, for many payments at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from infra.database import Tx
from services.retail.sale import PaymentMade, Sale, SoldLine

_LINES = """
SELECT l.id, l.order_id, l.line_no, l.sku_id, l.qty, l.paid, s.code AS sku, p.category
FROM retail_order_lines AS l
JOIN skus AS s ON s.brand_id = l.brand_id AND s.id = l.sku_id
JOIN products AS p ON p.brand_id = s.brand_id AND p.id = s.product_id
WHERE l.brand_id = $1 AND l.order_id = ANY($2::uuid[]) ORDER BY l.order_id, l.line_no
"""
_OWNERS = "SELECT id, seller_id FROM stores WHERE brand_id = $1 AND id = ANY($2::uuid[])"


async def load_sales(
    tx: Tx, orders: Mapping[UUID, asyncpg.Record], payments: Sequence[PaymentMade]
) -> list[Sale]:
    """The sales of payments whose orders are locked, in order of the orders' ids: the order in which events of one
    instant follow each other (money-rules.md, Numbers)."""
    lines: dict[UUID, list[SoldLine]] = defaultdict(list)
    for row in await tx.fetch(_LINES, tx.brand_id, [payment.order_id for payment in payments]):
        lines[row["order_id"]].append(
            SoldLine(
                row["id"],
                row["line_no"],
                row["sku_id"],
                row["sku"],
                row["category"] or None,
                row["qty"],
                row["paid"],
            )
        )
    stores = {orders[payment.order_id]["store_id"] for payment in payments}
    owners = {row["id"]: row["seller_id"] for row in await tx.fetch(_OWNERS, tx.brand_id, list(stores))}
    sales = [
        Sale(
            order_id=order["id"],
            code=order["code"],
            payment=payment,
            customer_id=order["customer_id"],
            visitor_id=order["visitor_id"],
            coupon_id=order["coupon_id"],
            store_id=order["store_id"],
            store_owner=owners[order["store_id"]],
            from_stock=order["from_stock"],
            expired=order["state"] == "cancelled",
            currency=order["currency"],
            tax_total=order["tax_total"],
            shipping_total=order["shipping_total"],
            lines=tuple(lines[order["id"]]),
        )
        for payment in payments
        for order in (orders[payment.order_id],)
    ]
    return sorted(sales, key=lambda sale: sale.order_id)
