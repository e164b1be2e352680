"""Add up what was sold on a day, for the overview: in all, by product, by seller, channel and campaign credited."""

from datetime import date, datetime

from infra.database import Tx
from services.numbers.days import last_of_month

# One row a sold line. $1 brand, $2 and $3 the period, $4 store.
SOLD = """
SELECT o.id AS order_id, o.customer_id, o.paid_at, o.from_stock, l.id AS line_id, l.sku_id, l.qty, l.paid AS sales,
  l.refunded, k.commission, k.reversed
FROM retail_orders o JOIN retail_order_lines l ON l.brand_id = o.brand_id AND l.order_id = o.id
CROSS JOIN LATERAL (SELECT coalesce(sum(c.amount), 0)::bigint AS commission,
    coalesce(sum(c.reversed), 0)::bigint AS reversed
  FROM commission_lines c WHERE c.brand_id = l.brand_id AND c.order_line_id = l.id) k
WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3 AND ($4::uuid IS NULL OR o.store_id = $4)
"""
# The parts of lines that sellers, channels and campaigns are credited with: shares of a line that sum to it.
CREDITED = """
SELECT c.order_id, o.customer_id, c.paid_at, o.from_stock, c.order_line_id AS line_id, l.sku_id, l.qty, c.sales,
  c.refunded, c.commission, c.reversed, c.seller_id, c.channel, c.campaign
FROM credited_sales c JOIN retail_orders o ON o.brand_id = c.brand_id AND o.id = c.order_id
JOIN retail_order_lines l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
WHERE c.brand_id = $1 AND c.paid_at >= $2 AND c.paid_at < $3 AND ($4::uuid IS NULL OR c.store_id = $4)
"""
# Whether the customer of a sold line `s` had paid before.
HAD_PAID = """EXISTS (SELECT FROM retail_orders e WHERE e.brand_id = $1 AND e.customer_id = s.customer_id
  AND e.paid_at < s.paid_at)"""
SUMS = f"""count(DISTINCT s.order_id)::int AS orders,
  count(DISTINCT s.order_id) FILTER (WHERE {HAD_PAID})::int AS repeated,
  coalesce(sum(s.qty), 0)::int AS units, coalesce(sum(s.sales), 0)::bigint AS gross,
  coalesce(sum(s.refunded), 0)::bigint AS refunded, coalesce(sum(s.commission - s.reversed), 0)::bigint AS commission,
  coalesce(sum(s.sales - s.refunded) FILTER (WHERE NOT s.from_stock), 0)::bigint AS commissioned"""
_COLUMNS = "orders, repeated, units, gross, refunded, commission, commissioned"
_FORGET = "DELETE FROM sales_sums WHERE brand_id = $1 AND grain = $2 AND starts = $3"
# `$4` is no store: it is given, so that the statements above are the overview's own.
_ADD_UP = f"""
WITH sold AS MATERIALIZED ({SOLD}), credited AS MATERIALIZED ({CREDITED})
INSERT INTO sales_sums (brand_id, grain, dimension, starts, key, {_COLUMNS})
SELECT $1, 'day', 'all', $5::date, '', {SUMS} FROM sold s
UNION ALL
SELECT $1, 'day', 'product', $5, k.product_id::text, {SUMS} FROM sold s
JOIN skus k ON k.brand_id = $1 AND k.id = s.sku_id GROUP BY k.product_id
UNION ALL
SELECT $1, 'day', 'seller', $5, s.seller_id::text, {SUMS} FROM credited s
WHERE s.seller_id IS NOT NULL GROUP BY s.seller_id
UNION ALL
SELECT $1, 'day', 'channel', $5, s.channel, {SUMS} FROM credited s GROUP BY s.channel
UNION ALL
SELECT $1, 'day', 'campaign', $5, s.campaign, {SUMS} FROM credited s GROUP BY s.campaign
"""  # noqa: S608 - our own words
_MONTH = f"""
INSERT INTO sales_sums (brand_id, grain, dimension, starts, key, {_COLUMNS})
SELECT $1, 'month', dimension, $2, key, sum(orders)::int, sum(repeated)::int, sum(units)::int, sum(gross)::bigint,
  sum(refunded)::bigint, sum(commission)::bigint, sum(commissioned)::bigint
FROM sales_sums WHERE brand_id = $1 AND grain = 'day' AND starts BETWEEN $2 AND $3 GROUP BY dimension, key
"""  # noqa: S608 - our own words
_ORDERS = """
SELECT orders FROM sales_sums WHERE brand_id = $1 AND grain = 'day' AND dimension = 'all' AND starts = $2 AND key = ''
"""
# Whoever pays later had not paid before yet, as far as those days know.
_LATER_AGAIN = "UPDATE rolled_days SET stale = true WHERE brand_id = $1 AND day > $2 AND NOT stale"


async def roll_sales(tx: Tx, day: date, begins: datetime, ends: datetime, today: date) -> None:
    """The day again, and its month where that is over. An order is of one day, so days add up to months."""
    before = await tx.fetchval(_ORDERS, tx.brand_id, day)
    await tx.execute(_FORGET, tx.brand_id, "day", day)
    await tx.execute(_ADD_UP, tx.brand_id, begins, ends, None, day)
    if before is not None and before != await tx.fetchval(_ORDERS, tx.brand_id, day):
        await tx.execute(_LATER_AGAIN, tx.brand_id, day)
    first = day.replace(day=1)
    if first < today.replace(day=1):
        await tx.execute(_FORGET, tx.brand_id, "month", first)
        await tx.execute(_MONTH, tx.brand_id, first, last_of_month(first))
