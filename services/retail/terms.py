"""What a brand charges beside the goods, and how: its settings for retail orders."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from commission.money.rate import Rate
from infra.database import Tx

MAX_AMOUNT = 10**12
Amount = Annotated[int, Meta(ge=0, le=MAX_AMOUNT)]


class RetailTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`brands.settings.retail`. Amounts are minor units.

    `tax_rate` is a decimal as text; `tax_included`: prices have the tax in them (then a part of each price is tax),
    else it comes on top. `shipping` is a flat charge, waived where the goods come to `free_shipping_from` or more.
    An order waits `order_minutes` for its payment by `gateway`.
    """

    tax_rate: Annotated[str, Meta(pattern=r"^(0(\.[0-9]{1,6})?|1)$")] = "0"
    tax_included: bool = True
    shipping: Amount = 0
    free_shipping_from: Amount | None = None
    order_minutes: Annotated[int, Meta(ge=1, le=10_080)] = 30
    gateway: Annotated[str, Meta(min_length=1, max_length=40)] = "sandbox"

    @property
    def rate(self) -> Rate:
        return Rate.parse(self.tax_rate)


class SellingBrand(msgspec.Struct, frozen=True):
    """The brand as retail steps ask for it. `gateways` holds each gateway's options by its name."""

    slug: str
    currency: str
    jurisdiction: str
    timezone: str
    terms: RetailTerms
    gateways: dict[str, dict[str, Any]]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class _Settings(msgspec.Struct, frozen=True):
    retail: RetailTerms = RetailTerms()
    gateways: dict[str, dict[str, Any]] = {}


async def selling_brand(tx: Tx) -> SellingBrand:
    """The brand of the database transaction, with its settings as they stand."""
    row = await tx.fetchrow(
        "SELECT slug, currency, jurisdiction, timezone, settings FROM brands WHERE id = $1", tx.brand_id
    )
    if row is None:
        raise LookupError("the brand of a database transaction is not there")
    settings = msgspec.json.decode(row["settings"], type=_Settings)
    return SellingBrand(
        row["slug"], row["currency"], row["jurisdiction"], row["timezone"], settings.retail, settings.gateways
    )
