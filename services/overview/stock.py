"""What resellers bought and sent back in a period, and which tiers they moved between."""

from msgspec import Struct

from infra.database import Tx
from services.overview.period import Span

_SUMS = """
SELECT coalesce((SELECT sum(o.net_total) FROM stock_orders o WHERE o.brand_id = $1 AND o.paid_at >= $2
    AND o.paid_at < $3 AND ($4::uuid IS NULL OR o.seller_id = $4)), 0)::bigint,
  (SELECT count(*) FROM stock_orders o WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3
    AND ($4::uuid IS NULL OR o.seller_id = $4))::int,
  coalesce((SELECT sum(r.refund) FROM stock_returns r WHERE r.brand_id = $1 AND r.returned_at >= $2
    AND r.returned_at < $3 AND ($4::uuid IS NULL OR r.seller_id = $4)), 0)::bigint
"""
# An order moves its reseller from the tier of the order before it, which for the first of the period is looked up; a
# return says itself what it moved. The rank of a tier is its place in the schedule that priced the order; a name that
# the schedule does not know has no rank.
_MOVES = """
WITH schedules AS (
  SELECT s.id, t.tier->>'name' AS tier, t.place FROM tier_schedules s,
    jsonb_array_elements(s.body->'tiers') WITH ORDINALITY AS t (tier, place) WHERE s.brand_id = $1),
ordered AS (
  SELECT o.id, o.seller_id, o.paid_at, o.schedule_id, o.tier AS after, lag(o.tier) OVER w AS before,
    row_number() OVER w = 1 AS first
  FROM stock_orders o WHERE o.brand_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3
    AND ($4::uuid IS NULL OR o.seller_id = $4)
  WINDOW w AS (PARTITION BY o.seller_id ORDER BY o.paid_at, o.id)),
known AS (
  SELECT o.seller_id, o.schedule_id, o.after, CASE WHEN NOT o.first THEN o.before ELSE (
    SELECT e.tier FROM stock_orders e WHERE e.brand_id = $1 AND e.seller_id = o.seller_id AND e.paid_at < $2
    ORDER BY e.paid_at DESC, e.id DESC LIMIT 1) END AS before FROM ordered o),
moved AS (
  SELECT seller_id, schedule_id, before, after FROM known WHERE before <> after
  UNION ALL
  SELECT r.seller_id, o.schedule_id, r.tier_before, r.tier_after FROM stock_returns r
  JOIN stock_orders o ON o.brand_id = r.brand_id AND o.id = r.order_id
  WHERE r.brand_id = $1 AND r.returned_at >= $2 AND r.returned_at < $3 AND r.tier_before <> r.tier_after
    AND ($4::uuid IS NULL OR r.seller_id = $4))
SELECT m.before, m.after, count(*)::int, count(DISTINCT m.seller_id)::int, a.place > b.place
FROM moved m LEFT JOIN schedules b ON b.id = m.schedule_id AND b.tier = m.before
LEFT JOIN schedules a ON a.id = m.schedule_id AND a.tier = m.after
GROUP BY 1, 2, 5 ORDER BY 3 DESC, 1, 2
"""


class StockSums(Struct, frozen=True):
    """Minor units: what resellers paid for stock, and what they got back for what they returned."""

    bought: int
    orders: int
    returned: int


class TierMove(Struct, frozen=True):
    """`up` is null where the schedule does not rank one of the two."""

    before: str
    after: str
    moves: int
    sellers: int
    up: bool | None


async def stock_sums(tx: Tx, span: Span) -> StockSums:
    """Of the store's owner alone where a store is asked for; links have nothing to do with it."""
    row = await tx.fetchrow(_SUMS, tx.brand_id, span.start, span.end, await _owner(tx, span))
    return StockSums(*row) if row else StockSums(0, 0, 0)


async def tier_moves(tx: Tx, span: Span) -> list[TierMove]:
    """Between which tiers resellers moved, by buying and by sending back."""
    rows = await tx.fetch(_MOVES, tx.brand_id, span.start, span.end, await _owner(tx, span))
    return [TierMove(*row) for row in rows]


async def _owner(tx: Tx, span: Span) -> object:
    if span.store_id is None:
        return None
    return await tx.fetchval(
        "SELECT seller_id FROM stores WHERE brand_id = $1 AND id = $2", tx.brand_id, span.store_id
    )
