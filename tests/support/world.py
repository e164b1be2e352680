"""A small world for tests of services: a brand of its own for each test, and rows that services find there.

Rows are written as they lie in the tables, so that a test of one service does not lean on another.
"""

from datetime import UTC, datetime
from uuid import UUID

from infra.clock import SetClock
from infra.database import transact
from infra.ids import new_id, public_code
from infra.scope import Actor, Scope

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def run(scope: Scope, statement: str, *args: object) -> None:
    """One statement in the brand; `$1` is the brand."""
    await transact(scope, lambda tx: tx.execute(statement, tx.brand_id, *args))


async def value(scope: Scope, query: str, *args: object) -> object:
    """One value read in the brand; `$1` is the brand."""
    return await transact(scope, lambda tx: tx.fetchval(query, tx.brand_id, *args))


async def rows(scope: Scope, query: str, *args: object) -> list[tuple[object, ...]]:
    """Rows read in the brand, as tuples; `$1` is the brand."""
    found = await transact(scope, lambda tx: tx.fetch(query, tx.brand_id, *args))
    return [tuple(row) for row in found]


async def make_brand(
    clock: SetClock | None = None, *, currency: str = "CNY", jurisdiction: str = "CN"
) -> Scope:
    """A brand with nothing in it, on a clock that stands still."""
    scope = Scope(brand_id=new_id(), clock=clock or SetClock(START))
    await run(
        scope,
        "INSERT INTO brands (id, slug, name, currency, jurisdiction, timezone, created_at)"
        " VALUES ($1, $2, 'Brand', $3, $4, 'Asia/Shanghai', $5)",
        public_code("b").lower(),
        currency,
        jurisdiction,
        scope.clock.now(),
    )
    return scope


async def make_seller(
    scope: Scope, kind: str = "reseller", *, with_account: bool = False, phone: str | None = None
) -> Actor:
    """An active seller, as the actor the seller's own calls are made by."""
    seller_id, account_id, name = new_id(), new_id() if with_account else None, public_code("seller")
    if account_id:
        await run(
            scope,
            "INSERT INTO accounts (brand_id, id, display_name, phone, email, created_at, contact_verified_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $6)",
            account_id,
            name,
            phone,
            f"{name.lower()}@example.com",
            scope.clock.now(),
        )
    await run(
        scope,
        "INSERT INTO sellers (brand_id, id, account_id, kind, code, display_name, joined_at)"
        " VALUES ($1, $2, $3, $4, $5, $5, $6)",
        seller_id,
        account_id,
        kind,
        name,
        scope.clock.now(),
    )
    return Actor(kind="account", account_id=account_id, seller_id=seller_id, roles=frozenset({kind}))


async def make_store(
    scope: Scope, seller_id: UUID, *, status: str = "published", ships_from: str = "brand"
) -> UUID:
    """A store of the seller."""
    store_id = new_id()
    await run(
        scope,
        "INSERT INTO stores (brand_id, id, seller_id, slug, name, status, ships_from, created_at, published_at)"
        " VALUES ($1, $2, $3, $4, 'Store', $5, $6, $7, $7)",
        store_id,
        seller_id,
        public_code("store").lower(),
        status,
        ships_from,
        scope.clock.now(),
    )
    return store_id


async def make_sku(
    scope: Scope,
    code: str | None = None,
    *,
    list_price: int = 10_000,
    floor: int | None = None,
    ceiling: int | None = None,
    category: str = "",
    tier_eligible: bool = True,
    product_id: UUID | None = None,
) -> UUID:
    """A SKU with a price since ever, of a product of its own unless one is named."""
    sku_id, code = new_id(), code or public_code("sku")
    if product_id is None:
        product_id = new_id()
        await run(
            scope,
            "INSERT INTO products (brand_id, id, code, name, category, created_at) VALUES ($1, $2, $3, $3, $4, $5)",
            product_id,
            code,
            category,
            scope.clock.now(),
        )
    await run(
        scope,
        "INSERT INTO skus (brand_id, id, product_id, code, tier_eligible, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        sku_id,
        product_id,
        code,
        tier_eligible,
        scope.clock.now(),
    )
    await run(
        scope,
        "INSERT INTO sku_prices (brand_id, id, sku_id, effective_from, list_price, retail_floor, retail_ceiling,"
        " created_at) VALUES ($1, $2, $3, '2000-01-01Z', $4, $5, $6, $7)",
        new_id(),
        sku_id,
        list_price,
        list_price if floor is None else floor,
        list_price if ceiling is None else ceiling,
        scope.clock.now(),
    )
    return sku_id


async def make_location(scope: Scope, code: str = "main", kind: str = "warehouse") -> UUID:
    """A place for the brand's stock, empty."""
    location_id = new_id()
    await run(
        scope,
        "INSERT INTO locations (brand_id, id, code, name, kind, created_at) VALUES ($1, $2, $3, $3, $4, $5)",
        location_id,
        code,
        kind,
        scope.clock.now(),
    )
    return location_id


async def put_stock(scope: Scope, location_id: UUID, sku_id: UUID, qty: int) -> None:
    """Units on the shelf, with the movement that explains them."""
    await run(
        scope,
        "INSERT INTO stock_levels (brand_id, id, location_id, sku_id, on_hand) VALUES ($1, $2, $3, $4, $5)",
        new_id(),
        location_id,
        sku_id,
        qty,
    )
    await run(
        scope,
        "INSERT INTO stock_movements (brand_id, id, location_id, sku_id, qty, reason, at)"
        " VALUES ($1, $2, $3, $4, $5, 'received', $6)",
        new_id(),
        location_id,
        sku_id,
        qty,
        scope.clock.now(),
    )


async def make_lot(
    scope: Scope, seller_id: UUID, sku_id: UUID, qty: int, *, paid_at: datetime, net: int = 1000
) -> UUID:
    """A paid stock order of one line with its lot, under empty policies where the brand has none."""
    order_id, line_id, lot_id = new_id(), new_id(), new_id()
    for table in ("tier_schedules", "return_policies"):
        await run(
            scope,
            f"INSERT INTO {table} (brand_id, id, version, effective_from, body, body_hash, created_at)"
            " VALUES ($1, $2, 1, '2000-01-01Z', '{}', '', $3) ON CONFLICT DO NOTHING",
            new_id(),
            paid_at,
        )
    await run(
        scope,
        "INSERT INTO stock_orders (brand_id, id, code, seller_id, schedule_id, state, currency, volume_before, tier,"
        " list_total, net_total, placed_at, paid_at, return_policy_id, source)"
        " SELECT $1, $2, $3, $4, s.id, 'paid', 'CNY', 0, 'start', $5, $5, $6, $6, r.id, 'past' FROM tier_schedules AS s"
        " JOIN return_policies AS r USING (brand_id) WHERE s.brand_id = $1 LIMIT 1",
        order_id,
        public_code("W"),
        seller_id,
        net,
        paid_at,
    )
    await run(
        scope,
        "INSERT INTO stock_order_lines (brand_id, id, order_id, line_no, sku_id, qty, list_price, list_value, net,"
        " tier_eligible) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $7, true)",
        line_id,
        order_id,
        sku_id,
        qty,
        net // qty,
        net // qty * qty,
    )
    await run(
        scope,
        "INSERT INTO lots (brand_id, id, order_line_id, order_id, seller_id, sku_id, line_no, qty, list_price, net,"
        " tier_eligible, paid_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, true, $10)",
        lot_id,
        line_id,
        order_id,
        seller_id,
        sku_id,
        qty,
        net // qty,
        net,
        paid_at,
    )
    return lot_id


async def make_customer(scope: Scope, *, phone: str | None = None, account_id: UUID | None = None) -> UUID:
    """A buyer known to the brand."""
    customer_id = new_id()
    await run(
        scope,
        "INSERT INTO customers (brand_id, id, account_id, phone, created_at) VALUES ($1, $2, $3, $4, $5)",
        customer_id,
        account_id,
        phone,
        scope.clock.now(),
    )
    return customer_id


async def make_retail_line(scope: Scope, store_id: UUID, sku_id: UUID, qty: int, *, price: int = 100) -> UUID:
    """A placed retail order of one line; the line's id."""
    order_id, line_id, customer_id = new_id(), new_id(), await make_customer(scope)
    await run(
        scope,
        "INSERT INTO retail_orders (brand_id, id, code, store_id, customer_id, state, currency, goods_total, total,"
        " placed_at, expires_at) VALUES ($1, $2, $3, $4, $5, 'placed', 'CNY', $6, $6, $7, $7)",
        order_id,
        public_code("R"),
        store_id,
        customer_id,
        price * qty,
        scope.clock.now(),
    )
    await run(
        scope,
        "INSERT INTO retail_order_lines (brand_id, id, order_id, line_no, sku_id, qty, unit_price, gross, paid)"
        " VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $7)",
        line_id,
        order_id,
        sku_id,
        qty,
        price,
        price * qty,
    )
    return line_id
