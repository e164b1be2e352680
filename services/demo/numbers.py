"""The five numbers a brand's admin looks at first, for the three months, straight from the tables."""

from datetime import datetime

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope

_FIGURES = """
WITH sales AS (
  SELECT o.id, o.customer_id, l.paid - l.refunded AS net, l.paid, l.refunded, o.from_stock
  FROM retail_orders o JOIN retail_order_lines l ON l.brand_id = o.brand_id AND l.order_id = o.id
  WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3),
earned AS (
  SELECT coalesce(sum(amount - reversed), 0)::bigint AS commission FROM commission_lines
  WHERE brand_id = $1 AND accrued_at >= $2 AND accrued_at < $3)
SELECT coalesce(sum(net), 0)::bigint AS sales, count(DISTINCT id) AS orders, count(DISTINCT customer_id) AS customers,
  coalesce(sum(refunded), 0)::bigint AS refunded, coalesce(sum(paid), 0)::bigint AS paid,
  coalesce(sum(net) FILTER (WHERE NOT from_stock), 0)::bigint AS commissioned,
  (SELECT commission FROM earned) AS commission,
  (SELECT count(DISTINCT visitor_id) FROM touches
   WHERE brand_id = $1 AND kind IN ('click', 'scan') AND at >= $2 AND at < $3) AS people
FROM sales
"""


class FirstNumbers(msgspec.Struct, frozen=True):
    """Money in minor units; shares in hundredths of a percent, whole numbers.

    `sales`: paid by end customers for goods, net of refunds. `orders`: paid. `conversion`: orders by people who opened
    a link. `commission_share`: commission net of clawbacks by the sales it is paid on (not those from own stock).
    `refund_share`: refunded by paid.
    """

    sales: int
    orders: int
    conversion: int
    commission_share: int
    refund_share: int


async def first_numbers(scope: Scope, start: datetime, end: datetime) -> FirstNumbers:
    """The numbers of `start <= t < end`."""

    async def work(tx: Tx) -> FirstNumbers:
        row = await tx.fetchrow(_FIGURES, tx.brand_id, start, end)
        if row is None:
            raise AssertionError("an aggregate has one row")
        return FirstNumbers(
            sales=row["sales"],
            orders=row["orders"],
            conversion=_share(row["orders"], row["people"]),
            commission_share=_share(row["commission"], row["commissioned"]),
            refund_share=_share(row["refunded"], row["paid"]),
        )

    return await transact(scope, work, snapshot=True)


def _share(part: int, whole: int) -> int:
    return (2 * part * 10_000 + whole) // (2 * whole) if whole else 0
