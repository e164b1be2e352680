"""How things are said on the pages: filters of the templates."""

import zlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from services.catalogue.shapes import Image
from services.queries.storefront import ProductView, SkuView
from services.retail.place_order import ShipTo

# Fewer than this many are worth telling.
_FEW = 5
# Sizes in the order people know; others as they are written.
_SIZES = {size: at for at, size in enumerate(("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"))}


class _Prices(Protocol):
    @property
    def words(self) -> dict[str, str]: ...
    def price(self, minor: int) -> str: ...


def hue(code: str) -> int:
    """A colour of a product's own, the same on every page: an angle of the colour wheel."""
    return zlib.crc32(code.encode()) % 360


def ours(images: Sequence[Image]) -> list[Image]:
    """The pictures that lie on this site: pages ask nobody else for anything."""
    return [image for image in images if image.url.startswith("/")]


def price_text(product: ProductView, shop: _Prices) -> str:
    """The price, or the lowest of several."""
    prices = sorted({sku.retail_price for sku in product.skus})
    if not prices:
        return ""
    lowest = shop.price(prices[0])
    return lowest if len(prices) == 1 else shop.words["from_price"].format(price=lowest)


def choice_text(sku: SkuView, words: Mapping[str, str]) -> str:
    """Style, colour and size in words."""
    return " · ".join(part for part in (sku.style, sku.colour, sku.size) if part) or words["the_only"]


def left_text(sku: SkuView, words: Mapping[str, str]) -> str:
    """What is left of it."""
    if not sku.available:
        return words["none"]
    return words["few" if sku.available < _FEW else "left"].format(n=sku.available)


def in_order(skus: Sequence[SkuView]) -> list[SkuView]:
    """By style and colour, and S before M before L."""
    return sorted(
        skus, key=lambda sku: (sku.style, sku.colour, _SIZES.get(sku.size.upper(), len(_SIZES)), sku.size)
    )


def address_text(ship_to: ShipTo | Mapping[str, Any], language: str) -> str:
    """An address on one line, in the order of the language."""
    kept = ship_to if isinstance(ship_to, ShipTo) else ShipTo(**{k: str(v) for k, v in ship_to.items()})
    chinese = (kept.country, kept.region, kept.city, kept.street, kept.postcode)
    english = (kept.street, kept.city, kept.region, kept.postcode, kept.country)
    who = " ".join(part for part in (kept.name, kept.phone) if part)
    where = (" " if language == "zh" else ", ").join(
        part for part in (chinese if language == "zh" else english) if part
    )
    return " · ".join(part for part in (who, where) if part)


def percent_text(rate: str) -> str:
    """The exact rate `0.10` as `10%`."""
    return f"{Decimal(rate) * 100:f}".rstrip("0").rstrip(".") + "%"


FILTERS = {
    "percent_text": percent_text,
    "hue": hue,
    "ours": ours,
    "price_text": price_text,
    "choice_text": choice_text,
    "left_text": left_text,
    "in_order": in_order,
    "address_text": address_text,
}
