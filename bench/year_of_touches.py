"""A brand with a year of touches up to now, and of the sales and stock orders that came of them: set-based SQL.

Everything is told by numbers, so that the same size gives the same year: touch `n` is of visitor `hash(n) % (size / 3)`
on link `n % links`; every fiftieth leads to an order an hour later. The task that adds days up is the product's own.
"""

from datetime import UTC, datetime, timedelta

import asyncpg

from infra.scope import Scope
from services.numbers.roll_days import roll_days

SELLERS, LINKS_EACH, PRODUCTS, BUYS = 1_000, 2, 200, 50
AT_ONCE = 500_000
# $1 brand, $2 now.
_PEOPLE = """
INSERT INTO sellers (brand_id, id, kind, code, display_name, joined_at)
SELECT $1, md5('seller ' || n)::uuid, CASE WHEN n % 2 = 0 THEN 'staff' ELSE 'reseller' END, 'S' || n, 'Seller ' || n,
  $2::timestamptz - interval '400 days' FROM generate_series(0, {sellers} - 1) AS n;
INSERT INTO stores (brand_id, id, seller_id, slug, name, status, created_at, published_at)
SELECT $1, md5('store ' || n)::uuid, md5('seller ' || n)::uuid, 'store-' || n, 'Store ' || n, 'published',
  $2::timestamptz - interval '400 days', $2::timestamptz - interval '400 days'
FROM generate_series(0, {sellers} - 1) AS n;
INSERT INTO links (brand_id, id, code, seller_id, store_id, target_kind, channel, campaign, created_at)
SELECT $1, md5('link ' || n)::uuid, 'L' || lpad(n::text, 7, '0'), md5('seller ' || n / 2)::uuid,
  md5('store ' || n / 2)::uuid, 'store', (ARRAY['wechat', 'poster', 'weibo', 'link'])[n % 4 + 1],
  (ARRAY['', 'spring', 'summer'])[n % 3 + 1], $2::timestamptz - interval '400 days'
FROM generate_series(0, 2 * {sellers} - 1) AS n;
INSERT INTO products (brand_id, id, code, name, created_at)
SELECT $1, md5('product ' || n)::uuid, 'P' || n, 'Product ' || n, $2 FROM generate_series(0, {products} - 1) AS n;
INSERT INTO skus (brand_id, id, product_id, code, created_at)
SELECT $1, md5('sku ' || n)::uuid, md5('product ' || n)::uuid, 'K' || n, $2
FROM generate_series(0, {products} - 1) AS n;
INSERT INTO tier_schedules (brand_id, id, version, effective_from, body, body_hash, created_at)
SELECT $1, md5('schedule')::uuid, 1, $2::timestamptz - interval '400 days',
  '{{"tiers": [{{"name": "start"}}, {{"name": "silver"}}, {{"name": "top"}}]}}', 'hash', $2;
INSERT INTO return_policies (brand_id, id, version, effective_from, body, body_hash, created_at)
SELECT $1, md5('policy')::uuid, 1, $2::timestamptz - interval '400 days', '{{}}', 'hash', $2;
INSERT INTO attribution_policies (brand_id, id, version, effective_from, body, body_hash, created_at)
SELECT $1, md5('policy')::uuid, 1, $2::timestamptz - interval '400 days', '{{}}', 'hash', $2;
INSERT INTO stock_orders (brand_id, id, code, seller_id, schedule_id, return_policy_id, state, currency, volume_before,
  tier, list_total, net_total, placed_at, paid_at, source, external_ref)
SELECT $1, md5('stock ' || n)::uuid, 'W' || n, md5('seller ' || (n % ({sellers} / 2) * 2 + 1))::uuid,
  md5('schedule')::uuid, md5('policy')::uuid, 'paid', 'CNY', 0, (ARRAY['start', 'silver', 'top'])[n / 7 % 3 + 1],
  100000, 60000, p.at, p.at, 'import', 'W' || n
FROM generate_series(0, 20 * {sellers} - 1) AS n
CROSS JOIN LATERAL (SELECT $2::timestamptz - interval '365 days' * (n::float8 / (20 * {sellers})) AS at) p;
"""
# $3 and $4 the first and last number, $5 how many there are in all.
_TOUCHES = """
INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, campaign, at, agent_hash)
SELECT $1, md5('touch ' || n)::uuid, md5('link ' || l)::uuid, md5('seller ' || l / 2)::uuid,
  md5('store ' || l / 2)::uuid, md5('visitor ' || v)::uuid, CASE WHEN n % 97 = 1 THEN 'bot' ELSE 'click' END,
  (ARRAY['wechat', 'poster', 'weibo', 'link'])[l % 4 + 1], (ARRAY['', 'spring', 'summer'])[l % 3 + 1],
  $2::timestamptz - interval '365 days' * (1 - n::float8 / $5::int8), decode('00112233445566778899aabbccddeeff', 'hex')
FROM generate_series($3::int8, $4::int8) AS n
CROSS JOIN LATERAL (SELECT (n % (2 * {sellers}))::int AS l, abs(hashint8(n)::int8) % ($5::int8 / 3) AS v) AS x
"""
_BOUGHT = """
WITH bought AS (
  SELECT n, (n % (2 * {sellers}))::int AS l, abs(hashint8(n)::int8) % ($5::int8 / 3) AS v,
    1 + (n / {buys} % 3)::int AS qty,
    5000 + 10 * (n / {buys} % 200) AS price, t.at AS touched_at, least(t.at + interval '1 hour', $2) AS at
  FROM generate_series($3::int8, $4::int8, {buys}) AS n
  CROSS JOIN LATERAL (SELECT $2::timestamptz - interval '365 days' * (1 - n::float8 / $5::int8) AS at) AS t),
buyers AS (
  INSERT INTO customers (brand_id, id, name, created_at)
  SELECT DISTINCT $1::uuid, md5('customer ' || v % ($5::int8 / 120))::uuid, 'Customer', $2::timestamptz FROM bought
  ON CONFLICT DO NOTHING),
browsers AS (
  INSERT INTO visitors (brand_id, id, created_at)
  SELECT DISTINCT $1::uuid, md5('visitor ' || v)::uuid, $2::timestamptz FROM bought
  ON CONFLICT DO NOTHING),
known AS (
  INSERT INTO identifications (brand_id, id, visitor_id, customer_id, via, at)
  SELECT $1, md5('order ' || n)::uuid, md5('visitor ' || v)::uuid, md5('customer ' || v % ($5::int8 / 120))::uuid,
    'order', at FROM bought),
orders AS (
  INSERT INTO retail_orders (brand_id, id, code, store_id, customer_id, visitor_id, state, currency, goods_total, total,
    placed_at, expires_at, paid_at)
  SELECT $1, md5('order ' || n)::uuid, 'R' || n, md5('store ' || l / 2)::uuid,
    md5('customer ' || v % ($5::int8 / 120))::uuid, md5('visitor ' || v)::uuid, 'paid', 'CNY', qty * price, qty * price,
    at, at, at FROM bought),
lines AS (
  INSERT INTO retail_order_lines (brand_id, id, order_id, line_no, sku_id, qty, unit_price, gross, paid, refunded_qty,
    refunded)
  SELECT $1, md5('line ' || n)::uuid, md5('order ' || n)::uuid, 1, md5('sku ' || n / {buys} % {products})::uuid, qty,
    price, qty * price, qty * price, (n / {buys} % 20 = 7)::int, (n / {buys} % 20 = 7)::int * price FROM bought),
decided AS (
  INSERT INTO attribution_decisions (brand_id, id, order_line_id, order_id, policy_id, decided_by, credits, body,
    decided_at)
  SELECT $1, md5('decision ' || n)::uuid, md5('line ' || n)::uuid, md5('order ' || n)::uuid, md5('policy')::uuid,
    'touch', c.credits, jsonb_build_object('credits', c.credits, 'candidates', jsonb_build_array(jsonb_build_object(
      'source', 'touch', 'id', md5('touch ' || n)::uuid, 'at', touched_at)), 'trace',
      jsonb_build_array(jsonb_build_object('step', 'touch',
      'result', 'credited', 'id', md5('touch ' || n)::uuid))), at
  FROM bought CROSS JOIN LATERAL (SELECT jsonb_build_array(jsonb_build_object('seller', md5('seller ' || l / 2)::uuid,
    'weight', '1', 'channel', 'wechat')) AS credits) AS c)
INSERT INTO commission_lines (brand_id, id, order_line_id, seller_id, plan_id, rule, weight, base, amount, reversed,
  qty, reversed_qty, currency, state, accrued_at, earned_month, due_at)
SELECT $1, md5('commission ' || n)::uuid, md5('line ' || n)::uuid, md5('seller ' || l / 2)::uuid, md5('plan')::uuid,
  'all', '1', qty * price, qty * price / 10, CASE WHEN n / {buys} % 20 = 7 THEN price / 10 ELSE 0 END, qty,
  (n / {buys} % 20 = 7)::int, 'CNY', CASE WHEN n / {buys} % 20 = 7 AND qty = 1 THEN 'reversed' ELSE 'pending' END, at,
  date_trunc('month', at)::date, at + interval '30 days' FROM bought
"""


def _told(query: str) -> str:
    return query.format(sellers=SELLERS, products=PRODUCTS, buys=BUYS)


async def fill(owner: asyncpg.Connection, scope: Scope, size: int, now: datetime) -> None:
    """Write the year. The guard of commission lines, which asks for a cleared plan, is not asked here."""
    start = now - timedelta(days=365)
    await owner.execute("SELECT set_config('storelet.brand_id', $1, false)", str(scope.brand_id))
    await owner.fetchval("SELECT storelet_ensure_months('touches', $1, $2)", start, now)
    await owner.execute("ALTER TABLE commission_lines DISABLE TRIGGER guarded")
    for statement in _told(_PEOPLE).split(";")[:-1]:
        arguments = (scope.brand_id, now)
        await owner.execute(statement, *arguments)
    for first in range(1, size + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, size)
        await owner.execute(_told(_TOUCHES), scope.brand_id, now, first, last, size, timeout=900)
        bought = -(-first // BUYS) * BUYS
        await owner.execute(_told(_BOUGHT), scope.brand_id, now, bought, last, size, timeout=900)
    await owner.execute("ALTER TABLE commission_lines ENABLE TRIGGER guarded")
    await owner.execute("VACUUM (ANALYZE)", timeout=900)


async def add_up(scope: Scope) -> int:
    """The task of every minute, until nothing is left; how many days it added up."""
    days = 0
    while True:
        rolled = await roll_days(scope)
        days += rolled.days
        print(f"  {days} days added up at {datetime.now(UTC):%H:%M:%S}", flush=True)
        if not rolled.more:
            return days
