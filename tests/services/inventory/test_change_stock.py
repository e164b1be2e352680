"""Receive and count: movement and level together, nothing promised is taken away."""

from datetime import timedelta
from uuid import UUID

import pytest

from infra.database import transact
from infra.errors import IdempotencyKeyReused, InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.inventory.adjust_stock import Adjusted, AdjustStock, CountedLine, adjust_stock
from services.inventory.allot import Wanted
from services.inventory.create_location import CreateLocation, create_location
from services.inventory.errors import LocationCodeTaken, StockIsPromised
from services.inventory.receive_stock import OnHand, ReceivedLine, ReceiveStock, receive_stock
from services.inventory.reserve import reserve
from tests.support.world import make_location, make_sku, put_stock, rows

LEVELS = "SELECT on_hand, reserved FROM stock_levels WHERE brand_id = $1 AND sku_id = $2"
MOVES = "SELECT qty, reason, cause_id FROM stock_movements WHERE brand_id = $1 AND sku_id = $2 ORDER BY id"


@pytest.fixture
async def place(scope: Scope) -> UUID:
    return await make_location(scope)


async def test_goods_arrive_once_for_one_key(scope: Scope, place: UUID) -> None:
    sku = await make_sku(scope)
    command = ReceiveStock(place, [ReceivedLine(sku, 5), ReceivedLine(sku, 2)])
    first = await receive_stock(scope, command, "key-1")
    again = await receive_stock(scope, command, "key-1")
    assert first == again
    assert first.levels == [OnHand(sku, 7)]
    assert await rows(scope, MOVES, sku) == [(7, "received", first.receipt_id)]
    with pytest.raises(IdempotencyKeyReused):
        await receive_stock(scope, ReceiveStock(place, [ReceivedLine(sku, 6)]), "key-1")


async def test_unknown_places_and_skus_are_named(scope: Scope, place: UUID) -> None:
    sku = await make_sku(scope)
    with pytest.raises(NotFound):
        await receive_stock(scope, ReceiveStock(new_id(), [ReceivedLine(sku, 5)]))
    with pytest.raises(InvalidInput) as refused:
        await receive_stock(scope, ReceiveStock(place, [ReceivedLine(sku, 5), ReceivedLine(new_id(), 1)]))
    assert [fault.path for fault in refused.value.faults] == ["lines[1].sku_id"]
    assert await rows(scope, MOVES, sku) == []


async def test_a_count_sets_what_was_found_and_says_who(scope: Scope, place: UUID) -> None:
    right, wrong = await make_sku(scope), await make_sku(scope)
    await put_stock(scope, place, right, 4)
    await put_stock(scope, place, wrong, 4)
    answer = await adjust_stock(
        scope, AdjustStock(place, [CountedLine(right, 4), CountedLine(wrong, 1)], note="three were torn")
    )
    assert answer.changed == [Adjusted(wrong, before=4, on_hand=1)]
    assert await rows(scope, LEVELS, wrong) == [(1, 0)]
    assert (await rows(scope, MOVES, wrong))[-1] == (-3, "adjusted", answer.count_id)
    audit = await rows(
        scope,
        "SELECT action, before->>$2, after->>$2, after->>'note' FROM audit_log WHERE brand_id = $1",
        str(wrong),
    )
    assert audit == [("adjust_stock", "4", "1", "three were torn")]


async def test_a_count_below_what_orders_are_promised_is_refused_whole(scope: Scope, place: UUID) -> None:
    sku, other = await make_sku(scope), await make_sku(scope)
    await put_stock(scope, place, sku, 4)
    until = scope.clock.now() + timedelta(hours=1)
    line = Wanted(new_id(), sku, 3, "lines[0]")
    await transact(
        scope, lambda tx: reserve(tx, order_kind="retail", order_id=new_id(), lines=[line], expires_at=until)
    )
    with pytest.raises(StockIsPromised) as refused:
        await adjust_stock(scope, AdjustStock(place, [CountedLine(other, 9), CountedLine(sku, 2)]))
    assert [fault.path for fault in refused.value.faults] == ["lines[1]"]
    assert await rows(scope, LEVELS, other) == []
    await adjust_stock(scope, AdjustStock(place, [CountedLine(sku, 3)]))
    assert await rows(scope, LEVELS, sku) == [(3, 3)]


async def test_a_sku_counted_twice_is_refused(scope: Scope, place: UUID) -> None:
    sku = await make_sku(scope)
    with pytest.raises(InvalidInput) as refused:
        await adjust_stock(scope, AdjustStock(place, [CountedLine(sku, 1), CountedLine(sku, 2)]))
    assert refused.value.faults[0].path == "lines[1].sku_id"


async def test_location_codes_are_the_brands_own(scope: Scope) -> None:
    await create_location(scope, CreateLocation("east", "East hall"))
    with pytest.raises(LocationCodeTaken):
        await create_location(scope, CreateLocation("east", "Another"))
