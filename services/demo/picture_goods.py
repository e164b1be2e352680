"""Pictures for the goods on the demo's shelves: the real year has names and no photographs, so each is painted from its
name."""

import asyncio
import re
import zlib
from functools import partial
from uuid import UUID

from infra.database import Tx, transact
from infra.painting.shapes import paint
from infra.painting.still_life import Look
from infra.scope import Scope
from services.catalogue.shapes import Image
from services.catalogue.write_images import write_images
from services.pictures.draw import Drawn, draw
from services.pictures.keep_picture import write_picture

# The first word of the name that is known decides, in this order: a heart-shaped lantern is a lantern.
_SHAPES = (
    ("LANTERN|T-LIGHTS?|TLIGHT|NIGHT LIGHT", "lantern"),
    ("CAKE ?STAND|TIER", "cakestand"),
    ("CAKE CASES|CASES|MOULDS?|BAKING", "cases"),
    ("BUNTING|GARLAND|CHAIN", "bunting"),
    ("BOTTLE", "bottle"),
    ("BAG|BAGS|SHOPPER|PURSE|WALLET", "bag"),
    ("CLOCK", "clock"),
    ("TEACUPS?|TEA SET|CUPS?|SAUCER", "teacup"),
    ("MUGS?", "mug"),
    ("UMBRELLA|PARASOL", "umbrella"),
    ("CANDLES?|HOLDER|WARMER", "candle"),
    ("JARS?|JAM|POT", "jar"),
    ("TINS?|BOX|BOXES|CABINET|DRAWER|TISSUES?", "tin"),
    ("SIGN|CHALKBOARD|SLATE|DOORMAT|TILE|LETTER|WORD", "sign"),
    ("FRAME|MIRROR|PICTURE|PHOTO", "frame"),
    ("CUSHION|PAD|COSY|DOORSTOP", "cushion"),
    ("BOWLS?|PLATES?|DISH|TRAY|BASKET", "bowl"),
    ("BIRD|CHICK|RABBIT|BUNNY|DOG|CAT|BUTTERFLY", "bird"),
    ("NOTEBOOK|BOOK|RECIPE", "book"),
    ("CARDS?|WRAP|PAPER|NAPKINS?|STICKERS?", "card"),
    ("CHRISTMAS|TREE|WREATH", "tree"),
    ("HEARTS?|SWEETHEART|LOVE", "heart"),
)
_COLOURS = {
    "RED": (0, 170, 190),
    "STRAWBERRY": (350, 160, 196),
    "PINK": (338, 100, 216),
    "BLUE": (214, 130, 176),
    "SPACEBOY": (206, 120, 178),
    "GREEN": (142, 110, 146),
    "YELLOW": (46, 140, 220),
    "ORANGE": (26, 170, 214),
    "PURPLE": (280, 100, 160),
    "LAVENDER": (262, 70, 190),
    "BLACK": (220, 24, 70),
    "WHITE": (40, 18, 222),
    "IVORY": (42, 36, 218),
    "CREAM": (42, 44, 220),
    "SILVER": (212, 16, 186),
    "ZINC": (206, 22, 168),
    "METAL": (206, 26, 160),
    "SLATE": (212, 30, 106),
    "GOLD": (44, 120, 200),
    "WOOD": (28, 110, 158),
    "WOODEN": (28, 110, 158),
    "WICKER": (32, 100, 176),
    "CHOCOLATE": (18, 130, 108),
}
_PATTERNS = (
    ("RETROSPOT|POLKADOT|SPOTTY|SPOT|DOTS", "dots"),
    ("STRIPES?|CIRCUS", "stripes"),
    ("GINGHAM|CHECK|PANTRY", "checks"),
)
_BARE = """
SELECT p.id, p.name FROM products AS p
WHERE p.brand_id = $1 AND EXISTS (SELECT FROM store_items AS i WHERE i.brand_id = $1 AND i.product_id = p.id)
AND NOT EXISTS (SELECT FROM product_images AS g WHERE g.brand_id = $1 AND g.product_id = p.id) ORDER BY p.code
"""


def look_of(name: str) -> Look:
    """What the thing of this name looks like; of an unknown colour one of six, always the same."""
    words = name.upper()
    shape = next((shape for known, shape in _SHAPES if re.search(rf"\b({known})\b", words)), "parcel")
    pattern = next((pattern for known, pattern in _PATTERNS if re.search(rf"\b({known})\b", words)), "plain")
    named = next((_COLOURS[word] for word in re.findall(r"[A-Z]+", words) if word in _COLOURS), None)
    hue, strength, light = named or (zlib.crc32(words.encode()) % 6 * 60 + 24, 90, 176)
    return Look(shape, hue, strength, light, pattern)


async def picture_goods(scope: Scope) -> int:
    """Give every product on a shelf that has no picture one; how many got one. Things that look alike share it."""
    bare = await transact(scope, lambda tx: tx.fetch(_BARE, tx.brand_id))
    looks: dict[Look, dict[UUID, str]] = {}
    for row in bare:
        looks.setdefault(look_of(row["name"]), {})[row["id"]] = row["name"]
    for look, goods in looks.items():
        drawn = await asyncio.to_thread(_draw, look)
        await transact(scope, partial(_hang, drawn, goods))
    return len(bare)


def _draw(look: Look) -> Drawn:
    return draw(paint(look))


async def _hang(drawn: Drawn, goods: dict[UUID, str], tx: Tx) -> None:
    kept = await write_picture(tx, drawn)
    await write_images(tx, {product: [Image(kept.url, name.title())] for product, name in goods.items()})
