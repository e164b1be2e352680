"""Choose what a store shows, and in which order."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id
from infra.scope import Scope
from services.claims.screen_texts import screen_texts
from services.stores.lock_store import lock_store

_FORGET = "DELETE FROM store_items WHERE brand_id = $1 AND store_id = $2"
_WRITE = """
INSERT INTO store_items (brand_id, id, store_id, product_id, position, note)
SELECT $1, i.id, $2, i.product_id, i.position, i.note
FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::text[]) AS i (id, product_id, position, note)
"""


class Pick(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product, and what the seller says about it."""

    product_id: UUID
    note: Annotated[str, Meta(max_length=500)] = ""


class PickProducts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole shelf, in order; what is not listed is taken off it."""

    items: Annotated[list[Pick], Meta(max_length=500)]


async def pick_products(scope: Scope, command: PickProducts, store_id: UUID | None = None) -> None:
    """Set the shelf of the acting seller's store, or of the named one. Raises NotFound, InvalidInput for a product that
    is not for sale or is listed twice, or a note with words the claims check refuses."""

    async def work(tx: Tx) -> None:
        # The store's row is locked: two phones that sort the shelf leave one order, not a mixture.
        store = await lock_store(tx, store_id)
        await _check(tx, command)
        notes = {f"items[{at}].note": item.note for at, item in enumerate(command.items) if item.note}
        await screen_texts(tx, "store_item", store["id"], notes, seller_id=store["seller_id"])
        await tx.execute(_FORGET, tx.brand_id, store["id"])
        await tx.execute(
            _WRITE,
            tx.brand_id,
            store["id"],
            [new_id() for _ in command.items],
            [item.product_id for item in command.items],
            list(range(1, len(command.items) + 1)),
            [item.note for item in command.items],
        )

    await transact(scope, work)


async def _check(tx: Tx, command: PickProducts) -> None:
    rows = await tx.fetch(
        "SELECT id FROM products WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND status = 'active'",
        tx.brand_id,
        [item.product_id for item in command.items],
    )
    free = {row["id"] for row in rows}
    faults: list[FieldFault] = []
    for index, item in enumerate(command.items):
        if item.product_id not in free:
            faults.append(
                FieldFault(
                    f"items[{index}].product_id",
                    "is not for sale, or is listed twice",
                    "商品未上架或重复选择",
                )
            )
        free.discard(item.product_id)
    if faults:
        raise InvalidInput(*faults)
