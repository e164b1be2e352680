"""A brand with sellers, and as many placed orders that wait for their payments as a benchmark wants: some placed by the
service, the others copies of them with customers, browsers and touches of their own."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from infra.clock import SetClock, SystemClock
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import Settings
from tests.support.shop import Shop
from tests.support.world import make_brand, value

SELLERS, LINES = 20, 2
_ABOUNDING = 10**8
_MADE = """
CREATE TEMP TABLE made AS SELECT n, t.order_id AS was, t.toucher, t.store_of_toucher, uuidv7() AS order_id,
  uuidv7() AS payment_id, uuidv7() AS customer_id, gen_random_uuid() AS visitor_id
FROM generate_series(1, $1::int) AS n
JOIN unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY AS t (order_id, toucher, store_of_toucher, turn)
  ON t.turn = n % $5::int + 1
"""
_COPIES = (
    """INSERT INTO customers (brand_id, id, name, created_at) SELECT $1, customer_id, 'Wang', now() FROM made""",
    """INSERT INTO visitors (brand_id, id, created_at) SELECT $1, visitor_id, now() FROM made""",
    """INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, at)
SELECT $1, uuidv7(), uuidv7(), toucher, store_of_toucher, visitor_id, 'click', 'wechat', now() - interval '1 hour'
FROM made""",
    """INSERT INTO retail_orders SELECT r.* FROM made AS m JOIN retail_orders AS o ON o.brand_id = $1 AND o.id = m.was,
LATERAL jsonb_populate_record(o, jsonb_build_object('id', m.order_id, 'code', 'B-' || m.n || '-' || m.order_id,
  'customer_id', m.customer_id, 'visitor_id', m.visitor_id)) AS r""",
    """CREATE TEMP TABLE made_lines AS SELECT m.order_id, l.id AS was, uuidv7() AS id
FROM made AS m JOIN retail_order_lines AS l ON l.brand_id = $1 AND l.order_id = m.was""",
    """INSERT INTO retail_order_lines SELECT r.* FROM made_lines AS m
JOIN retail_order_lines AS l ON l.brand_id = $1 AND l.id = m.was,
LATERAL jsonb_populate_record(l, jsonb_build_object('id', m.id, 'order_id', m.order_id)) AS r""",
    """INSERT INTO reservations SELECT r.* FROM made_lines AS m
JOIN reservations AS h ON h.brand_id = $1 AND h.order_line_id = m.was,
LATERAL jsonb_populate_record(h, jsonb_build_object('id', uuidv7(), 'order_id', m.order_id, 'order_line_id', m.id))
  AS r""",
    """INSERT INTO payments SELECT r.* FROM made AS m JOIN payments AS p ON p.brand_id = $1 AND p.order_id = m.was,
LATERAL jsonb_populate_record(p, jsonb_build_object('id', m.payment_id, 'order_id', m.order_id,
  'gateway_ref', m.payment_id)) AS r""",
    """UPDATE stock_levels AS s SET reserved = held.qty FROM (SELECT location_id, sku_id, sum(qty) AS qty
FROM reservations WHERE brand_id = $1 AND state = 'held' GROUP BY 1, 2) AS held
WHERE s.brand_id = $1 AND s.location_id = held.location_id AND s.sku_id = held.sku_id""",
)


_FILLED = (
    "ANALYZE customers, visitors, touches, retail_orders, retail_order_lines, reservations, payments,"
    " stock_levels"
)


class Unpaid(NamedTuple):
    """Orders that wait: their payments, all of one amount and currency, at the sandbox gateway."""

    scope: Scope
    slug: str
    payments: list[UUID]
    amount: int
    currency: str


async def unpaid_orders(settings: Settings, count: int) -> Unpaid:
    """Orders of two lines each, in the stores of twenty sellers, every buyer brought by another seller's link."""
    clock = SetClock(SystemClock().now() - timedelta(days=2))
    brand = await make_brand(clock)
    await Shop(brand, clock).open(gateway="sandbox", order_minutes=10_080)
    scope = Scope(brand.brand_id)
    shop = Shop(scope, SetClock(SystemClock().now()), source="sandbox")
    shop.location = UUID(str(await value(scope, "SELECT id FROM locations WHERE brand_id = $1")))
    codes = [f"SKU-{number}" for number in range(SELLERS)]
    for code in codes:
        await shop.sku(code, 9_900, stock=_ABOUNDING)
    keepers = [await shop.keeper() for _ in range(SELLERS)]
    orders = []
    for turn, keeper in enumerate(keepers):
        cart = {codes[(turn + step) % SELLERS]: 1 + step for step in range(LINES)}
        order = await shop.order(keeper, cart, visitor=None, phone=f"+86138{turn:08}")
        await shop.ask(order)
        orders.append(order)
    touchers = [keepers[(turn + 1) % SELLERS] for turn in range(SELLERS)]
    connection = await asyncpg.connect(settings.database_owner_url)
    try:
        await connection.execute("SELECT set_config('storelet.brand_id', $1, false)", str(scope.brand_id))
        await connection.execute(
            _MADE,
            count,
            [order.id for order in orders],
            [toucher.id for toucher in touchers],
            [toucher.store_id for toucher in touchers],
            SELLERS,
        )
        await connection.fetchval("SELECT storelet_ensure_months('touches', now() - interval '1 day', now())")
        for copy in _COPIES:
            await connection.execute(copy, *([scope.brand_id] if "$1" in copy else []), timeout=600)
        rows = await connection.fetch("SELECT payment_id FROM made ORDER BY n")
        # What is empty still is left alone: PostgreSQL would believe that it stays so.
        await connection.execute(_FILLED)
    finally:
        await connection.close()
    slug = str(await value(scope, "SELECT slug FROM brands WHERE id = $1"))
    return Unpaid(
        scope, slug, [row["payment_id"] for row in rows], orders[0].total, orders[0].currency.strip()
    )


def new_event_id() -> str:
    return str(new_id())
