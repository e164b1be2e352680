"""The demo's goods have pictures, painted from their names."""

import pytest

from infra.ids import new_id
from infra.painting.shapes import SHAPES, paint
from infra.painting.still_life import Look
from infra.scope import Scope
from services.demo.picture_goods import look_of, picture_goods
from services.pictures.draw import draw
from tests.factories import MadeBrand, make_brand
from tests.support.world import make_seller, make_sku, make_store, rows, run


@pytest.mark.parametrize(
    ("name", "shape", "hue", "pattern"),
    [
        ("JUMBO BAG RED RETROSPOT", "bag", 0, "dots"),
        ("WHITE HANGING HEART T-LIGHT HOLDER", "lantern", 40, "plain"),
        ("REGENCY CAKESTAND 3 TIER", "cakestand", None, "plain"),
        ("ALARM CLOCK BAKELIKE GREEN", "clock", 142, "plain"),
        ("SET OF 3 CAKE TINS PANTRY DESIGN", "tin", None, "checks"),
        ("SOMETHING NOBODY KNOWS", "parcel", None, "plain"),
    ],
)
def test_a_name_says_what_a_thing_looks_like(name: str, shape: str, hue: int | None, pattern: str) -> None:
    look = look_of(name)
    assert (look.shape, look.pattern) == (shape, pattern)
    assert look.hue == hue if hue is not None else look.hue % 60 == 24
    assert look_of(name.lower()) == look


def test_every_shape_is_painted_and_small() -> None:
    for shape in (*SHAPES, "a shape that nobody paints"):
        drawn = draw(paint(Look(shape, 200, pattern="dots"), side=160))
        assert (drawn.width, drawn.height) == (160, 160)
        assert len(drawn.body) < 12_000, shape


async def shelved(brand: MadeBrand, *names: str) -> Scope:
    """Products of these names on the shelf of one store."""
    scope = brand.scope
    seller = await make_seller(scope, "reseller")
    assert seller.seller_id is not None
    store = await make_store(scope, seller.seller_id)
    for at, name in enumerate(names, 1):
        sku = await make_sku(scope, f"S{at}", list_price=100)
        await run(
            scope,
            "UPDATE products SET name = $3 WHERE brand_id = $1"
            " AND id = (SELECT product_id FROM skus WHERE brand_id = $1 AND id = $2)",
            sku,
            name,
        )
        await run(
            scope,
            "INSERT INTO store_items (brand_id, id, store_id, product_id, position, note)"
            " SELECT $1, $2, $3, product_id, $4, '' FROM skus WHERE brand_id = $1 AND id = $5",
            new_id(),
            store,
            at,
            sku,
        )
    return scope


async def test_what_is_on_a_shelf_gets_a_picture_once(database: object) -> None:
    scope = await shelved(await make_brand(), "RED RETROSPOT BAG", "LUNCH BAG RED RETROSPOT", "BLUE MUG")
    assert await picture_goods(scope) == 3
    found = await rows(
        scope,
        "SELECT p.name, i.url, i.alt FROM product_images AS i JOIN products AS p ON p.brand_id = i.brand_id"
        " AND p.id = i.product_id WHERE i.brand_id = $1 ORDER BY p.name",
    )
    assert [(name, alt) for name, _, alt in found] == [
        ("BLUE MUG", "Blue Mug"),
        ("LUNCH BAG RED RETROSPOT", "Lunch Bag Red Retrospot"),
        ("RED RETROSPOT BAG", "Red Retrospot Bag"),
    ]
    # Two bags that look alike share one picture; the mug has its own.
    assert len({url for _, url, _ in found}) == 2
    assert found[1][1] == found[2][1]
    assert await picture_goods(scope) == 0
