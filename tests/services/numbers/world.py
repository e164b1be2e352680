"""A brand's shares for tests of numbers: links, touches on them, sales by who came."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from infra.clock import SetClock
from infra.database import ensure_months, transact
from infra.ids import new_id
from infra.scope import Scope
from services.queries.number_shapes import Asked, Numbers
from services.queries.numbers import show_numbers
from services.sharing.create_link import CreateLink, create_link
from services.sharing.merge_visitor import merge_visitor
from services.sharing.record_touches import Touch, record_touches
from tests.support.shop import Keeper, Shop
from tests.support.world import START, make_brand

DAY = timedelta(days=1)


async def open_shop() -> Shop:
    clock = SetClock(START)
    return await Shop(await make_brand(clock), clock).open()


async def link(shop: Shop, keeper: Keeper, channel: str = "wechat", campaign: str = "") -> UUID:
    made = await create_link(shop.scope.acting_as(keeper.actor), CreateLink(channel, campaign=campaign))
    return made.link_id


async def touch(
    shop: Shop, link_id: UUID, visitor: UUID, *, kind: Any = "click", at: datetime | None = None
) -> UUID:
    """A touch on a real link, as the opening records it."""
    at = at or shop.clock.now()
    await ensure_months("touches", at, at)
    found = await transact(
        shop.scope,
        lambda tx: tx.fetchrow("SELECT * FROM links WHERE brand_id = $1 AND id = $2", tx.brand_id, link_id),
    )
    assert found is not None
    made = Touch(
        new_id(),
        at,
        link_id,
        found["seller_id"],
        found["store_id"],
        visitor,
        kind,
        found["channel"],
        found["campaign"],
    )
    await transact(shop.scope, lambda tx: record_touches(tx, [made]))
    return made.id


async def known(scope: Scope, visitor: UUID, customer: UUID) -> UUID:
    """The visitor turns out to be the customer."""
    return await transact(scope, lambda tx: merge_visitor(tx, visitor, customer, "login"))


async def a_customer(scope: Scope) -> UUID:
    customer_id = new_id()
    await transact(
        scope,
        lambda tx: tx.execute(
            "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, $2, $3)",
            tx.brand_id,
            customer_id,
            tx.now,
        ),
    )
    return customer_id


async def both(shop: Shop, **asked: Any) -> tuple[Numbers, Numbers]:
    """The same numbers from days added up, and counted exactly."""
    return (
        await show_numbers(shop.scope, Asked(**asked)),
        await show_numbers(shop.scope, Asked(**asked, exact=True)),
    )


def brief(numbers: Numbers) -> dict[str, tuple[Any, ...]]:
    """Rows by label as (clicks, people, orders, sales, refunded, commission, reversed)."""
    return {
        row.label: (
            row.figures.clicks,
            row.figures.people,
            row.figures.orders,
            row.figures.sales,
            row.figures.refunded,
            row.figures.commission,
            row.figures.reversed,
        )
        for row in numbers.rows
    }
