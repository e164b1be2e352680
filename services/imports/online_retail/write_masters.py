"""The people and goods of the file: each customer a reseller, each stock code a SKU with its list price."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.imports.online_retail.read_lines import FileLine
from services.imports.online_retail.write_rows import SOURCE

# A reseller's own retail price may lie a fifth below the list price and half above it.
FLOOR_PERCENT, CEILING_PERCENT = 80, 150


class _Good(NamedTuple):
    first_at: datetime
    price: int
    description: str


async def write_sellers(tx: Tx, lines: Iterable[FileLine]) -> dict[str, UUID]:
    """The resellers of these lines by customer id; those that are not there yet join, free, at their first line."""
    first_at: dict[str, datetime] = {}
    for line in lines:
        first_at.setdefault(line.customer, line.at)
    known = await tx.fetch(
        "SELECT external_ref, id FROM sellers WHERE brand_id = $1 AND source = $2", tx.brand_id, SOURCE
    )
    ids: dict[str, UUID] = {row["external_ref"]: row["id"] for row in known}
    fresh = [(customer, new_id(), at) for customer, at in first_at.items() if customer not in ids]
    await tx.copy(
        "sellers",
        ("brand_id", "id", "kind", "code", "display_name", "status", "joined_at", "source", "external_ref"),
        [
            (
                tx.brand_id,
                seller,
                "reseller",
                f"R{customer}",
                f"Reseller {customer}",
                "active",
                at,
                SOURCE,
                customer,
            )
            for customer, seller, at in fresh
        ],
    )
    await tx.copy(
        "seller_status_changes",
        ("brand_id", "id", "seller_id", "status", "reason", "at"),
        [(tx.brand_id, new_id(), seller, "active", "joined", at) for _, seller, at in fresh],
    )
    return ids | {customer: seller for customer, seller, _ in fresh}


async def write_goods(tx: Tx, lines: Iterable[FileLine]) -> dict[str, UUID]:
    """The SKUs of these lines by stock code. The five digits are the product, a letter behind them its style.

    The list price of a new SKU is that of its last line; what an order was priced from is on its own lines.
    """
    goods: dict[str, _Good] = {}
    for line in lines:
        if not line.is_return:
            first = goods[line.sku].first_at if line.sku in goods else line.at
            goods[line.sku] = _Good(first, line.price, line.description.strip() or line.sku)
    known = await tx.fetch("SELECT code, id FROM skus WHERE brand_id = $1", tx.brand_id)
    ids: dict[str, UUID] = {row["code"]: row["id"] for row in known}
    fresh = {sku: good for sku, good in goods.items() if sku not in ids}
    products = await _products(tx, fresh)
    made = {sku: new_id() for sku in fresh}
    await tx.copy(
        "skus",
        ("brand_id", "id", "product_id", "code", "style", "tier_eligible", "status", "created_at"),
        [
            (
                tx.brand_id,
                made[sku],
                products[product_code(sku)],
                sku,
                sku[len(product_code(sku)) :],
                True,
                "active",
                good.first_at,
            )
            for sku, good in fresh.items()
        ],
    )
    await tx.copy(
        "sku_prices",
        (
            "brand_id",
            "id",
            "sku_id",
            "effective_from",
            "list_price",
            "retail_floor",
            "retail_ceiling",
            "created_at",
        ),
        [
            (
                tx.brand_id,
                new_id(),
                made[sku],
                good.first_at,
                good.price,
                good.price * FLOOR_PERCENT // 100,
                good.price * CEILING_PERCENT // 100,
                tx.now,
            )
            for sku, good in fresh.items()
        ],
    )
    return ids | made


async def _products(tx: Tx, goods: dict[str, _Good]) -> dict[str, UUID]:
    known = await tx.fetch("SELECT code, id FROM products WHERE brand_id = $1", tx.brand_id)
    ids: dict[str, UUID] = {row["code"]: row["id"] for row in known}
    named: dict[str, _Good] = {}
    for sku, good in goods.items():
        named.setdefault(product_code(sku), good)
    fresh: Sequence[tuple[str, UUID, _Good]] = [
        (code, new_id(), good) for code, good in named.items() if code not in ids
    ]
    await tx.copy(
        "products",
        ("brand_id", "id", "code", "name", "category", "status", "created_at"),
        [
            (tx.brand_id, product, code, good.description[:200], "gifts", "active", good.first_at)
            for code, product, good in fresh
        ],
    )
    return ids | {code: product for code, product, _ in fresh}


def product_code(sku: str) -> str:
    """`85123A` is style A of product 85123; a code of another form is its own product."""
    return sku[:5] if sku[:5].isdigit() else sku
