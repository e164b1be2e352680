"""The lock order of the whole service. Every database transaction takes row locks in this order, so that no two can
wait for each other in a ring; what deadlocks remain (unique indexes, foreign keys) `transact` retries.

    0. the brand's rules: the brands row         (publishing a policy version)
    1. idempotency key, webhook event            (services/idempotency.py, services/payments)
    2. retail order, stock order, payout batch   (by id), then the retail orders' customers (by id)
    3. a reseller's volume: the sellers row      (by seller id)
    4. lots                                      (by payment instant, then id)
    5. reservations (by id), then stock levels   (by location, then SKU)
    6. coupon
    7. commission and proceeds lines             (by id)
    8. payout items                              (by id)
    9. the brand's books, shared                 (by post_entries, the last step of any service)
   10. seller balances                           (by seller id; by post_entries, by payouts before it)

A service that needs several takes them top to bottom and never comes back up. Whoever closes a month takes the books
alone and holds nothing else, so that a payout, which locks balances before it posts, cannot wait for it in a ring.
"""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound


async def lock_brand_rules(tx: Tx) -> asyncpg.Record:
    """Lock the brand's own row: policy versions are published one after another, so that their numbers and what each
    takes over from are true. NO KEY, so that nothing that merely belongs to the brand waits."""
    brand = await tx.fetchrow("SELECT * FROM brands WHERE id = $1 FOR NO KEY UPDATE", tx.brand_id)
    if brand is None:
        raise NotFound(what="brand", ref=tx.brand_id)
    return brand


async def lock_retail_orders(tx: Tx, order_ids: Iterable[UUID]) -> dict[UUID, asyncpg.Record]:
    """Lock and re-read orders: payment, delivery, refund and cancellation of one order come one after another."""
    rows = await tx.fetch(
        "SELECT * FROM retail_orders WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        list(order_ids),
    )
    return {row["id"]: row for row in rows}


async def lock_customers(tx: Tx, customer_ids: Iterable[UUID]) -> None:
    """Two orders of one customer paid at once end as if one came first: one of them is the first order, and what it
    says about a browser the other knows."""
    await tx.execute(
        "SELECT FROM customers WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        list(customer_ids),
    )


async def lock_customers_whole(tx: Tx, customer_ids: Iterable[UUID]) -> None:
    """Nothing new may point at these customers until the commit: an order that names one waits for its foreign key."""
    await tx.execute(
        "SELECT FROM customers WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE",
        tx.brand_id,
        list(customer_ids),
    )


async def lock_sellers(tx: Tx, seller_ids: Iterable[UUID]) -> None:
    """Lock several sellers' volumes: also what a seller's month still has room for is one seller's at a time."""
    await tx.execute(
        "SELECT FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        list(seller_ids),
    )


async def lock_stock_order(tx: Tx, order_id: UUID) -> asyncpg.Record | None:
    """Lock and re-read one stock order: payment, return and cancellation come one after another."""
    return await tx.fetchrow(
        "SELECT * FROM stock_orders WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE", tx.brand_id, order_id
    )


async def lock_payout_batch(tx: Tx, batch_id: UUID) -> asyncpg.Record | None:
    """Lock and re-read one batch: approval, sending and settling come one after another."""
    return await tx.fetchrow(
        "SELECT * FROM payout_batches WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
        tx.brand_id,
        batch_id,
    )


async def lock_seller_volume(tx: Tx, seller_id: UUID) -> asyncpg.Record | None:
    """Lock a reseller's qualifying volume. Two orders of one reseller paid at once end as if one came first: neither
    reads a volume that the other is changing (money-rules.md, Volume tiers). The seller's row stands for the volume;
    NO KEY, so that links and touches that merely point at the seller do not wait."""
    return await tx.fetchrow(
        "SELECT * FROM sellers WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE", tx.brand_id, seller_id
    )


async def lock_lots_of_order(tx: Tx, order_id: UUID) -> list[asyncpg.Record]:
    """Lock and re-read the lots of a stock order: fifty returns of one lot of ten give ten units back, not more."""
    return await tx.fetch(
        "SELECT * FROM lots WHERE brand_id = $1 AND order_id = $2 ORDER BY paid_at, id FOR NO KEY UPDATE",
        tx.brand_id,
        order_id,
    )


async def lock_lots_of_seller(tx: Tx, seller_id: UUID, sku_ids: Iterable[UUID]) -> list[asyncpg.Record]:
    """Lock and re-read a reseller's lots of some SKUs that still hold units, oldest payment first: a sale from own
    stock and a return of the same units cannot both have them."""
    return await tx.fetch(
        "SELECT * FROM lots WHERE brand_id = $1 AND seller_id = $2 AND sku_id = ANY($3::uuid[])"
        " AND sold + returned < qty ORDER BY paid_at, id FOR NO KEY UPDATE",
        tx.brand_id,
        seller_id,
        list(sku_ids),
    )


async def lock_lots(tx: Tx, lot_ids: Iterable[UUID]) -> list[asyncpg.Record]:
    """Lock and re-read lots, oldest payment first: a refund puts units back while a sale or a return counts them."""
    return await tx.fetch(
        "SELECT * FROM lots WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY paid_at, id FOR NO KEY UPDATE",
        tx.brand_id,
        list(lot_ids),
    )


async def lock_reservations(tx: Tx, order_kind: str, order_ids: Iterable[UUID]) -> list[asyncpg.Record]:
    """Lock and re-read what is held for orders: a payment and the expiry of its hold come one after another."""
    return await tx.fetch(
        "SELECT * FROM reservations WHERE brand_id = $1 AND order_kind = $2 AND order_id = ANY($3::uuid[])"
        " ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        order_kind,
        list(order_ids),
    )


async def lock_stock_of_skus(
    tx: Tx, sku_ids: Iterable[UUID], location_id: UUID | None = None
) -> list[asyncpg.Record]:
    """Lock and re-read the stock levels of SKUs, at one location or at all: two buyers of the last unit queue here and
    the second sees what is left. Levels come with their location's `kind` and `code`."""
    return await tx.fetch(
        "SELECT l.*, p.kind, p.code FROM stock_levels AS l"
        " JOIN locations AS p ON p.brand_id = l.brand_id AND p.id = l.location_id"
        " WHERE l.brand_id = $1 AND l.sku_id = ANY($2::uuid[]) AND ($3::uuid IS NULL OR l.location_id = $3)"
        " ORDER BY l.location_id, l.sku_id FOR NO KEY UPDATE OF l",
        tx.brand_id,
        list(sku_ids),
        location_id,
    )


async def lock_stock_levels(
    tx: Tx, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], asyncpg.Record]:
    """Lock and re-read the stock levels of (location, SKU) pairs, by these."""
    wanted = sorted(set(keys))
    rows = await tx.fetch(
        "SELECT l.* FROM stock_levels AS l JOIN unnest($2::uuid[], $3::uuid[]) AS w (location_id, sku_id)"
        " ON l.location_id = w.location_id AND l.sku_id = w.sku_id"
        " WHERE l.brand_id = $1 ORDER BY l.location_id, l.sku_id FOR NO KEY UPDATE OF l",
        tx.brand_id,
        [location for location, _ in wanted],
        [sku for _, sku in wanted],
    )
    return {(row["location_id"], row["sku_id"]): row for row in rows}


async def lock_seller_balances(tx: Tx, seller_ids: Iterable[UUID]) -> dict[tuple[UUID, str], asyncpg.Record]:
    """Lock and re-read sellers' money, by seller id: a payout and a refund of one seller come one after another."""
    rows = await tx.fetch(
        "SELECT * FROM seller_balances WHERE brand_id = $1 AND seller_id = ANY($2::uuid[])"
        " ORDER BY seller_id, currency FOR NO KEY UPDATE",
        tx.brand_id,
        list(seller_ids),
    )
    return {(row["seller_id"], row["currency"]): row for row in rows}


async def lock_books_open(tx: Tx) -> None:
    """Hold the brand's books open until the commit: whoever writes entries shares this lock, so that no month closes
    between the look at what is closed and the commit of what is written."""
    await tx.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended($1::text, 1))", str(tx.brand_id))


async def lock_books_closing(tx: Tx) -> None:
    """Have the brand's books alone: what was being written is in them, and what comes later finds the month closed."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 1))", str(tx.brand_id))
