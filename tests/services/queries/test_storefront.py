"""What a shopper sees of a store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.catalogue.create_product import CreateProduct, ProductCreated, create_product
from services.catalogue.shapes import Image, Price, ProductItem, SkuItem, Translation
from services.catalogue.upsert_products import UpsertProducts, upsert_products
from services.inventory.allot import Wanted
from services.inventory.reserve import reserve
from services.queries.storefront import preview_store, show_store, show_store_product
from services.stores.errors import StoreClosed
from services.stores.open_store import OpenStore, StoreOpened, open_store
from services.stores.pause_store import pause_store
from services.stores.pick_products import Pick, PickProducts, pick_products
from services.stores.publish_store import publish_store
from services.stores.set_retail_prices import RetailPrice, SetRetailPrices, set_retail_prices
from tests.support.world import make_location, make_lot, make_seller, put_stock, run


@pytest.fixture
async def reseller(scope: Scope) -> Scope:
    return scope.acting_as(await make_seller(scope))


@pytest.fixture
async def coat(scope: Scope) -> ProductCreated:
    return await create_product(
        scope,
        CreateProduct(
            "COAT",
            "羊毛大衣",
            [
                SkuItem("COAT-S", Price(10_000, 8_000, 12_000), colour="red", size="S"),
                SkuItem("COAT-M", Price(10_000, 8_000, 12_000), colour="red", size="M"),
            ],
            translations={"en": Translation(name="Wool coat")},
            images=[Image("/media/coat.jpg", "a coat")],
        ),
    )


@pytest.fixture
async def store(reseller: Scope, coat: ProductCreated) -> StoreOpened:
    opened = await open_store(reseller, OpenStore("Rui's", slug="rui"))
    await pick_products(reseller, PickProducts([Pick(coat.product_id, "warm")]))
    await set_retail_prices(reseller, SetRetailPrices([RetailPrice(coat.skus["COAT-S"], 11_000)]))
    return opened


async def test_a_draft_is_seen_by_its_owner_alone(scope: Scope, reseller: Scope, store: StoreOpened) -> None:
    assert (await preview_store(reseller)).store.status == "draft"
    with pytest.raises(NotFound):
        await show_store(scope, "rui")


async def test_a_published_store_shows_shelf_prices_and_what_can_be_bought(
    scope: Scope, reseller: Scope, store: StoreOpened, coat: ProductCreated
) -> None:
    small = coat.skus["COAT-S"]
    await put_stock(scope, await make_location(scope, "main"), small, 5)
    await put_stock(scope, await make_location(scope, "shop", "shop"), small, 2)
    await put_stock(scope, await make_location(scope, "fair", "event"), small, 50)
    line, until = Wanted(store.store_id, small, 1, "lines[0]"), scope.clock.now() + timedelta(hours=1)
    await transact(
        scope,
        lambda tx: reserve(tx, order_kind="retail", order_id=store.store_id, lines=[line], expires_at=until),
    )
    await publish_store(reseller)
    shown = await show_store(replace(scope, locale="en"), "rui")
    assert (shown.store.name, shown.store.seller_kind, shown.store.currency) == ("Rui's", "reseller", "CNY")
    (item,) = shown.items
    assert (item.name, item.note, item.images) == ("Wool coat", "warm", [Image("/media/coat.jpg", "a coat")])
    assert [(sku.size, sku.list_price, sku.retail_price, sku.available) for sku in item.skus] == [
        ("M", 10_000, 10_000, 0),
        ("S", 10_000, 11_000, 6),
    ]
    assert (await show_store(replace(scope, locale="zh"), "rui")).items[0].name == "羊毛大衣"


async def test_a_store_of_own_stock_shows_the_resellers_lots(
    scope: Scope, reseller: Scope, store: StoreOpened, coat: ProductCreated
) -> None:
    small = coat.skus["COAT-S"]
    await put_stock(scope, await make_location(scope), small, 5)
    await make_lot(scope, reseller.actor.seller_id, small, 3, paid_at=scope.clock.now())
    await run(scope, "UPDATE stores SET ships_from = 'own_stock' WHERE brand_id = $1")
    shown = await preview_store(reseller)
    assert [(sku.size, sku.available) for sku in shown.items[0].skus] == [("M", 0), ("S", 3)]


async def test_any_product_for_sale_can_be_shown_in_a_store(
    scope: Scope, reseller: Scope, store: StoreOpened, coat: ProductCreated
) -> None:
    await create_product(scope, CreateProduct("HAT", "Hat", [SkuItem("HAT", Price(2_000))]))
    await publish_store(reseller)
    hat = await show_store_product(scope, "rui", "HAT")
    assert (hat.product.name, hat.product.note, hat.product.skus[0].retail_price) == ("Hat", "", 2_000)
    assert (await show_store_product(scope, "rui", "COAT")).product.note == "warm"
    await run(scope, "UPDATE products SET status = 'archived' WHERE brand_id = $1 AND code = 'HAT'")
    with pytest.raises(NotFound):
        await show_store_product(scope, "rui", "HAT")


async def test_a_paused_store_and_that_of_a_suspended_seller_are_closed(
    scope: Scope, reseller: Scope, store: StoreOpened
) -> None:
    await publish_store(reseller)
    await run(scope, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1")
    with pytest.raises(StoreClosed):
        await show_store(scope, "rui")
    await run(scope, "UPDATE sellers SET status = 'active' WHERE brand_id = $1")
    await pause_store(reseller)
    with pytest.raises(StoreClosed):
        await show_store(scope, "rui")


async def test_a_full_shelf_takes_no_more_statements_than_one_product(
    scope: Scope, reseller: Scope, store: StoreOpened, coat: ProductCreated, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval"):
        plain = getattr(Tx, name)

        async def counted(tx: Tx, query: str, *args: object, plain: Any = plain) -> Any:
            asked.append(query)
            return await plain(tx, query, *args)

        monkeypatch.setattr(Tx, name, counted)
    await preview_store(reseller)
    with_one = len(asked)
    items = [ProductItem(f"P{n}", f"P{n}", [SkuItem(f"P{n}", Price(100 + n))]) for n in range(60)]
    made = await upsert_products(scope, UpsertProducts(items))
    await pick_products(reseller, PickProducts([Pick(each) for each in made.products.values()]))
    asked.clear()
    assert len((await preview_store(reseller)).items) == 60
    assert (len(asked), with_one) == (6, 6)
