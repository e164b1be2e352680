"""Sold lines of a period, and what they add up to. Amounts are minor units, exact; nothing here is a rate yet.

What is over was added up by day and month (services/numbers/roll_sales.py); what is not, and what is asked by store
or by filters together, is counted from the lines themselves. Both give the same figures.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from infra.database import Tx
from services.numbers.roll_sales import CREDITED, SOLD, SUMS
from services.overview.added_up import AddedUp
from services.overview.period import Span

# $1 brand, $2 and $3 what is counted live, $4 store, $5 channel, $6 campaign; $7 to $12 the months and days that were
# added up, $13 and $14 by what.
_ALL = f"{SOLD} AND $5::text IS NULL AND $6::text IS NULL"
_BY_LINK = f"{CREDITED} AND ($5::text IS NULL OR c.channel = $5) AND ($6::text IS NULL OR c.campaign = $6)"
_ADDED_UP = """
SELECT key, starts, orders, repeated, units, gross, refunded, commission, commissioned FROM sales_sums
WHERE brand_id = $1 AND dimension = $13 AND ($14::text IS NULL OR key = $14) AND (
  (grain = 'month' AND starts BETWEEN $7::date AND $8::date)
  OR (grain = 'day' AND (starts BETWEEN $9::date AND $10::date OR starts BETWEEN $11::date AND $12::date)))
"""
_COLUMNS = "orders, repeated, units, gross, refunded, commission, commissioned"
_SUMS = f"""
SELECT coalesce(sum(gross), 0)::bigint, coalesce(sum(refunded), 0)::bigint, sum(orders)::int, sum(repeated)::int,
  sum(commission)::bigint, sum(commissioned)::bigint
FROM (SELECT {SUMS} FROM sold s UNION ALL SELECT {_COLUMNS} FROM summed
      UNION ALL SELECT 0, 0, 0, 0, 0, 0, 0) x
"""  # noqa: S608 - our own words
_CUSTOMERS = "SELECT count(DISTINCT customer_id)::int FROM sold WHERE $13::text || $14::text IS NOT NULL"
# Who paid live, and not in the part that was added up, which lies between $15 and $16.
_NEW_CUSTOMERS = """
SELECT count(DISTINCT s.customer_id)::int FROM sold s WHERE NOT EXISTS (
  SELECT FROM retail_orders e WHERE e.brand_id = $1 AND e.customer_id = s.customer_id AND e.paid_at >= $15
    AND e.paid_at < $16 AND ($5::text IS NULL AND $6::text IS NULL OR EXISTS (
      SELECT FROM retail_order_lines l JOIN credited_sales c ON c.brand_id = l.brand_id AND c.order_line_id = l.id
      WHERE l.brand_id = $1 AND l.order_id = e.id AND ($5::text IS NULL OR c.channel = $5)
        AND ($6::text IS NULL OR c.campaign = $6))))
"""
_SERIES = """
SELECT date_trunc($15, day::timestamp)::date AS day, sum(gross - refunded)::bigint, sum(orders)::int,
  sum(refunded)::bigint, sum(commission)::bigint
FROM (
  SELECT (s.paid_at AT TIME ZONE $16)::date AS day, count(DISTINCT s.order_id) AS orders, sum(s.sales) AS gross,
    sum(s.refunded) AS refunded, sum(s.commission - s.reversed) AS commission FROM sold s GROUP BY 1
  UNION ALL SELECT starts, orders, gross, refunded, commission FROM summed WHERE orders > 0
) x GROUP BY 1 ORDER BY 1
"""
_PRODUCTS = f"""
SELECT p.id, p.code, p.name, x.units, x.sales, x.orders, x.refunded FROM (
  SELECT key, sum(units)::int AS units, sum(gross - refunded)::bigint AS sales, sum(orders)::int AS orders,
    sum(refunded)::bigint AS refunded
  FROM (SELECT k.product_id::text AS key, {SUMS} FROM sold s JOIN skus k ON k.brand_id = $1 AND k.id = s.sku_id
        GROUP BY 1
        UNION ALL SELECT key, {_COLUMNS} FROM summed) y GROUP BY 1) x
JOIN products p ON p.brand_id = $1 AND p.id = x.key::uuid ORDER BY x.sales DESC, p.code LIMIT 10
"""  # noqa: S608 - our own words
# Whom each line is credited to, the owner's own stock included: shares of a line by the weights of its decision.
_SHARERS = f"""
SELECT v.id, v.code, v.display_name, v.kind, x.sales, x.orders, x.commission FROM (
  SELECT key, sum(gross - refunded)::bigint AS sales, sum(orders)::int AS orders, sum(commission)::bigint AS commission
  FROM (SELECT s.seller_id::text AS key, {SUMS} FROM sold s WHERE s.seller_id IS NOT NULL GROUP BY 1
        UNION ALL SELECT key, {_COLUMNS} FROM summed) y GROUP BY 1) x
JOIN sellers v ON v.brand_id = $1 AND v.id = x.key::uuid ORDER BY x.sales DESC, v.code LIMIT 10
"""  # noqa: S608 - our own words
_NEVER = (date(1, 1, 1), date(1, 1, 1))


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


def summed_by(span: Span) -> tuple[str, str] | None:
    """The dimension and key of sales_sums that hold what is asked; None where only the lines do."""
    asked = [("channel", span.channel), ("campaign", span.campaign)]
    given = [(dimension, key) for dimension, key in asked if key is not None]
    if span.store_id is not None or len(given) > 1:
        return None
    return given[0] if given else ("all", "")


async def sales_sums(tx: Tx, span: Span, parts: AddedUp | None, closed_customers: int | None) -> SalesSums:
    """What was sold in the period. `closed_customers` paid in the part that was added up, where they were counted."""
    by = summed_by(span) if parts else None
    (row,) = await _over(tx, span, _SUMS, parts, by)
    gross, refunded, orders, repeated, commission, commissioned = row
    if parts is None or parts.closed is None or closed_customers is None:
        ((customers,),) = await _over(tx, span, _CUSTOMERS, None, None)
    else:
        ((fresh,),) = await _over(tx, span, _NEW_CUSTOMERS, parts, by, span.start, parts.live[0])
        customers = closed_customers + fresh
    return SalesSums(gross, refunded, orders, customers, repeated, commission, commissioned)


async def sales_series(tx: Tx, span: Span, parts: AddedUp | None) -> list[SalesPoint]:
    """The same by day, week or month of the brand's calendar; buckets without a sale are left out."""
    by = summed_by(span) if parts else None
    # Plots need every day: a month does not say which.
    whole = parts.by_day() if parts else None
    rows = await _over(tx, span, _SERIES, whole, by, span.bucket, span.timezone)
    return [SalesPoint(*row) for row in rows]


async def top_products(tx: Tx, span: Span, parts: AddedUp | None) -> list[TopProduct]:
    """The ten that sold most."""
    rows = await _over(tx, span, _PRODUCTS, parts, _all_of(span, "product"))
    return [TopProduct(*row) for row in rows]


async def top_sharers(tx: Tx, span: Span, parts: AddedUp | None) -> list[TopSharer]:
    """The ten sellers credited with most."""
    rows = await _over(tx, span, _SHARERS, parts, _all_of(span, "seller"), lines=_BY_LINK)
    return [TopSharer(*row) for row in rows]


def _all_of(span: Span, dimension: str) -> tuple[str, None] | None:
    """Every key of a dimension; sums by two dimensions at once are not kept."""
    return (dimension, None) if summed_by(span) == ("all", "") else None


async def _over(
    tx: Tx,
    span: Span,
    query: str,
    parts: AddedUp | None,
    by: tuple[str, str | None] | None,
    *more: object,
    lines: str = "",
) -> list[Any]:
    """Over lines, or over days added up `by` something and the lines of what is left."""
    live: tuple[datetime, datetime] = (span.start, span.end)
    days: tuple[date, ...] = (*_NEVER, *_NEVER, *_NEVER)
    if parts is not None and by is not None:
        live, days = parts.live, parts.arguments
    sold = lines or (_BY_LINK if span.by_link else _ALL)
    rows: list[Any] = await tx.fetch(
        f"WITH sold AS ({sold}), summed AS ({_ADDED_UP}) {query}",
        tx.brand_id,
        *live,
        span.store_id,
        span.channel,
        span.campaign,
        *days,
        *(by or ("", "")),
        *more,
    )
    return rows
