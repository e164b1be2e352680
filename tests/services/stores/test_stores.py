"""A seller's store: opened, furnished, published, paused."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.catalogue.set_prices import PricedSku, SetPrices, set_prices
from services.catalogue.shapes import Price
from services.stores.edit_store import EditStore, edit_store
from services.stores.errors import (
    ResellersOnly,
    SellerNotActive,
    StoreExists,
    StoreNotPublished,
    StoreSlugTaken,
)
from services.stores.open_store import OpenStore, StoreOpened, open_store
from services.stores.pause_store import pause_store
from services.stores.pick_products import Pick, PickProducts, pick_products
from services.stores.publish_store import publish_store
from services.stores.selling_prices import SellingPrice, selling_prices
from services.stores.set_retail_prices import RetailPrice, SetRetailPrices, set_retail_prices
from tests.support.world import make_seller, make_sku, rows, run

HISTORY = "SELECT status, at FROM store_status_changes WHERE brand_id = $1 ORDER BY id"


@pytest.fixture
async def reseller(scope: Scope) -> Scope:
    return scope.acting_as(await make_seller(scope))


@pytest.fixture
async def store(reseller: Scope) -> StoreOpened:
    return await open_store(reseller, OpenStore("Rui's", slug="rui", ships_from="own_stock"))


async def test_a_seller_opens_one_store_even_with_two_taps(reseller: Scope) -> None:
    outcomes = await asyncio.gather(
        *(open_store(reseller, OpenStore("Mine")) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["StoreExists", "StoreOpened"]
    with pytest.raises(StoreExists):
        await open_store(reseller, OpenStore("Mine"))


async def test_an_address_belongs_to_one_store(scope: Scope, store: StoreOpened) -> None:
    other = scope.acting_as(await make_seller(scope))
    with pytest.raises(StoreSlugTaken):
        await open_store(other, OpenStore("Other", slug="rui"))
    await open_store(other, OpenStore("Other", slug="other"))
    with pytest.raises(StoreSlugTaken):
        await edit_store(other, EditStore(slug="rui"))
    await edit_store(other, EditStore(slug="another", headline="hello"))
    assert await rows(scope, "SELECT slug, name, headline FROM stores WHERE brand_id = $1 ORDER BY slug") == [
        ("another", "Other", "hello"),
        ("rui", "Rui's", ""),
    ]


async def test_staff_sell_the_brands_stock(scope: Scope) -> None:
    staff = scope.acting_as(await make_seller(scope, "staff"))
    with pytest.raises(ResellersOnly):
        await open_store(staff, OpenStore("Shop", ships_from="own_stock"))
    await open_store(staff, OpenStore("Shop"))
    with pytest.raises(ResellersOnly):
        await edit_store(staff, EditStore(ships_from="own_stock"))
    with pytest.raises(ResellersOnly):
        await set_retail_prices(staff, SetRetailPrices([RetailPrice(await make_sku(scope), 10_000)]))


async def test_every_change_of_status_is_kept_with_its_instant(
    scope: Scope, reseller: Scope, store: StoreOpened, clock: SetClock
) -> None:
    start = clock.now()
    with pytest.raises(StoreNotPublished):
        await pause_store(reseller)
    clock.move_by(timedelta(hours=1))
    await publish_store(reseller)
    await publish_store(reseller)
    clock.move_by(timedelta(hours=1))
    await pause_store(scope, store.store_id)
    clock.move_by(timedelta(hours=1))
    await publish_store(reseller)
    assert await rows(scope, HISTORY) == [
        ("draft", start),
        ("published", start + timedelta(hours=1)),
        ("paused", start + timedelta(hours=2)),
        ("published", start + timedelta(hours=3)),
    ]
    assert await rows(scope, "SELECT published_at FROM stores WHERE brand_id = $1") == [
        (start + timedelta(hours=1),)
    ]


async def test_a_suspended_seller_neither_opens_nor_publishes(
    scope: Scope, reseller: Scope, store: StoreOpened
) -> None:
    await run(scope, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1")
    with pytest.raises(SellerNotActive):
        await publish_store(reseller)
    other = scope.acting_as(await make_seller(scope))
    await run(scope, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1")
    with pytest.raises(SellerNotActive):
        await open_store(other, OpenStore("Other"))


async def test_a_seller_reaches_no_store_but_the_own_one(scope: Scope, store: StoreOpened) -> None:
    other = scope.acting_as(await make_seller(scope))
    for work in (publish_store(other), pause_store(other), edit_store(other, EditStore(name="x"))):
        with pytest.raises(NotFound):
            await work


async def product_of(scope: Scope, sku_id: UUID) -> UUID:
    return (await rows(scope, "SELECT product_id FROM skus WHERE brand_id = $1 AND id = $2", sku_id))[0][0]


async def test_the_shelf_stands_in_the_order_picked(
    scope: Scope, reseller: Scope, store: StoreOpened
) -> None:
    one, two = [await product_of(scope, await make_sku(scope)) for _ in range(2)]
    await pick_products(reseller, PickProducts([Pick(one), Pick(two, "my favourite")]))
    await pick_products(reseller, PickProducts([Pick(two, "my favourite"), Pick(one)]))
    shelf = "SELECT product_id, position, note FROM store_items WHERE brand_id = $1 ORDER BY position"
    assert await rows(scope, shelf) == [(two, 1, "my favourite"), (one, 2, "")]
    with pytest.raises(InvalidInput) as refused:
        await pick_products(reseller, PickProducts([Pick(one), Pick(one), Pick(new_id())]))
    assert [fault.path for fault in refused.value.faults] == ["items[1].product_id", "items[2].product_id"]
    await run(scope, "UPDATE products SET status = 'archived' WHERE brand_id = $1 AND id = $2", one)
    with pytest.raises(InvalidInput):
        await pick_products(reseller, PickProducts([Pick(one)]))
    assert len(await rows(scope, shelf)) == 2


async def test_own_prices_stay_between_floor_and_ceiling(
    scope: Scope, reseller: Scope, store: StoreOpened
) -> None:
    sku = await make_sku(scope, list_price=10_000, floor=8_000, ceiling=12_000)

    async def price() -> SellingPrice:
        return (await transact(scope, lambda tx: selling_prices(tx, store.store_id, [sku], tx.now)))[sku]

    assert await price() == SellingPrice(10_000, 10_000)
    for refused_price in (7_999, 12_001):
        with pytest.raises(InvalidInput) as refused:
            await set_retail_prices(reseller, SetRetailPrices([RetailPrice(sku, refused_price)]))
        assert refused.value.faults[0].path == "prices[0].retail_price"
    for allowed in (8_000, 12_000):
        await set_retail_prices(reseller, SetRetailPrices([RetailPrice(sku, allowed)]))
        assert await price() == SellingPrice(10_000, allowed)
    # The brand moves the ceiling: the own price follows without being rewritten.
    await set_prices(scope, SetPrices([PricedSku(sku, Price(9_500, 8_000, 11_000))]))
    assert await price() == SellingPrice(9_500, 11_000)
    await set_retail_prices(reseller, SetRetailPrices([RetailPrice(sku, None)]))
    assert await price() == SellingPrice(9_500, 9_500)
