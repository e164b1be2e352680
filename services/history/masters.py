"""The head of a scenario file: the brand, its rules in versions, and who and what the events name.

One statement a list; each answers rows of one JSON text. $1 is the brand, $2 the last instant of the history.
"""

from services.policies.kinds import ATTRIBUTION_POLICY, COMMISSION_PLAN, RETURN_POLICY, TIER_SCHEDULE

INSTANT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

# G-01 of the compliance rules: a live brand never pays buyer and payee in one person, whatever its policy credits.
BRAND = """
SELECT json_build_object('id', id, 'currency', currency, 'jurisdiction', jurisdiction, 'timezone', timezone,
  'pays_own_purchases', false)::text FROM brands WHERE id = $1
"""
POLICIES = {
    kind.name: f"""
SELECT (body || jsonb_build_object('effective_from', {INSTANT.format("effective_from")}))::text
FROM {kind.table} WHERE brand_id = $1 AND effective_from <= $2 ORDER BY effective_from
"""
    for kind in (TIER_SCHEDULE, RETURN_POLICY, ATTRIBUTION_POLICY, COMMISSION_PLAN)
}
# A seller and a customer are one person by account or by phone: only that they are, never the number, is written.
SAME_PERSON = """
same AS (
  SELECT s.id AS seller_id, c.id AS customer_id FROM sellers s
  JOIN customers c ON c.brand_id = s.brand_id AND c.account_id = s.account_id WHERE s.brand_id = $1
  UNION
  SELECT s.id, c.id FROM sellers s JOIN accounts a ON a.brand_id = s.brand_id AND a.id = s.account_id
  JOIN customers c ON c.brand_id = s.brand_id AND c.phone = a.phone WHERE s.brand_id = $1
  UNION
  SELECT s.id, c.id FROM sellers s JOIN accounts a ON a.brand_id = s.brand_id AND a.id = s.account_id
  JOIN accounts b ON b.brand_id = s.brand_id AND b.phone = a.phone
  JOIN customers c ON c.brand_id = s.brand_id AND c.account_id = b.id WHERE s.brand_id = $1
  UNION
  SELECT unnest(c.same_as_sellers), c.id FROM customers c WHERE c.brand_id = $1 AND c.erased_at IS NOT NULL)
"""
SELLERS = f"""
WITH {SAME_PERSON},
former AS (
  SELECT subject_id, json_agg(json_build_object('until', {INSTANT.format("at")}, 'cohort', before ->> 'cohort')
    ORDER BY at, id) AS cohorts
  FROM audit_log WHERE brand_id = $1 AND action = 'edit_seller' AND at <= $2
    AND before ->> 'cohort' IS DISTINCT FROM after ->> 'cohort' GROUP BY subject_id)
SELECT json_strip_nulls(json_build_object('id', s.id, 'kind', s.kind, 'cohort', s.cohort,
  'earlier_cohort', f.cohorts,
  'customers', (SELECT json_agg(m.customer_id ORDER BY m.customer_id) FROM same m WHERE m.seller_id = s.id)))::text
FROM sellers s LEFT JOIN former f ON f.subject_id = s.id WHERE s.brand_id = $1 AND s.joined_at <= $2 ORDER BY s.id
"""
PRICES = """
priced AS (
  SELECT DISTINCT ON (sku_id) sku_id, list_price FROM sku_prices
  WHERE brand_id = $1 AND effective_from <= $2 ORDER BY sku_id, effective_from DESC)
"""
SKUS = f"""
WITH {PRICES},
former AS (
  SELECT subject_id, json_agg(json_build_object('until', {INSTANT.format("at")},
    'category', nullif(before ->> 'category', '')) ORDER BY at, id) AS categories
  FROM audit_log WHERE brand_id = $1 AND action = 'edit_product' AND at <= $2
    AND before ->> 'category' <> after ->> 'category' GROUP BY subject_id)
SELECT json_strip_nulls(json_build_object('id', k.code, 'list_price', coalesce(r.list_price, 0),
  'category', nullif(p.category, ''), 'earlier_category', f.categories, 'tier_eligible', k.tier_eligible))::text
FROM skus k JOIN products p ON p.brand_id = k.brand_id AND p.id = k.product_id
LEFT JOIN priced r ON r.sku_id = k.id LEFT JOIN former f ON f.subject_id = p.id
WHERE k.brand_id = $1 ORDER BY k.code
"""
# A coupon that was handed over is one of each of its owners: a scenario's coupon has one seller for good.
COUPONS = f"""
WITH owners AS (
  SELECT DISTINCT g.coupon_id, o.seller_id FROM coupon_owner_changes g
  CROSS JOIN LATERAL (VALUES (g.from_seller_id), (g.to_seller_id)) AS o (seller_id) WHERE g.brand_id = $1)
SELECT json_build_object('code', c.code || coalesce('@' || o.seller_id, ''),
  'seller', coalesce(o.seller_id, c.seller_id), 'channel', c.channel,
  'valid_from', {INSTANT.format("c.valid_from")}, 'valid_until', {INSTANT.format("c.valid_until")})::text
FROM coupons c LEFT JOIN owners o ON o.coupon_id = c.id
WHERE c.brand_id = $1 AND c.created_at <= $2 ORDER BY c.code, o.seller_id
"""
LISTS = {"sellers": SELLERS, "skus": SKUS, "coupons": COUPONS}
