"""The events of a scenario file, one statement a kind: rows of one JSON text, in no particular order of time.

$1 is the brand, $2 the last instant. An event's id begins with a letter, so that events of one instant follow each
other as they do in the services: what attribution reads before orders, a payment before what comes of it, payouts last.
Identifications, bindings and orders share a letter, for attribution orders them by their ids.
"""

from typing import NamedTuple

from services.history.masters import INSTANT, PRICES, SAME_PERSON
from services.sharing.coupon_owner import coupon_owner_at


class Stream(NamedTuple):
    """`counted` is a quick count of what `query` answers, for the progress. `more` are the query's arguments from $3
    on."""

    name: str
    query: str
    counted: str
    more: tuple[object, ...] = ()

    def narrowed(self, condition: str, *more: object) -> "Stream":
        """Fewer of them: every query ends with its conditions."""
        return Stream(self.name, f"{self.query} AND {condition}", self.counted, more)


def _at(column: str) -> str:
    return f"'at', {INSTANT.format(column)}"


# A store without a written history was open from its publication (services/retail/load_facts.py).
TOUCHES = Stream(
    "touches",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'a' || t.id, {_at("t.at")}, 'type', 'touch', 'visitor', t.visitor_id,
  'seller', t.seller_id, 'channel', t.channel, 'kind', t.kind,
  'store_open', CASE WHEN coalesce(h.open, s.published_at <= t.at AND NOT h.written, false) THEN NULL ELSE false END
  ))::text
FROM touches t LEFT JOIN stores s ON s.brand_id = t.brand_id AND s.id = t.store_id
CROSS JOIN LATERAL (
  SELECT (SELECT c.status = 'published' FROM store_status_changes c
          WHERE c.brand_id = t.brand_id AND c.store_id = t.store_id AND c.at <= t.at ORDER BY c.at DESC, c.id DESC
          LIMIT 1) AS open,
    EXISTS (SELECT FROM store_status_changes c WHERE c.brand_id = t.brand_id AND c.store_id = t.store_id) AS written) h
WHERE t.brand_id = $1 AND t.at <= $2
""",
    "SELECT count(*) FROM touches WHERE brand_id = $1 AND at <= $2",
)
STATUSES = Stream(
    "seller_statuses",
    f"""
SELECT json_build_object('id', 'a' || id, {_at("at")}, 'type', 'seller_status', 'seller', seller_id,
  'status', status)::text FROM seller_status_changes WHERE brand_id = $1 AND at <= $2
""",
    "SELECT count(*) FROM seller_status_changes WHERE brand_id = $1 AND at <= $2",
)
# An order identifies its visitor by itself.
IDENTIFICATIONS = Stream(
    "identifications",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'c' || id, {_at("at")}, 'type', 'identify', 'visitor', visitor_id,
  'customer', customer_id, 'undone_at', {INSTANT.format("CASE WHEN undone_at <= $2 THEN undone_at END")}))::text
FROM identifications WHERE brand_id = $1 AND at <= $2 AND via <> 'order'
""",
    "SELECT count(*) FROM identifications WHERE brand_id = $1 AND at <= $2 AND via <> 'order'",
)
# Before orders of their instant, as orders read them.
MERGES = Stream(
    "customer_merges",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'b' || id, {_at("at")}, 'type', 'customers_merged',
  'customer', from_customer_id, 'into', into_customer_id,
  'undone_at', {INSTANT.format("CASE WHEN undone_at <= $2 THEN undone_at END")}))::text
FROM customer_merges WHERE brand_id = $1 AND at <= $2
""",
    "SELECT count(*) FROM customer_merges WHERE brand_id = $1 AND at <= $2",
)
BINDINGS = Stream(
    "bindings",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'c' || id, {_at("at")}, 'type', 'bind', 'seller', seller_id,
  'customer', customer_id, 'visitor', visitor_id,
  'handed_over', CASE WHEN hand_over_id IS NOT NULL THEN true END))::text
FROM bindings WHERE brand_id = $1 AND at <= $2
""",
    "SELECT count(*) FROM bindings WHERE brand_id = $1 AND at <= $2",
)
STOCK_ORDERS = Stream(
    "stock_orders",
    f"""
WITH {PRICES},
goods AS (
  SELECT l.order_id, json_agg(json_strip_nulls(json_build_object('line', l.line_no::text, 'sku', k.code, 'qty', l.qty,
    'list_price', CASE WHEN l.list_price <> coalesce(r.list_price, 0) THEN l.list_price END,
    'tier_eligible', CASE WHEN l.tier_eligible <> k.tier_eligible THEN l.tier_eligible END))
    ORDER BY l.line_no) AS lines
  FROM stock_order_lines l JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
  LEFT JOIN priced r ON r.sku_id = l.sku_id WHERE l.brand_id = $1 GROUP BY l.order_id)
SELECT json_strip_nulls(json_build_object('id', 'b' || o.id, {_at("o.paid_at")}, 'type', 'wholesale_paid',
  'order', o.id, 'seller', o.seller_id, 'quoted_at', {INSTANT.format("q.created_at")}, 'lines', g.lines))::text
FROM stock_orders o JOIN goods g ON g.order_id = o.id
LEFT JOIN stock_quotes q ON q.brand_id = o.brand_id AND q.id = o.quote_id
WHERE o.brand_id = $1 AND o.paid_at <= $2
""",
    "SELECT count(*) FROM stock_orders WHERE brand_id = $1 AND paid_at <= $2",
)
# A return after its lot's window was that of a closed account (docs/adr/0055).
STOCK_RETURNS = Stream(
    "stock_returns",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'd' || n.id, {_at("r.returned_at")}, 'type', 'wholesale_returned',
  'order', r.order_id, 'line', l.line_no::text, 'qty', n.qty,
  'window_waived', CASE WHEN r.returned_at >= l.return_until THEN true END))::text
FROM stock_return_lines n JOIN stock_returns r ON r.brand_id = n.brand_id AND r.id = n.return_id
JOIN lots l ON l.brand_id = n.brand_id AND l.id = n.lot_id
WHERE n.brand_id = $1 AND r.returned_at <= $2
""",
    "SELECT count(*) FROM stock_return_lines n JOIN stock_returns r ON r.brand_id = n.brand_id AND r.id = n.return_id"
    " WHERE n.brand_id = $1 AND r.returned_at <= $2",
)
# Who is one person with the buyer is told by the sellers' lists, and by the order where it was otherwise then.
RETAIL_ORDERS = Stream(
    "retail_orders",
    f"""
WITH {SAME_PERSON},
goods AS (
  SELECT l.order_id, json_agg(json_strip_nulls(json_build_object('line', l.line_no::text, 'sku', k.code, 'qty', l.qty,
    'paid', l.paid, 'tax', nullif(l.tax, 0))) ORDER BY l.line_no) AS lines
  FROM retail_order_lines l JOIN skus k ON k.brand_id = l.brand_id AND k.id = l.sku_id
  WHERE l.brand_id = $1 GROUP BY l.order_id)
SELECT json_strip_nulls(json_build_object('id', 'c' || o.id, {_at("o.paid_at")}, 'type', 'retail_paid', 'order', o.id,
  'customer', o.customer_id, 'visitor', o.visitor_id, 'store', s.seller_id, 'coupon', c.code || CASE WHEN EXISTS (
    SELECT FROM coupon_owner_changes h WHERE h.brand_id = c.brand_id AND h.coupon_id = c.id)
    THEN '@' || {coupon_owner_at("c", "o.paid_at")} ELSE '' END,
  'from_stock', o.from_stock, 'lines', g.lines, 'shipping', nullif(o.shipping_total, 0),
  'undone_at', {INSTANT.format("CASE WHEN i.undone_at <= $2 THEN i.undone_at END")},
  'accrues', CASE WHEN (SELECT d.body -> 'plan' ->> 'stopped' FROM attribution_decisions d
    WHERE d.brand_id = o.brand_id AND d.order_id = o.id LIMIT 1) IS NOT NULL THEN false END,
  'same_person', (
    SELECT json_object_agg(said.seller, said.same) FROM (
      SELECT each.key AS seller, each.value ->> 'same_person' IS NOT NULL AS same
      FROM jsonb_each((SELECT d.body -> 'sellers' FROM attribution_decisions d
                       WHERE d.brand_id = o.brand_id AND d.order_id = o.id LIMIT 1)) AS each) said
    WHERE said.same <> EXISTS (SELECT FROM same m WHERE m.seller_id = said.seller::uuid
                               AND m.customer_id = o.customer_id))))::text
FROM retail_orders o JOIN goods g ON g.order_id = o.id
JOIN stores s ON s.brand_id = o.brand_id AND s.id = o.store_id
LEFT JOIN coupons c ON c.brand_id = o.brand_id AND c.id = o.coupon_id
LEFT JOIN identifications i ON i.brand_id = o.brand_id AND i.id = o.id
WHERE o.brand_id = $1 AND o.paid_at <= $2
""",
    "SELECT count(*) FROM retail_orders WHERE brand_id = $1 AND paid_at <= $2",
)
DELIVERIES = Stream(
    "deliveries",
    f"""
SELECT json_build_object('id', 'e' || id, {_at("delivered_at")}, 'type', 'delivered', 'order', id)::text
FROM retail_orders WHERE brand_id = $1 AND delivered_at <= $2
""",
    "SELECT count(*) FROM retail_orders WHERE brand_id = $1 AND delivered_at <= $2",
)
REFUNDS = Stream(
    "refunds",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'f' || f.id, {_at("r.decided_at")}, 'type', 'retail_refunded',
  'order', r.order_id, 'line', l.line_no::text, 'qty', f.qty,
  'shipping', CASE WHEN row_number() OVER (PARTITION BY r.id ORDER BY l.line_no) = 1
              THEN nullif(r.shipping_amount, 0) END))::text
FROM refund_lines f JOIN refunds r ON r.brand_id = f.brand_id AND r.id = f.refund_id
JOIN retail_order_lines l ON l.brand_id = f.brand_id AND l.id = f.order_line_id
WHERE f.brand_id = $1 AND r.state = 'refunded' AND r.decided_at <= $2
""",
    "SELECT count(*) FROM refund_lines f JOIN refunds r ON r.brand_id = f.brand_id AND r.id = f.refund_id"
    " WHERE f.brand_id = $1 AND r.state = 'refunded' AND r.decided_at <= $2",
)
# A refund that came before its payment waits in a replay as it does here. Without lines it means all of the order.
PARKED = Stream(
    "parked_refunds",
    f"""
SELECT json_build_object('id', 'f' || w.id || '/' || l.line_no, {_at("w.occurred_at")}, 'type', 'retail_refunded',
  'order', l.order_id, 'line', l.line_no::text, 'qty', coalesce(named.qty, l.qty))::text
FROM webhook_events w JOIN retail_order_lines l ON l.brand_id = w.brand_id AND l.order_id::text = w.subject_ref
LEFT JOIN LATERAL (SELECT (each ->> 'qty')::int AS qty FROM jsonb_array_elements(w.body -> 'lines') AS each
                   WHERE (each ->> 'line_no')::int = l.line_no) named ON true
WHERE w.brand_id = $1 AND w.state = 'parked' AND w.occurred_at <= $2
  AND (named.qty IS NOT NULL OR jsonb_array_length(coalesce(w.body -> 'lines', '[]')) = 0)
""",
    "SELECT count(*) FROM webhook_events WHERE brand_id = $1 AND state = 'parked' AND occurred_at <= $2",
)
# Held by the correction that gave it (another appeal is open): said after that correction, which is of its instant.
REVIEWS = Stream(
    "reviews",
    f"""
SELECT json_build_object('id', CASE WHEN said.what = 'held' AND said.at = (
    SELECT k.at FROM credit_corrections k WHERE k.brand_id = c.brand_id AND k.id = c.correction_id)
  THEN 'gzz' ELSE 'g' END || h.id || '/' || said.what, {_at("said.at")}, 'type', 'commission_' || said.what,
  'order', l.order_id, 'line', l.line_no::text, 'seller', c.seller_id)::text
FROM commission_holds h JOIN commission_lines c ON c.brand_id = h.brand_id AND c.id = h.commission_line_id
JOIN retail_order_lines l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
CROSS JOIN LATERAL (VALUES ('held', h.held_at), (nullif(h.state, 'open'), h.decided_at)) AS said (what, at)
WHERE h.brand_id = $1 AND said.at <= $2
""",
    "SELECT count(*) + count(*) FILTER (WHERE decided_at <= $2) FROM commission_holds"
    " WHERE brand_id = $1 AND held_at <= $2",
)
# After the reviews of its instant: a correction ends what waited for a reviewer's word.
CORRECTIONS = Stream(
    "corrections",
    f"""
SELECT json_build_object('id', 'gz' || k.id, {_at("k.at")}, 'type', 'credit_corrected', 'order', k.order_id,
  'line', l.line_no::text, 'credits', k.credits)::text
FROM credit_corrections k JOIN retail_order_lines l ON l.brand_id = k.brand_id AND l.id = k.order_line_id
WHERE k.brand_id = $1 AND k.at <= $2
""",
    "SELECT count(*) FROM credit_corrections WHERE brand_id = $1 AND at <= $2",
)
# What the books say of an item by then: one that failed, or came back, left nothing behind.
PAYOUTS = Stream(
    "payouts",
    f"""
SELECT json_strip_nulls(json_build_object('id', 'h' || i.id, {_at("i.sent_at")}, 'type', 'payout',
  'seller', i.seller_id, 'amount', i.gross, 'withheld', nullif(i.tax, 0),
  'as_of', {INSTANT.format("b.created_at")},
  'confirmed', CASE WHEN 'payout_confirmed' = ANY(told.events) THEN NULL ELSE false END))::text
FROM payout_items i JOIN payout_batches b ON b.brand_id = i.brand_id AND b.id = i.batch_id
CROSS JOIN LATERAL (SELECT array_agg(e.event) AS events FROM journal_entries e
                    WHERE e.brand_id = i.brand_id AND e.cause_id = i.id AND e.occurred_at <= $2) told
WHERE i.brand_id = $1 AND i.sent_at <= $2 AND NOT 'payout_failed' = ANY(told.events)
""",
    "SELECT count(*) FROM payout_items WHERE brand_id = $1 AND sent_at <= $2",
)
STREAMS = (
    TOUCHES,
    STATUSES,
    IDENTIFICATIONS,
    MERGES,
    BINDINGS,
    STOCK_ORDERS,
    STOCK_RETURNS,
    RETAIL_ORDERS,
    DELIVERIES,
    REFUNDS,
    PARKED,
    REVIEWS,
    CORRECTIONS,
    PAYOUTS,
)
