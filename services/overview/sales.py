"""Sold lines of a period, and what they add up to. Amounts are minor units, exact; nothing here is a rate yet."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from infra.database import Tx
from services.overview.period import Span

# One row a sold line. $1 brand, $2 and $3 the period, $4 store; $5 channel and $6 campaign are not asked for.
_ALL = """
SELECT o.id AS order_id, o.customer_id, o.paid_at, o.from_stock, l.id AS line_id, l.sku_id, l.qty, l.paid AS sales,
  l.refunded, k.commission, k.reversed
FROM retail_orders o JOIN retail_order_lines l ON l.brand_id = o.brand_id AND l.order_id = o.id
CROSS JOIN LATERAL (SELECT coalesce(sum(c.amount), 0)::bigint AS commission,
    coalesce(sum(c.reversed), 0)::bigint AS reversed
  FROM commission_lines c WHERE c.brand_id = l.brand_id AND c.order_line_id = l.id) k
WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3 AND ($4::uuid IS NULL OR o.store_id = $4)
  AND $5::text IS NULL AND $6::text IS NULL
"""
# The parts of lines that some links are credited with: shares of a line that sum to it.
_BY_LINK = """
SELECT c.order_id, o.customer_id, c.paid_at, o.from_stock, c.order_line_id AS line_id, l.sku_id, l.qty, c.sales,
  c.refunded, c.commission, c.reversed
FROM credited_sales c JOIN retail_orders o ON o.brand_id = c.brand_id AND o.id = c.order_id
JOIN retail_order_lines l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
WHERE c.brand_id = $1 AND c.paid_at >= $2 AND c.paid_at < $3 AND ($4::uuid IS NULL OR c.store_id = $4)
  AND ($5::text IS NULL OR c.channel = $5) AND ($6::text IS NULL OR c.campaign = $6)
"""
_SUMS = """
SELECT coalesce(sum(s.sales), 0)::bigint AS gross, coalesce(sum(s.refunded), 0)::bigint AS refunded,
  count(DISTINCT s.order_id)::int AS orders, count(DISTINCT s.customer_id)::int AS customers,
  count(DISTINCT s.order_id) FILTER (WHERE EXISTS (SELECT FROM retail_orders e WHERE e.brand_id = $1
    AND e.customer_id = s.customer_id AND e.paid_at < s.paid_at))::int AS repeated,
  coalesce(sum(s.commission - s.reversed), 0)::bigint AS commission,
  coalesce(sum(s.sales - s.refunded) FILTER (WHERE NOT s.from_stock), 0)::bigint AS commissioned
FROM sold s
"""
_SERIES = """
SELECT date_trunc($7, s.paid_at AT TIME ZONE $8)::date AS day,
  sum(s.sales - s.refunded)::bigint AS sales, count(DISTINCT s.order_id)::int AS orders,
  sum(s.refunded)::bigint AS refunded, sum(s.commission - s.reversed)::bigint AS commission
FROM sold s GROUP BY 1 ORDER BY 1
"""
_PRODUCTS = """
SELECT p.id, p.code, p.name, sum(s.qty)::int AS units, sum(s.sales - s.refunded)::bigint AS sales,
  count(DISTINCT s.order_id)::int AS orders, sum(s.refunded)::bigint AS refunded
FROM sold s JOIN skus k ON k.brand_id = $1 AND k.id = s.sku_id
JOIN products p ON p.brand_id = k.brand_id AND p.id = k.product_id
GROUP BY p.id, p.code, p.name ORDER BY sales DESC, p.code LIMIT 10
"""
# Whom each line is credited to, the owner's own stock included: shares of a line by the weights of its decision.
_SHARERS = """
SELECT v.id, v.code, v.display_name, v.kind, sum(c.sales - c.refunded)::bigint AS sales,
  count(DISTINCT c.order_id)::int AS orders, sum(c.commission - c.reversed)::bigint AS commission
FROM credited_sales c JOIN sellers v ON v.brand_id = c.brand_id AND v.id = c.seller_id
WHERE c.brand_id = $1 AND c.paid_at >= $2 AND c.paid_at < $3 AND ($4::uuid IS NULL OR c.store_id = $4)
  AND ($5::text IS NULL OR c.channel = $5) AND ($6::text IS NULL OR c.campaign = $6)
GROUP BY v.id, v.code, v.display_name, v.kind ORDER BY sales DESC, v.code LIMIT 10
"""


class SalesSums(Struct, frozen=True):
    """`gross` was paid for goods, without tax and shipping; `refunded` of it went back. `repeated`: orders of customers
    who had paid before. `commission` is net of clawbacks, `commissioned` the sales it is paid on (none from own
    stock)."""

    gross: int
    refunded: int
    orders: int
    customers: int
    repeated: int
    commission: int
    commissioned: int


class SalesPoint(Struct, frozen=True):
    """A point of a plot; `day` is the first day of its week or month."""

    day: date
    sales: int
    orders: int
    refunded: int
    commission: int


class TopProduct(Struct, frozen=True):
    product_id: UUID
    code: str
    name: str
    units: int
    sales: int
    orders: int
    refunded: int


class TopSharer(Struct, frozen=True):
    """A seller by the sales credited to them."""

    seller_id: UUID
    code: str
    name: str
    kind: str
    sales: int
    orders: int
    commission: int


async def sales_sums(tx: Tx, span: Span) -> SalesSums:
    """What was sold in the period."""
    (row,) = await _over_sold(tx, span, _SUMS)
    return SalesSums(*row)


async def sales_series(tx: Tx, span: Span) -> list[SalesPoint]:
    """The same by day, week or month of the brand's calendar; buckets without a sale are left out."""
    rows = await _over_sold(tx, span, _SERIES, span.bucket, span.timezone)
    return [SalesPoint(*row) for row in rows]


async def top_products(tx: Tx, span: Span) -> list[TopProduct]:
    """The ten that sold most."""
    return [TopProduct(*row) for row in await _over_sold(tx, span, _PRODUCTS)]


async def top_sharers(tx: Tx, span: Span) -> list[TopSharer]:
    """The ten sellers credited with most."""
    return [TopSharer(*row) for row in await tx.fetch(_SHARERS, *_args(tx, span))]


async def _over_sold(tx: Tx, span: Span, query: str, *more: object) -> list[Any]:
    sold = _BY_LINK if span.by_link else _ALL
    rows: list[Any] = await tx.fetch(f"WITH sold AS ({sold}) {query}", *_args(tx, span), *more)
    return rows


def _args(tx: Tx, span: Span) -> tuple[object, ...]:
    return (tx.brand_id, span.start, span.end, span.store_id, span.channel, span.campaign)
