"""What a cart would cost now: nothing is held, nothing is written."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.inventory.available import available
from services.retail.charges import Charges, charge
from services.retail.errors import CouponRefused
from services.retail.price_lines import CartLine
from services.retail.redeem_coupon import offer_of_coupon
from services.retail.terms import selling_brand
from services.stores.open_to_shoppers import store_open_to_shoppers
from services.stores.selling_prices import selling_prices

_SKUS = """
SELECT s.id, s.code, p.code AS product, s.style, s.colour, s.size,
  coalesce(nullif(p.translations -> $3 ->> 'name', ''), p.name) AS name,
  coalesce((SELECT i.url FROM product_images AS i WHERE i.brand_id = p.brand_id AND i.product_id = p.id
    ORDER BY i.position LIMIT 1), '') AS picture
FROM skus AS s
JOIN products AS p ON p.brand_id = s.brand_id AND p.id = s.product_id AND p.status = 'active'
WHERE s.brand_id = $1 AND s.code = ANY($2::text[]) AND s.status = 'active'
"""


class CartLineQuoted(msgspec.Struct, frozen=True):
    """`available` units can be bought now; fewer than `qty` cannot be ordered. Amounts in minor units; `total` is the
    line's price before any coupon."""

    sku: str
    product: str
    name: str
    choice: str
    picture: str
    qty: int
    available: int
    unit_price: int
    total: int

    @property
    def short(self) -> bool:
        return self.available < self.qty


class CartQuoted(msgspec.Struct, frozen=True):
    """What an order of these lines would cost in all. `gone` are SKUs that are not sold here any more, left out.
    `coupon_fault` says in words why the coupon does not count."""

    currency: str
    lines: list[CartLineQuoted]
    gone: list[str]
    goods_total: int
    discount_total: int
    shipping_total: int
    tax_total: int
    tax_included: bool
    total: int
    coupon: str = ""
    coupon_fault: str = ""

    @property
    def units(self) -> int:
        return sum(line.qty for line in self.lines)

    @property
    def can_order(self) -> bool:
        return bool(self.lines) and not any(line.short for line in self.lines)


async def quote_cart(
    scope: Scope, store: str, lines: Sequence[CartLine], coupon: str | None = None
) -> CartQuoted:
    """Price the cart as `place_order` would at this moment. Raises NotFound, StoreClosed."""

    async def work(tx: Tx) -> CartQuoted:
        kept = await store_open_to_shoppers(tx, store)
        brand = await selling_brand(tx)
        rows = await tx.fetch(_SKUS, tx.brand_id, [line.sku for line in lines], scope.locale)
        quoted = await _lines(tx, kept, rows, lines)
        prices = [(line.unit_price, line.qty) for line in quoted]
        discount, fault = await _discount(tx, coupon, sum(line.total for line in quoted))
        charges = charge(prices, discount, brand.terms)
        found = {line.sku for line in quoted}
        gone = [line.sku for line in lines if line.sku not in found]
        return _quoted(brand.currency, quoted, gone, charges, brand.terms.tax_included, coupon or "", fault)

    return await transact(scope, work)


async def _lines(
    tx: Tx, store: asyncpg.Record, rows: Sequence[asyncpg.Record], lines: Sequence[CartLine]
) -> list[CartLineQuoted]:
    ids: list[UUID] = [row["id"] for row in rows]
    prices = await selling_prices(tx, store["id"], ids, tx.now)
    own = store["seller_id"] if store["ships_from"] == "own_stock" else None
    units = await available(tx, ids, own_stock_of=own)
    known = {row["code"]: row for row in rows if row["id"] in prices}
    return [
        CartLineQuoted(
            sku=line.sku,
            product=row["product"],
            name=row["name"],
            choice=" · ".join(part for part in (row["style"], row["colour"], row["size"]) if part),
            picture=row["picture"],
            qty=line.qty,
            available=units.get(row["id"], 0),
            unit_price=prices[row["id"]].retail_price,
            total=prices[row["id"]].retail_price * line.qty,
        )
        for line in lines
        if (row := known.get(line.sku)) is not None
    ]


async def _discount(tx: Tx, coupon: str | None, goods_total: int) -> tuple[int, str]:
    if not coupon or not goods_total:
        return 0, ""
    try:
        return (await offer_of_coupon(tx, coupon, goods_total)).discount, ""
    except CouponRefused as refused:
        fault = refused.faults[0]
        return 0, fault.message_zh if tx.scope.locale == "zh" else fault.message


def _quoted(
    currency: str,
    lines: list[CartLineQuoted],
    gone: list[str],
    charges: Charges,
    tax_included: bool,
    coupon: str,
    fault: str,
) -> CartQuoted:
    return CartQuoted(
        currency,
        lines,
        gone,
        charges.goods_total,
        charges.discount_total,
        charges.shipping_total if lines else 0,
        charges.tax_total,
        tax_included,
        charges.total if lines else 0,
        coupon,
        fault,
    )
