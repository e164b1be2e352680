"""Reserve, commit, release, expire, put back: against PostgreSQL, with buyers at once."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.ids import new_id
from infra.scope import Scope
from services.inventory.allot import Wanted
from services.inventory.commit_reserved import commit_reserved
from services.inventory.errors import OutOfStock
from services.inventory.expire_reservations import expire_reservations
from services.inventory.put_back_stock import Back, put_back_stock
from services.inventory.release_reserved import release_reserved
from services.inventory.reserve import reserve
from tests.support.world import make_location, make_sku, put_stock, rows

LEVELS = "SELECT on_hand, reserved FROM stock_levels WHERE brand_id = $1 AND sku_id = $2 ORDER BY location_id"
MOVES = "SELECT qty, reason FROM stock_movements WHERE brand_id = $1 AND sku_id = $2 ORDER BY id"


async def hold(scope: Scope, sku_id: UUID, qty: int, order_id: UUID | None = None, **more: object) -> UUID:
    order_id = order_id or new_id()
    line = Wanted(new_id(), sku_id, qty, "lines[0]")
    expires_at = scope.clock.now() + timedelta(minutes=30)
    await transact(
        scope,
        lambda tx: reserve(
            tx, order_kind="retail", order_id=order_id, lines=[line], expires_at=expires_at, **more
        ),
    )
    return order_id


async def commit(scope: Scope, order_id: UUID) -> None:
    await transact(scope, lambda tx: commit_reserved(tx, order_kind="retail", order_id=order_id))


async def release(scope: Scope, order_id: UUID) -> int:
    return await transact(scope, lambda tx: release_reserved(tx, order_kind="retail", order_ids=[order_id]))


@pytest.fixture
async def sku(scope: Scope) -> UUID:
    sku_id = await make_sku(scope)
    await put_stock(scope, await make_location(scope), sku_id, 10)
    return sku_id


async def test_a_hold_is_promised_then_sold_once(scope: Scope, sku: UUID) -> None:
    order = await hold(scope, sku, 3)
    assert await rows(scope, LEVELS, sku) == [(10, 3)]
    await commit(scope, order)
    await commit(scope, order)
    assert await rows(scope, LEVELS, sku) == [(7, 0)]
    assert await rows(scope, MOVES, sku) == [(10, "received"), (-3, "retail_sold")]


async def test_a_released_hold_falls_free_once_and_is_no_movement(scope: Scope, sku: UUID) -> None:
    order = await hold(scope, sku, 3)
    assert (await release(scope, order), await release(scope, order)) == (1, 0)
    assert await rows(scope, LEVELS, sku) == [(10, 0)]
    assert await rows(scope, MOVES, sku) == [(10, "received")]


async def test_what_was_sold_is_not_released(scope: Scope, sku: UUID) -> None:
    order = await hold(scope, sku, 3)
    await commit(scope, order)
    assert await release(scope, order) == 0
    assert await rows(scope, LEVELS, sku) == [(7, 0)]


async def test_holds_expire_at_their_instant_and_not_before(scope: Scope, clock: SetClock, sku: UUID) -> None:
    await hold(scope, sku, 3)
    clock.move_by(timedelta(minutes=30) - timedelta(microseconds=1))
    assert (await expire_reservations(scope)).holds == 0
    clock.move_by(timedelta(microseconds=1))
    assert (await expire_reservations(scope)).holds == 1
    assert await rows(scope, LEVELS, sku) == [(10, 0)]


async def test_a_payment_after_expiry_takes_what_is_still_free(
    scope: Scope, clock: SetClock, sku: UUID
) -> None:
    order = await hold(scope, sku, 3)
    clock.move_by(timedelta(hours=1))
    await expire_reservations(scope)
    await commit(scope, order)
    assert await rows(scope, LEVELS, sku) == [(7, 0)]


async def test_a_payment_after_expiry_is_refused_where_the_units_are_gone(
    scope: Scope, clock: SetClock, sku: UUID
) -> None:
    late = await hold(scope, sku, 3)
    clock.move_by(timedelta(hours=1))
    await expire_reservations(scope)
    await hold(scope, sku, 8)
    with pytest.raises(OutOfStock) as refused:
        await commit(scope, late)
    assert refused.value.shortages[0].left == 2
    assert await rows(scope, LEVELS, sku) == [(10, 8)]


async def test_units_that_come_back_are_on_the_shelf_again(scope: Scope, sku: UUID) -> None:
    order, line, refund = new_id(), new_id(), new_id()
    expires_at = scope.clock.now()
    await transact(
        scope,
        lambda tx: reserve(
            tx,
            order_kind="stock",
            order_id=order,
            lines=[Wanted(line, sku, 4, "lines[0]")],
            expires_at=expires_at,
        ),
    )
    await transact(scope, lambda tx: commit_reserved(tx, order_kind="stock", order_id=order))
    back = await transact(
        scope,
        lambda tx: put_back_stock(
            tx, order_kind="stock", lines=[Back(order, line, 3), Back(new_id(), new_id(), 9)], cause_id=refund
        ),
    )
    assert back == 3
    assert await rows(scope, LEVELS, sku) == [(9, 0)]
    assert await rows(scope, MOVES, sku) == [
        (10, "received"),
        (-4, "wholesale_sold"),
        (3, "wholesale_returned"),
    ]


async def test_warehouses_serve_before_shops_and_events_only_by_name(scope: Scope) -> None:
    sku_id = await make_sku(scope)
    event, shop = await make_location(scope, "a-fair", "event"), await make_location(scope, "b-shop", "shop")
    warehouse = await make_location(scope, "z-main")
    for place in (event, shop, warehouse):
        await put_stock(scope, place, sku_id, 1)
    where = "SELECT location_id FROM reservations WHERE brand_id = $1 AND order_id = $2"
    assert await rows(scope, where, await hold(scope, sku_id, 1)) == [(warehouse,)]
    assert await rows(scope, where, await hold(scope, sku_id, 1)) == [(shop,)]
    with pytest.raises(OutOfStock):
        await hold(scope, sku_id, 1)
    assert await rows(scope, where, await hold(scope, sku_id, 1, location_id=event)) == [(event,)]


async def test_two_buyers_of_the_last_unit_one_has_it(scope: Scope) -> None:
    sku_id = await make_sku(scope)
    await put_stock(scope, await make_location(scope), sku_id, 1)
    outcomes = await asyncio.gather(hold(scope, sku_id, 1), hold(scope, sku_id, 1), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OutOfStock", "UUID"]
    assert await rows(scope, LEVELS, sku_id) == [(1, 1)]


async def test_fifty_carts_at_once_sell_exactly_what_there_is(scope: Scope) -> None:
    place = await make_location(scope)
    first, second = await make_sku(scope), await make_sku(scope)
    await put_stock(scope, place, first, 20)
    await put_stock(scope, place, second, 30)

    async def buy(turn: int) -> None:
        # Every other cart names the SKUs in the other order: without the lock order they would deadlock.
        order = new_id()
        skus = (first, second) if turn % 2 else (second, first)
        lines = [Wanted(new_id(), sku_id, 1, f"lines[{index}]") for index, sku_id in enumerate(skus)]
        expires_at = scope.clock.now() + timedelta(minutes=30)
        await transact(
            scope,
            lambda tx: reserve(tx, order_kind="retail", order_id=order, lines=lines, expires_at=expires_at),
        )
        if turn % 5 == 0:
            await release(scope, order)
        else:
            await commit(scope, order)

    outcomes = await asyncio.gather(*(buy(turn) for turn in range(50)), return_exceptions=True)
    sold = sum(1 for turn, outcome in enumerate(outcomes) if outcome is None and turn % 5)
    assert {type(outcome).__name__ for outcome in outcomes} <= {"NoneType", "OutOfStock"}
    assert sold > 10
    assert await rows(scope, LEVELS, first) == [(20 - sold, 0)]
    assert await rows(scope, LEVELS, second) == [(30 - sold, 0)]


async def test_payment_and_expiry_at_once_leave_the_units_sold_or_free(
    scope: Scope, clock: SetClock, sku: UUID
) -> None:
    orders = [await hold(scope, sku, 1) for _ in range(10)]
    clock.move_by(timedelta(hours=1))
    await asyncio.gather(expire_reservations(scope), *(commit(scope, order) for order in orders))
    assert await rows(scope, LEVELS, sku) == [(0, 0)]
    assert len(await rows(scope, MOVES, sku)) == 11
