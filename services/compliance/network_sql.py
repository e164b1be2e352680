# ruff: noqa: S608 - every piece put together here is one of this file's own
"""A brand's network as SQL reads it: one statement a table, nothing per row in Python (compliance.md, 5.2).

Rows are numbered in the statements themselves: sellers by id, then customers by id; paid retail orders by id, then
stock orders. All statements see one instant of the database, so that the numbers agree. $1 is the brand, $2 the
instant, $3 the earliest instant of the period.
"""

_DAY = "floor(extract(epoch FROM {at}) / 86400)"
# 64 bits of a keyed hash tell one door or card from another as well as all of it; 0 stands for none.
_HASH = "coalesce(('x' || encode(substring({column} FROM 1 FOR 8), 'hex'))::bit(64)::bigint, 0)"
_NUMBERED = """
seller AS (
  SELECT s.id, s.kind, s.status, s.joined_at, s.account_id, a.phone, a.email,
    row_number() OVER (ORDER BY s.id) - 1 AS n
  FROM sellers AS s LEFT JOIN accounts AS a ON a.brand_id = s.brand_id AND a.id = s.account_id WHERE s.brand_id = $1),
buyer AS (
  SELECT c.id, coalesce(c.account_id, CASE WHEN c.same_as_sellers <> '{{}}' THEN
      (SELECT e.account_id FROM sellers AS e WHERE e.brand_id = $1 AND e.id = c.same_as_sellers[1]) END) AS account_id,
    c.created_at, coalesce(a.phone, c.phone) AS phone, coalesce(a.email, c.email) AS email,
    (SELECT count(*) FROM seller) + row_number() OVER (ORDER BY c.id) - 1 AS n
  FROM customers AS c LEFT JOIN accounts AS a ON a.brand_id = c.brand_id AND a.id = c.account_id
  WHERE c.brand_id = $1),
-- Customers who were found to be one person count as the one they were merged into.
person_of AS (
  SELECT b.id, coalesce(i.n, b.n) AS n, coalesce(i.account_id, b.account_id) AS account_id
  FROM buyer AS b
  LEFT JOIN customer_merges AS m ON m.brand_id = $1 AND m.from_customer_id = b.id AND m.undone_at IS NULL
  LEFT JOIN buyer AS i ON i.id = m.into_customer_id)
"""
_CONTACT = "coalesce(hashtextextended(coalesce({p}.phone, {p}.email), 1), 0)"

PERSON_COLUMNS = (
    ("person_id", "uuid"),
    ("kyc", "int2"),
    ("excluded_category", "int2"),
    ("classification_at_enrolment", "int2"),
    ("classification_now", "int2"),
    ("can_earn", "int2"),
    ("can_invite", "int2"),
    ("joined", "int4"),
    ("verified_id_hash", "int8"),
    ("phone_hash", "int8"),
    ("fees_paid", "int8"),
    ("purchases_for_resale", "int8"),
    ("returned", "int8"),
    ("buyback_refunds", "int8"),
    ("tier_threshold", "int8"),
    ("retail_sales_verified", "int8"),
    ("retail_customers_distinct", "int4"),
    ("reward_own_retail", "int8"),
    ("stock_units_est", "int4"),
    ("stock_value_at_cost", "int8"),
    ("stock_value_at_list", "int8"),
)
# Fees and costs are nothing that this product could take; nobody invites and nobody but the brand supplies.
PERSON_ZEROS = ("purchases_own", "reward_upline_sales", "reward_upline_purchases", "reward_recruit", "costs")
PERSONS = f"""
WITH {_NUMBERED},
bought AS (
  SELECT seller_id, sum(net_total) AS net FROM stock_orders WHERE brand_id = $1 AND state = 'paid' GROUP BY 1),
last_tier AS (
  SELECT DISTINCT ON (seller_id) seller_id, tier FROM stock_orders WHERE brand_id = $1 AND state = 'paid'
  ORDER BY seller_id, paid_at DESC),
threshold AS (
  SELECT t ->> 'name' AS name, (t ->> 'threshold')::bigint AS amount
  FROM (SELECT body FROM tier_schedules WHERE brand_id = $1 AND effective_from <= $2
        ORDER BY effective_from DESC LIMIT 1) AS s, jsonb_array_elements(s.body -> 'tiers') AS t),
back AS (
  SELECT seller_id, sum(gross) AS gross, sum(refund) AS refund FROM stock_returns WHERE brand_id = $1 GROUP BY 1),
held AS (
  SELECT seller_id, sum(qty - sold - returned) AS units, sum(net * (qty - sold - returned) / qty) AS cost,
    sum(list_price * (qty - sold - returned)) AS listed FROM lots WHERE brand_id = $1 GROUP BY 1),
sold AS (
  SELECT t.seller_id, sum(l.paid - l.refunded) AS net, count(DISTINCT o.customer_id) AS customers
  FROM retail_orders AS o JOIN stores AS t ON t.brand_id = o.brand_id AND t.id = o.store_id
  JOIN retail_order_lines AS l ON l.brand_id = o.brand_id AND l.order_id = o.id
  WHERE o.brand_id = $1 AND o.paid_at IS NOT NULL GROUP BY 1),
paid AS (
  SELECT seller_id, sum(amount - reversed) AS net FROM commission_lines WHERE brand_id = $1 GROUP BY 1)
SELECT s.id AS person_id, CASE WHEN i.checked_at IS NOT NULL OR p.verified_at IS NOT NULL THEN 2 ELSE 0 END AS kyc,
  coalesce(array_position(ARRAY['none', 'minor', 'student', 'teacher', 'medical', 'civil_servant', 'military',
    'employee', 'foreigner'], i.excluded_category) - 1, 0) AS excluded_category,
  1 AS classification_at_enrolment, 1 AS classification_now, 1 AS can_earn, 0 AS can_invite,
  {_DAY.format(at="s.joined_at")} AS joined,
  {_HASH.format(column="i.id_hash")} AS verified_id_hash, {_CONTACT.format(p="s")} AS phone_hash, 0 AS fees_paid,
  coalesce(bought.net, 0) AS purchases_for_resale, coalesce(back.gross, 0) AS returned,
  coalesce(back.refund, 0) AS buyback_refunds, coalesce(threshold.amount, 0) AS tier_threshold,
  coalesce(sold.net, 0) AS retail_sales_verified, coalesce(sold.customers, 0) AS retail_customers_distinct,
  coalesce(paid.net, 0) AS reward_own_retail, coalesce(held.units, 0) AS stock_units_est,
  coalesce(held.cost, 0) AS stock_value_at_cost, coalesce(held.listed, 0) AS stock_value_at_list, s.n
FROM seller AS s
LEFT JOIN seller_identities AS i ON i.brand_id = $1 AND i.seller_id = s.id
LEFT JOIN payee_profiles AS p ON p.brand_id = $1 AND p.seller_id = s.id
LEFT JOIN bought ON bought.seller_id = s.id LEFT JOIN back ON back.seller_id = s.id
LEFT JOIN held ON held.seller_id = s.id LEFT JOIN sold ON sold.seller_id = s.id LEFT JOIN paid ON paid.seller_id = s.id
LEFT JOIN last_tier ON last_tier.seller_id = s.id LEFT JOIN threshold ON threshold.name = last_tier.tier
UNION ALL
SELECT b.id, 0, 0, 0, 0, 0, 0, {_DAY.format(at="b.created_at")}, 0, {_CONTACT.format(p="b")},
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b.n
FROM buyer AS b WHERE $3::timestamptz IS NOT NULL ORDER BY n
"""

ORDER_COLUMNS = (
    ("buyer", "int4"),
    ("buyer_role_at_order", "int2"),
    ("seller", "int4"),
    ("kind", "int2"),
    ("list", "int8"),
    ("net", "int8"),
    ("paid", "int2"),
    ("delivered", "int2"),
    ("placed", "int4"),
    ("returned", "int8"),
    ("address_hash", "int8"),
    ("payment_hash", "int8"),
    ("device_hash", "int8"),
)
ORDERS = f"""
WITH {_NUMBERED},
line AS (
  SELECT l.order_id, sum(l.gross) AS gross, sum(l.paid) AS paid, sum(l.refunded) AS refunded
  FROM retail_orders AS o JOIN retail_order_lines AS l ON l.brand_id = o.brand_id AND l.order_id = o.id
  WHERE o.brand_id = $1 AND o.paid_at > $3 AND o.paid_at <= $2 GROUP BY 1)
SELECT p.n AS buyer, (own.id IS NOT NULL)::int AS buyer_role_at_order, coalesce(s.n, -1) AS seller,
  (own.id IS NOT NULL)::int AS kind, line.gross AS list, line.paid AS net, 1 AS paid,
  (o.delivered_at IS NOT NULL)::int AS delivered, {_DAY.format(at="o.paid_at")} AS placed, line.refunded AS returned,
  {_HASH.format(column="o.address_hash")} AS address_hash, {_HASH.format(column="y.payer_hash")} AS payment_hash,
  {_HASH.format(column="o.device_hash")} AS device_hash, 0 AS part, o.id
FROM retail_orders AS o JOIN line ON line.order_id = o.id
JOIN person_of AS p ON p.id = o.customer_id
LEFT JOIN seller AS own ON own.account_id = p.account_id AND own.joined_at <= o.paid_at
JOIN stores AS t ON t.brand_id = o.brand_id AND t.id = o.store_id
LEFT JOIN seller AS s ON s.id = t.seller_id
LEFT JOIN LATERAL (SELECT payer_hash FROM payments AS y WHERE y.brand_id = o.brand_id AND y.order_id = o.id
  AND y.state = 'succeeded' LIMIT 1) AS y ON true
WHERE o.brand_id = $1 AND o.paid_at > $3 AND o.paid_at <= $2
UNION ALL
SELECT s.n, 1, -1, 2, k.list_total, k.net_total, 1, 1, {_DAY.format(at="k.paid_at")}, k.refunded_total, 0, 0, 0, 1, k.id
FROM stock_orders AS k JOIN seller AS s ON s.id = k.seller_id
WHERE k.brand_id = $1 AND k.state = 'paid' AND k.paid_at > $3 AND k.paid_at <= $2
ORDER BY part, id
"""

PAYOUT_COLUMNS = (
    ("reward", "int2"),
    ("payee", "int4"),
    ("source_order", "int4"),
    ("source_event", "int2"),
    ("upline_distance", "int2"),
    ("amount", "int8"),
    ("base", "int8"),
    ("status", "int2"),
)
# Pay under the plan in force alone: what an earlier one paid was judged beside it. $4 is the plan, $5 its rules.
PAYOUTS = f"""
WITH {_NUMBERED},
sale AS (
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM retail_orders
  WHERE brand_id = $1 AND paid_at > $3 AND paid_at <= $2)
SELECT coalesce(array_position($5::text[], c.rule) - 1, -1) AS reward, s.n AS payee, sale.n AS source_order,
  0 AS source_event, 0 AS upline_distance, c.amount - c.reversed AS amount, c.base,
  CASE c.state WHEN 'paid' THEN 1 WHEN 'reversed' THEN 2 ELSE 0 END AS status
FROM commission_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
JOIN sale ON sale.id = l.order_id JOIN seller AS s ON s.id = c.seller_id
WHERE c.brand_id = $1 AND c.plan_id = $4
"""

CLAIM_COLUMNS = (
    ("person", "int4"),
    ("requested", "int4"),
    ("decided", "int4"),
    ("granted", "int2"),
    ("refund", "int8"),
    ("days_to_pay", "int4"),
)
# A refund still on its way counts the days so far. What an import brought along was paid outside.
CLAIMS = f"""
WITH {_NUMBERED}
SELECT s.n AS person, {_DAY.format(at="r.requested_at")} AS requested, {_DAY.format(at="r.returned_at")} AS decided,
  1 AS granted, r.refund,
  CASE WHEN r.refund = 0 THEN 0
    ELSE greatest(0, ceil(extract(epoch FROM coalesce(f.settled_at, $2) - r.requested_at) / 86400)) END AS days_to_pay
FROM stock_returns AS r JOIN seller AS s ON s.id = r.seller_id
LEFT JOIN payment_refunds AS f ON f.brand_id = r.brand_id AND f.cause_id = r.id AND f.state = 'succeeded'
WHERE r.brand_id = $1 AND r.source = 'live' AND r.requested_at > $3 AND r.requested_at <= $2
"""

COMPLAINT_COLUMNS = (("person", "int4"), ("topic", "int2"), ("date", "int4"))
COMPLAINTS = f"""
WITH {_NUMBERED}
SELECT s.n AS person,
  array_position(ARRAY['refund', 'income_claim', 'forced_purchase', 'recruiting', 'other'], c.topic) - 1 AS topic,
  {_DAY.format(at="c.at")} AS date
FROM seller_complaints AS c JOIN seller AS s ON s.id = c.seller_id
WHERE c.brand_id = $1 AND c.at > $3 AND c.at <= $2
"""
