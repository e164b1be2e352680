"""A reseller sets retail prices of the own store."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.fields import Minor
from infra.ids import new_id
from infra.scope import Scope
from services.catalogue.current_prices import current_prices
from services.stores.errors import ResellersOnly
from services.stores.lock_store import lock_store

_FORGET = "DELETE FROM store_prices WHERE brand_id = $1 AND store_id = $2 AND sku_id = ANY($3::uuid[])"
_WRITE = """
INSERT INTO store_prices (brand_id, id, store_id, sku_id, retail_price, changed_at)
SELECT $1, p.id, $2, p.sku_id, p.retail_price, $3 FROM unnest($4::uuid[], $5::uuid[], $6::bigint[])
  AS p (id, sku_id, retail_price)
ON CONFLICT (brand_id, store_id, sku_id) DO UPDATE
SET retail_price = excluded.retail_price, changed_at = excluded.changed_at
"""


class RetailPrice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An own price in minor units; null goes back to the list price."""

    sku_id: UUID
    retail_price: Minor | None


class SetRetailPrices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prices: Annotated[list[RetailPrice], Meta(min_length=1, max_length=2000)]


async def set_retail_prices(scope: Scope, command: SetRetailPrices, store_id: UUID | None = None) -> None:
    """Set or take back own prices; orders placed before keep theirs.

    Raises NotFound, ResellersOnly, and InvalidInput for a price outside the brand's floor and ceiling of now.
    """

    async def work(tx: Tx) -> None:
        store = await lock_store(tx, store_id)
        if store["seller_kind"] != "reseller":
            raise ResellersOnly
        await _check(tx, command)
        own = {each.sku_id: each.retail_price for each in command.prices if each.retail_price is not None}
        await tx.execute(_FORGET, tx.brand_id, store["id"], [each.sku_id for each in command.prices])
        await tx.execute(
            _WRITE, tx.brand_id, store["id"], tx.now, [new_id() for _ in own], list(own), list(own.values())
        )

    await transact(scope, work)


async def _check(tx: Tx, command: SetRetailPrices) -> None:
    listed = await current_prices(tx, {each.sku_id for each in command.prices}, tx.now)
    seen: set[UUID] = set()
    faults: list[FieldFault] = []
    for index, each in enumerate(command.prices):
        price = listed.get(each.sku_id)
        if price is None or each.sku_id in seen:
            faults.append(
                FieldFault(
                    f"prices[{index}].sku_id", "has no price, or is listed twice", "没有价格或重复设置"
                )
            )
        elif each.retail_price is not None and not price.floor <= each.retail_price <= price.ceiling:
            faults.append(
                FieldFault(
                    f"prices[{index}].retail_price",
                    f"must be from {price.floor} to {price.ceiling}",
                    f"须在 {price.floor} 至 {price.ceiling} 之间",
                )
            )
        seen.add(each.sku_id)
    if faults:
        raise InvalidInput(*faults)
