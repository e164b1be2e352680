"""Own stock sold on: first in first out, back last out first, never more than there is."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from commission.money.faults import Refused
from infra.database import transact
from infra.scope import Scope
from services.inventory.allot import Wanted
from services.inventory.consume_lots import consume_lots
from services.inventory.errors import OutOfOwnStock, Shortage
from services.inventory.put_back_lots import put_back_lots
from tests.support.world import START, make_lot, make_retail_line, make_seller, make_sku, make_store, rows

SOLD = "SELECT sold FROM lots WHERE brand_id = $1 ORDER BY paid_at"


class Shelf:
    """A reseller with three lots of one SKU: 2 units, then 3, then 5."""

    def __init__(self, scope: Scope, seller_id: UUID, store_id: UUID, sku_id: UUID) -> None:
        self.scope, self.seller_id, self.store_id, self.sku_id = scope, seller_id, store_id, sku_id

    async def sell(self, qty: int) -> UUID:
        line = await make_retail_line(self.scope, self.store_id, self.sku_id, qty)
        wanted = [Wanted(line, self.sku_id, qty, "lines[0]")]
        await transact(self.scope, lambda tx: consume_lots(tx, self.seller_id, wanted))
        return line

    async def refund(self, line: UUID, qty: int) -> None:
        await transact(self.scope, lambda tx: put_back_lots(tx, {line: qty}))

    async def sold(self) -> list[int]:
        return [row[0] for row in await rows(self.scope, SOLD)]


@pytest.fixture
async def shelf(scope: Scope) -> Shelf:
    seller = await make_seller(scope)
    store, sku = await make_store(scope, seller.seller_id, ships_from="own_stock"), await make_sku(scope)
    # Made out of order: the instant of payment decides.
    for days, qty in ((2, 3), (1, 2), (3, 5)):
        await make_lot(scope, seller.seller_id, sku, qty, paid_at=START - timedelta(days=10 - days))
    return Shelf(scope, seller.seller_id, store, sku)


async def test_sales_empty_the_earliest_paid_lots_first(shelf: Shelf) -> None:
    await shelf.sell(1)
    assert await shelf.sold() == [1, 0, 0]
    await shelf.sell(3)
    assert await shelf.sold() == [2, 2, 0]
    await shelf.sell(6)
    assert await shelf.sold() == [2, 3, 5]


async def test_refunded_units_return_to_the_lot_that_was_left_last(shelf: Shelf) -> None:
    line = await shelf.sell(7)
    assert await shelf.sold() == [2, 3, 2]
    await shelf.refund(line, 3)
    assert await shelf.sold() == [2, 2, 0]
    await shelf.refund(line, 3)
    assert await shelf.sold() == [1, 0, 0]
    with pytest.raises(Refused):
        await shelf.refund(line, 2)
    await shelf.refund(line, 1)
    assert await shelf.sold() == [0, 0, 0]


async def test_more_than_there_is_takes_nothing_and_names_the_lines(shelf: Shelf) -> None:
    one = await make_retail_line(shelf.scope, shelf.store_id, shelf.sku_id, 6)
    two = await make_retail_line(shelf.scope, shelf.store_id, shelf.sku_id, 6)
    lines = [Wanted(one, shelf.sku_id, 6, "lines[0]"), Wanted(two, shelf.sku_id, 6, "lines[1]")]
    with pytest.raises(OutOfOwnStock) as refused:
        await transact(shelf.scope, lambda tx: consume_lots(tx, shelf.seller_id, lines))
    assert refused.value.shortages == (Shortage("lines[1]", 6, 4),)
    assert await shelf.sold() == [0, 0, 0]


async def test_another_sellers_lots_are_not_touched(shelf: Shelf) -> None:
    other = await make_seller(shelf.scope)
    line = await make_retail_line(shelf.scope, shelf.store_id, shelf.sku_id, 1)
    wanted = [Wanted(line, shelf.sku_id, 1, "lines[0]")]
    with pytest.raises(OutOfOwnStock):
        await transact(shelf.scope, lambda tx: consume_lots(tx, other.seller_id, wanted))


async def test_fifty_buyers_of_ten_units_ten_are_served(shelf: Shelf) -> None:
    outcomes = await asyncio.gather(*(shelf.sell(1) for _ in range(50)), return_exceptions=True)
    served = [outcome for outcome in outcomes if isinstance(outcome, UUID)]
    assert len(served) == 10
    assert all(isinstance(outcome, UUID | OutOfOwnStock) for outcome in outcomes)
    assert await shelf.sold() == [2, 3, 5]
    await asyncio.gather(*(shelf.refund(line, 1) for line in served))
    assert await shelf.sold() == [0, 0, 0]
