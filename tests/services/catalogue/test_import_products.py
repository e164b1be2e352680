"""A file of products: checked whole, written whole or not at all, and what it leaves out stays as it is."""

from typing import Any

import pytest

from infra.errors import InvalidInput
from infra.scope import Actor, Scope
from services.catalogue.create_product import CreateProduct, create_product
from services.catalogue.import_products import ImportProducts, start_import
from services.catalogue.shapes import Image, Price, SkuItem, Translation
from services.exports.export_rows import export_rows
from services.queries.pages import PageRequest
from tests.services.jobs.test_jobs import person
from tests.support.workers import finished
from tests.support.world import rows

COAT = CreateProduct(
    code="COAT",
    name="Coat",
    description="warm",
    category="coat",
    translations={"zh": Translation(name="大衣")},
    images=[Image("/media/coat.jpg")],
    skus=[
        SkuItem("COAT-S", Price(10_000, 8_000, 12_000), colour="red", size="S", barcode="690"),
        SkuItem("COAT-M", Price(10_000), colour="red", size="M", tier_eligible=False),
    ],
)
STATE = """
SELECT s.code, p.name, p.description, s.colour, s.size, s.tier_eligible, v.list_price, v.retail_floor, v.retail_ceiling
FROM skus s JOIN products p ON p.brand_id = s.brand_id AND p.id = s.product_id
JOIN LATERAL (SELECT * FROM sku_prices x WHERE x.brand_id = s.brand_id AND x.sku_id = s.id
  ORDER BY effective_from DESC LIMIT 1) v ON true
WHERE s.brand_id = $1 ORDER BY s.code
"""


@pytest.fixture
async def operator(scope: Scope) -> Scope:
    return await person(scope, "operator")


async def imported(scope: Scope, csv: str, *, check: bool = False) -> dict[str, Any]:
    started = await start_import(scope, ImportProducts(csv, "file.csv", check))
    job = await finished(scope, started.job_id)
    assert job.state == "done", job.problem
    result: dict[str, Any] = job.result
    return result


async def test_new_products_with_their_skus(operator: Scope) -> None:
    result = await imported(
        operator,
        "商品编码,名称,分类,SKU编码,颜色,尺码,吊牌价,最低零售价,最高零售价\n"
        "COAT,大衣,外套,COAT-S,红,S,100.00,80,120\n"
        "COAT,大衣,外套,COAT-M,红,M,100.5,,\n",
    )
    assert (result["written"], result["lines"], result["products"]) == (True, 2, 1)
    assert (result["new_products"], result["new_skus"]) == (["COAT"], ["COAT-M", "COAT-S"])
    assert await rows(operator, STATE) == [
        ("COAT-M", "大衣", "", "红", "M", True, 10_050, 10_050, 10_050),
        ("COAT-S", "大衣", "", "红", "S", True, 10_000, 8_000, 12_000),
    ]
    again = await imported(
        operator, "product_code;sku_code;list_price\nCOAT;COAT-S;100\nCOAT;COAT-M;100.50\n"
    )
    assert (again["new_products"], again["new_skus"], again["repriced"]) == ([], [], [])


async def test_what_a_file_leaves_out_stays(operator: Scope) -> None:
    await create_product(operator, COAT)
    result = await imported(operator, "sku_code,list_price\nCOAT-S,110\nCOAT-M,110\n")
    assert result["repriced"] == ["COAT-M", "COAT-S"]
    # A floor and a ceiling of one's own stay; those that were the list price follow it.
    assert await rows(operator, STATE) == [
        ("COAT-M", "Coat", "warm", "red", "M", False, 11_000, 11_000, 11_000),
        ("COAT-S", "Coat", "warm", "red", "S", True, 11_000, 8_000, 12_000),
    ]
    kept = """SELECT translations->'zh'->>'name', (SELECT url FROM product_images i WHERE i.product_id = p.id)
              FROM products p WHERE brand_id = $1"""
    assert await rows(operator, kept) == [("大衣", "/media/coat.jpg")]


async def test_a_check_changes_nothing(operator: Scope) -> None:
    await create_product(operator, COAT)
    before = await rows(operator, STATE)
    result = await imported(
        operator, "product_code,name,sku_code,list_price\nCOAT,Coat,COAT-S,1\nHAT,Hat,HAT-1,5\n", check=True
    )
    assert (result["written"], result["new_products"], result["new_skus"], result["repriced"]) == (
        False,
        ["HAT"],
        ["HAT-1"],
        ["COAT-S", "HAT-1"],
    )
    assert await rows(operator, STATE) == before


async def test_one_faulty_line_and_nothing_is_written_every_fault_by_its_line(operator: Scope) -> None:
    await create_product(operator, COAT)
    result = await imported(
        operator,
        "product_code,name,sku_code,size,tier_eligible,list_price,retail_floor,retail_ceiling\n"
        "HAT,Hat,HAT-1,,,5.001,,\n"
        "HAT,Cap,HAT-2,L,maybe,5,9,8\n"
        ",,NEW-1,,,5,,\n"
        "BAG,,BAG-1,,,,,\n"
        f"BELT,Belt,BELT-1,{'x' * 81},,5,,\n",
    )
    assert result["written"] is False
    assert [(fault["line"], fault["column"]) for fault in result["faults"]] == [
        (2, "list_price"),
        (3, "name"),
        (3, "retail_ceiling"),
        (3, "tier_eligible"),
        (4, "product_code"),
        (5, "list_price"),
        (5, "name"),
        (6, "size"),
    ]
    assert all(fault["message_zh"] for fault in result["faults"])
    assert len(await rows(operator, STATE)) == 2


async def test_a_fault_that_only_the_catalogue_knows_has_its_line_too(operator: Scope) -> None:
    await create_product(operator, COAT)
    result = await imported(
        operator,
        "product_code,name,sku_code,list_price\nHAT,Hat,HAT-1,5\nHAT,Hat,COAT-S,5\nHAT,Hat,HAT-1,6\n",
    )
    assert result["written"] is False
    assert [(fault["line"], fault["column"]) for fault in result["faults"]] == [(4, "code")]


@pytest.mark.parametrize(
    ("csv", "word"),
    [
        ("sku_code,list_price", "no lines"),
        ("sku_code,wonder\nA,1", "nobody knows"),
        ("sku_code,SKU\nA,B", "twice"),
        ("name\nCoat", "needs a column"),
        ("sku_code,list_price\nA,1,2", "more cells"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_at_once(operator: Scope, csv: str, word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        await start_import(operator, ImportProducts(csv))
    assert await rows(operator, "SELECT id FROM jobs WHERE brand_id = $1") == []


async def test_an_exported_list_comes_back_as_it_was(scope: Scope, operator: Scope) -> None:
    await create_product(operator, COAT)
    reader = operator.acting_as(Actor("account", None, None, frozenset({"operator"})))
    text = b"".join([piece.content async for piece in export_rows(reader, "skus", PageRequest())]).decode()
    before = await rows(scope, STATE)
    result = await imported(operator, text)
    assert (result["written"], result["repriced"], result["new_skus"]) == (True, [], [])
    assert await rows(scope, STATE) == before
