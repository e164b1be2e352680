"""Products, SKUs and their prices: made, changed, brought in by the hundred."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.errors import InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.catalogue.add_skus import AddSkus, add_skus
from services.catalogue.create_product import CreateProduct, create_product
from services.catalogue.current_prices import current_prices
from services.catalogue.edit_product import EditProduct, edit_product
from services.catalogue.edit_sku import EditSku, edit_sku
from services.catalogue.errors import CodeTaken, SameTraits
from services.catalogue.set_prices import PricedSku, SetPrices, set_prices
from services.catalogue.shapes import Image, Price, ProductItem, SkuItem, Translation
from services.catalogue.upsert_products import UpsertProducts, upsert_products
from tests.support.world import START, rows

COAT = CreateProduct(
    code="COAT",
    name="羊毛大衣",
    category="coat",
    translations={"en": Translation(name="Wool coat")},
    images=[Image("/media/coat.jpg", "a coat"), Image("https://cdn.example.com/back.jpg")],
    skus=[
        SkuItem("COAT-S", Price(10_000, 8_000, 12_000), colour="red", size="S"),
        SkuItem("COAT-M", Price(10_000), colour="red", size="M", tier_eligible=False),
    ],
)


def faults(refused: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [fault.path for fault in refused.value.faults]


async def prices(scope: Scope, *sku_ids: Any) -> list[tuple[int, int, int]]:
    found = await transact(scope, lambda tx: current_prices(tx, sku_ids, tx.now))
    return [
        (found[each].list_price, found[each].floor, found[each].ceiling) for each in sku_ids if each in found
    ]


async def test_a_product_is_made_with_skus_prices_and_pictures(scope: Scope) -> None:
    made = await create_product(scope, COAT)
    assert await rows(
        scope,
        "SELECT code, name, category, status, translations->'en'->>'name' FROM products WHERE brand_id = $1",
    ) == [("COAT", "羊毛大衣", "coat", "active", "Wool coat")]
    assert await rows(
        scope, "SELECT code, colour, size, tier_eligible FROM skus WHERE brand_id = $1 ORDER BY code"
    ) == [("COAT-M", "red", "M", False), ("COAT-S", "red", "S", True)]
    assert await prices(scope, made.skus["COAT-S"], made.skus["COAT-M"]) == [
        (10_000, 8_000, 12_000),
        (10_000, 10_000, 10_000),
    ]
    assert await rows(
        scope, "SELECT position, url FROM product_images WHERE brand_id = $1 ORDER BY position"
    ) == [
        (1, "/media/coat.jpg"),
        (2, "https://cdn.example.com/back.jpg"),
    ]


async def test_a_code_is_given_once_even_to_two_at_once(scope: Scope) -> None:
    outcomes = await asyncio.gather(
        create_product(scope, COAT), create_product(scope, COAT), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CodeTaken", "ProductCreated"]
    with pytest.raises(CodeTaken):
        await create_product(scope, COAT)
    with pytest.raises(InvalidInput) as refused:
        await create_product(scope, CreateProduct("HAT", "Hat", [SkuItem("COAT-S", Price(1))]))
    assert faults(refused) == ["skus[0].code"]
    assert await rows(scope, "SELECT code FROM products WHERE brand_id = $1") == [("COAT",)]


async def test_two_skus_that_look_the_same_are_refused(scope: Scope) -> None:
    twins = [SkuItem("A", Price(1), colour="red"), SkuItem("B", Price(1), colour="red")]
    with pytest.raises(SameTraits):
        await create_product(scope, CreateProduct("HAT", "Hat", twins))
    made = await create_product(scope, COAT)
    with pytest.raises(SameTraits):
        await edit_sku(scope, made.skus["COAT-M"], EditSku(size="S"))
    await edit_sku(scope, made.skus["COAT-S"], EditSku(status="archived"))
    await edit_sku(scope, made.skus["COAT-M"], EditSku(size="S"))
    with pytest.raises(SameTraits):
        await edit_sku(scope, made.skus["COAT-S"], EditSku(status="active"))


async def test_only_what_is_given_changes_and_the_log_says_from_what_to_what(scope: Scope) -> None:
    made = await create_product(scope, COAT)
    await edit_product(scope, made.product_id, EditProduct(name="Coat", status="archived"))
    assert await rows(
        scope, "SELECT name, category, status, translations->'en'->>'name' FROM products WHERE brand_id = $1"
    ) == [("Coat", "coat", "archived", "Wool coat")]
    assert len(await rows(scope, "SELECT 1 FROM product_images WHERE brand_id = $1")) == 2
    await edit_product(scope, made.product_id, EditProduct(images=[]))
    assert await rows(scope, "SELECT 1 FROM product_images WHERE brand_id = $1") == []
    audit = await rows(
        scope,
        "SELECT before->>'name', after->>'name', after->>'status' FROM audit_log"
        " WHERE brand_id = $1 AND action = 'edit_product' ORDER BY id LIMIT 1",
    )
    assert audit == [("羊毛大衣", "Coat", "archived")]
    with pytest.raises(NotFound):
        await edit_product(scope, new_id(), EditProduct(name="x"))


async def test_skus_are_added_with_codes_of_their_own(scope: Scope) -> None:
    made = await create_product(scope, COAT)
    with pytest.raises(InvalidInput) as refused:
        await add_skus(
            scope,
            made.product_id,
            AddSkus(
                [
                    SkuItem("COAT-L", Price(1), size="L"),
                    SkuItem("COAT-S", Price(1)),
                    SkuItem("COAT-L", Price(1)),
                ]
            ),
        )
    assert faults(refused) == ["skus[1].code", "skus[2].code"]
    added = await add_skus(scope, made.product_id, AddSkus([SkuItem("COAT-L", Price(11_000), size="L")]))
    assert await prices(scope, added.skus["COAT-L"]) == [(11_000, 11_000, 11_000)]


async def test_a_price_begins_at_its_instant_and_the_old_one_stays_what_it_was(
    scope: Scope, clock: SetClock
) -> None:
    sku = (await create_product(scope, COAT)).skus["COAT-S"]
    tomorrow = START + timedelta(days=1)
    done = await set_prices(scope, SetPrices([PricedSku(sku, Price(9_000))], effective_from=tomorrow))
    assert done.changed == [sku]
    clock.move_to(tomorrow - timedelta(microseconds=1))
    assert await prices(scope, sku) == [(10_000, 8_000, 12_000)]
    clock.move_to(tomorrow)
    assert await prices(scope, sku) == [(9_000, 9_000, 9_000)]
    assert (await set_prices(scope, SetPrices([PricedSku(sku, Price(9_000))]))).changed == []
    with pytest.raises(InvalidInput) as refused:
        await set_prices(scope, SetPrices([PricedSku(sku, Price(1))], effective_from=START))
    assert faults(refused) == ["lines[0]"]
    found = await transact(scope, lambda tx: current_prices(tx, [sku], START))
    assert found[sku].list_price == 10_000


async def test_a_ceiling_below_the_floor_and_unknown_skus_are_refused(scope: Scope) -> None:
    sku = (await create_product(scope, COAT)).skus["COAT-S"]
    with pytest.raises(InvalidInput) as refused:
        await set_prices(scope, SetPrices([PricedSku(sku, Price(10, retail_floor=9, retail_ceiling=8))]))
    assert faults(refused) == ["lines[0].retail_ceiling"]
    with pytest.raises(InvalidInput) as refused:
        await set_prices(
            scope,
            SetPrices([PricedSku(sku, Price(1)), PricedSku(sku, Price(1)), PricedSku(new_id(), Price(1))]),
        )
    assert faults(refused) == ["lines[1].sku_id", "lines[2].sku_id"]


async def test_a_file_of_products_comes_in_whole_and_twice_changes_nothing(scope: Scope) -> None:
    items = [ProductItem(f"P{n}", f"Product {n}", [SkuItem(f"P{n}", Price(100 + n))]) for n in range(300)]
    back = START - timedelta(days=800)
    first = await upsert_products(scope, UpsertProducts(items, effective_from=back))
    assert (len(first.products), len(first.skus), len(first.repriced)) == (300, 300, 300)
    again = await upsert_products(scope, UpsertProducts(items))
    assert (again.products, again.skus, again.repriced) == (first.products, first.skus, [])
    found = await transact(scope, lambda tx: current_prices(tx, [first.skus["P7"]], back))
    assert found[first.skus["P7"]].list_price == 107
    dearer = [ProductItem("P7", "Seven", [SkuItem("P7", Price(200))])]
    assert (await upsert_products(scope, UpsertProducts(dearer))).repriced == ["P7"]
    with pytest.raises(InvalidInput) as refused:
        await upsert_products(
            scope, UpsertProducts([ProductItem("P7", "7", [SkuItem("P7", Price(9))])], effective_from=back)
        )
    assert faults(refused) == ["items[0].skus[0].price"]


async def test_a_file_with_faults_is_refused_whole_by_their_paths(scope: Scope) -> None:
    await create_product(scope, COAT)
    items = [
        ProductItem("HAT", "Hat", [SkuItem("H1", Price(1)), SkuItem("H1", Price(1), size="L")]),
        ProductItem("HAT", "Hat again"),
    ]
    with pytest.raises(InvalidInput) as refused:
        await upsert_products(scope, UpsertProducts(items))
    assert faults(refused) == ["items[1].code", "items[0].skus[1].code"]
    with pytest.raises(InvalidInput) as refused:
        await upsert_products(
            scope, UpsertProducts([ProductItem("HAT", "Hat", [SkuItem("COAT-M", Price(1))])])
        )
    assert faults(refused) == ["items[0].skus[0].code"]
    assert await rows(scope, "SELECT code FROM products WHERE brand_id = $1") == [("COAT",)]
