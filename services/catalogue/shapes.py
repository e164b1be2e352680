"""What a product and a SKU are made of, as people and imports write them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from infra.fields import Minor

Code = Annotated[
    str, Meta(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f](?:[^\x00-\x1f]*[^\s\x00-\x1f])?$")
]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=20_000)]
Trait = Annotated[str, Meta(max_length=80)]
ProductStatus = Literal["draft", "active", "archived"]


class Translation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product's words in another language; an empty one falls back to the product's own."""

    name: Annotated[str, Meta(max_length=200)] = ""
    description: Words = ""


class Image(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture: an https address or a path of this site, and words for those who do not see it."""

    url: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=2000,
            pattern=r"^(https://|/(?!/))[^\s\"'<>\\]+$",
            examples=["/media/coat.jpg"],
        ),
    ]
    alt: Annotated[str, Meta(max_length=300)] = ""


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Prices of a SKU in minor units. The list price is what staff sell at; a reseller sets an own retail price
    between floor and ceiling, which are the list price itself unless given."""

    list_price: Minor
    retail_floor: Minor | None = None
    retail_ceiling: Minor | None = None

    @property
    def floor(self) -> int:
        return self.list_price if self.retail_floor is None else self.retail_floor

    @property
    def ceiling(self) -> int:
        return self.list_price if self.retail_ceiling is None else self.retail_ceiling


class SkuItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A SKU with its price. `tier_eligible` false: it counts in no volume and costs its list price."""

    code: Code
    price: Price
    style: Trait = ""
    colour: Trait = ""
    size: Trait = ""
    barcode: Annotated[str, Meta(max_length=64)] | None = None
    tier_eligible: bool = True


class ProductItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product with its SKUs."""

    code: Code
    name: Name
    skus: Annotated[list[SkuItem], Meta(max_length=500)] = []
    description: Words = ""
    category: Annotated[str, Meta(max_length=120)] = ""
    translations: dict[Literal["en", "zh"], Translation] = {}
    images: Annotated[list[Image], Meta(max_length=20)] = []
    status: ProductStatus = "active"
