"""Many rows for benchmarks of the books, written straight into the tables: what a brand of a thousand sellers has."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.people.create_brand import CreateBrand, create_brand

SELLERS = 1_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

_SELLERS = """
INSERT INTO sellers (brand_id, id, kind, code, display_name, joined_at)
SELECT $1, gen_random_uuid(), 'reseller', 'S' || n, 'Seller ' || n, $2 FROM generate_series(1, $3::int) AS n
"""
_ORDER = """
INSERT INTO retail_orders (brand_id, id, code, store_id, customer_id, state, currency, goods_total, total, placed_at,
  expires_at, paid_at)
VALUES ($1, $2, 'R1', $3, $4, 'paid', 'CNY', $5, $5, $6, $6, $6)
"""
_ORDER_LINES = """
INSERT INTO retail_order_lines (brand_id, id, order_id, line_no, sku_id, qty, unit_price, gross, paid)
SELECT $1, gen_random_uuid(), $2, n, $3, 1, 100000, 100000, 100000 FROM generate_series(1, $4::int) AS n
"""
# The guards ask of each new line what a payment writes beside it; these lines are a benchmark's, so the owner of the
# table puts the guard aside while they are written.
_COMMISSION = """
INSERT INTO commission_lines (brand_id, id, order_line_id, seller_id, plan_id, rule, weight, base, amount, qty,
  currency, state, accrued_at, earned_month, due_at)
SELECT $1, uuidv7(), l.id, s.id, $2, 'rest', '1', 100000, 5 * (100 + (l.line_no * 7 + s.r) % 900), 1,
  'CNY', 'pending', $3::timestamptz + s.r * interval '1 second', '2026-01-01',
  $3::timestamptz + l.line_no * interval '1 second'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS r FROM sellers WHERE brand_id = $1) AS s
CROSS JOIN (SELECT id, line_no FROM retail_order_lines WHERE brand_id = $1) AS l
ORDER BY l.line_no, s.r
"""
_BALANCES = """
INSERT INTO seller_balances (brand_id, id, seller_id, currency, pending)
SELECT $1, gen_random_uuid(), seller_id, currency, sum(amount) FROM commission_lines WHERE brand_id = $1 GROUP BY 3, 4
"""
_ACCOUNTS = """
INSERT INTO ledger_accounts (brand_id, id, code, seller_id, currency, created_at)
SELECT $1, gen_random_uuid(), 'seller_pending', id, 'CNY', $2::timestamptz FROM sellers WHERE brand_id = $1
UNION ALL SELECT $1, gen_random_uuid(), 'commission_expense', NULL, 'CNY', $2::timestamptz
UNION ALL SELECT $1, gen_random_uuid(), 'cash', NULL, 'CNY', $2::timestamptz
UNION ALL SELECT $1, gen_random_uuid(), 'retail_revenue', NULL, 'CNY', $2::timestamptz
"""
# The sale of everything and, for each commission line, accruals in several entries over as many months.
_SALE = """
WITH entry AS (
  INSERT INTO journal_entries (brand_id, id, idempotency_key, occurred_at, recorded_at, event, cause_kind, cause_id)
  VALUES ($1, uuidv7(), 'sale', $2::timestamptz, $2::timestamptz, 'retail_paid', 'retail_order', gen_random_uuid())
  RETURNING id)
INSERT INTO postings (brand_id, id, entry_id, account_id, amount, currency, occurred_at)
SELECT $1, uuidv7(), entry.id, a.id, CASE a.code WHEN 'cash' THEN $3::bigint ELSE -$3::bigint END, 'CNY',
  $2::timestamptz
FROM entry, ledger_accounts a WHERE a.brand_id = $1 AND a.code IN ('cash', 'retail_revenue')
"""
_ENTRIES = """
INSERT INTO journal_entries (brand_id, id, idempotency_key, occurred_at, recorded_at, event, cause_kind, cause_id)
SELECT $1, uuidv7(), c.id::text || '/' || $3::int, $2::timestamptz, $2::timestamptz, 'commission_accrued',
  'commission_line', c.id
FROM commission_lines c WHERE c.brand_id = $1 ORDER BY c.id
"""
_POSTINGS = """
INSERT INTO postings (brand_id, id, entry_id, account_id, amount, currency, occurred_at)
SELECT $1, uuidv7(), e.id, leg.account, leg.amount, 'CNY', e.occurred_at
FROM journal_entries e
JOIN commission_lines c ON c.brand_id = $1 AND c.id = e.cause_id
JOIN ledger_accounts p ON p.brand_id = $1 AND p.code = 'seller_pending' AND p.seller_id = c.seller_id
JOIN ledger_accounts x ON x.brand_id = $1 AND x.code = 'commission_expense'
CROSS JOIN LATERAL (VALUES (x.id, c.amount / 5), (p.id, -c.amount / 5)) AS leg (account, amount)
WHERE e.brand_id = $1 AND e.occurred_at = $2::timestamptz
"""


async def make_brand() -> Scope:
    """A brand without anything."""
    scope = Scope(new_id())
    await create_brand(
        scope, CreateBrand(f"b{scope.brand_id.hex[-8:]}", "Bench", "CNY", "CN", "Asia/Shanghai")
    )
    return scope


async def commission_of(owner: "asyncpg.Connection[asyncpg.Record]", scope: Scope, lines: int) -> None:
    """So many pending commission lines, a thousand sellers on each line sold, all due; and the balances."""
    brand, order, sku = scope.brand_id, new_id(), new_id()
    sold = lines // SELLERS
    await owner.execute("SELECT set_config('storelet.brand_id', $1, false)", str(brand))
    await owner.execute(_SELLERS, brand, BEGAN, SELLERS)
    await _one_order(owner, brand, order, sku, sold * 100_000)
    await owner.execute(_ORDER_LINES, brand, order, sku, sold)
    await owner.execute("ALTER TABLE commission_lines DISABLE TRIGGER guarded")
    await owner.execute(_COMMISSION, brand, new_id(), BEGAN, timeout=600)
    await owner.execute("ALTER TABLE commission_lines ENABLE TRIGGER guarded")
    await owner.execute(_BALANCES, brand, timeout=600)
    await _measure(scope)


async def books_of(owner: "asyncpg.Connection[asyncpg.Record]", scope: Scope, postings: int) -> int:
    """Books of about so many postings that prove: a sale, and each commission line accrued in five entries over five
    months. How many there are."""
    brand = scope.brand_id
    await commission_of(owner, scope, postings // 10)
    await owner.execute(_ACCOUNTS, brand, BEGAN)
    await owner.fetchval(
        "SELECT storelet_ensure_months('postings', $1, $2)", BEGAN, BEGAN + timedelta(days=160)
    )
    await owner.execute(_SALE, brand, BEGAN, postings // 10 // SELLERS * 100_000)
    for month in range(5):
        at = BEGAN + timedelta(days=31 * month + 1)
        # One transaction: no posting may join an entry later.
        async with owner.transaction():
            await owner.execute(_ENTRIES, brand, at, month, timeout=1200)
            # Else PostgreSQL takes a million entries for a handful, and looks each up among all.
            await owner.execute("ANALYZE journal_entries, ledger_accounts", timeout=600)
            await owner.execute(_POSTINGS, brand, at, timeout=1200)
    await _measure(scope)
    found: int = await owner.fetchval("SELECT count(*) FROM postings WHERE brand_id = $1", brand)
    return found


async def _one_order(
    owner: "asyncpg.Connection[asyncpg.Record]", brand: UUID, order: UUID, sku: UUID, total: int
) -> None:
    seller = await owner.fetchval("SELECT id FROM sellers WHERE brand_id = $1 LIMIT 1", brand)
    product, store, customer = new_id(), new_id(), new_id()
    await owner.execute(
        "INSERT INTO products (brand_id, id, code, name, category, created_at) VALUES ($1, $2, 'P', 'P', '', $3)",
        brand,
        product,
        BEGAN,
    )
    await owner.execute(
        "INSERT INTO skus (brand_id, id, product_id, code, tier_eligible, created_at)"
        " VALUES ($1, $2, $3, 'P', true, $4)",
        brand,
        sku,
        product,
        BEGAN,
    )
    await owner.execute(
        "INSERT INTO stores (brand_id, id, seller_id, slug, name, status, ships_from, created_at, published_at)"
        " VALUES ($1, $2, $3, 'bench-store', 'Store', 'published', 'brand', $4, $4)",
        brand,
        store,
        seller,
        BEGAN,
    )
    await owner.execute(
        "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, $2, $3)", brand, customer, BEGAN
    )
    await owner.execute(_ORDER, brand, order, store, customer, total, BEGAN)


async def _measure(scope: Scope) -> None:
    """PostgreSQL counts its tables, as it does by itself on a site that runs."""

    async def work(tx: Tx) -> None:
        tables = ["commission_lines", "seller_balances", "postings", "journal_entries", "ledger_accounts"]
        await tx.execute("SELECT storelet_analyze($1::text[])", tables)

    await transact(scope, work)
