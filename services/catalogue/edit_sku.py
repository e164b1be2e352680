"""Change what a SKU is; its price has its own service."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.catalogue.errors import SameTraits
from services.catalogue.shapes import Trait

_FIELDS = ("style", "colour", "size", "barcode", "tier_eligible", "status")
_TWIN = """
SELECT 1 FROM skus WHERE brand_id = $1 AND product_id = $2 AND id <> $3 AND status = 'active'
AND (style, colour, size) = ($4, $5, $6)
"""


class EditSku(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. Orders keep the `tier_eligible` they were priced with."""

    style: Trait | UnsetType = UNSET
    colour: Trait | UnsetType = UNSET
    size: Trait | UnsetType = UNSET
    barcode: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    tier_eligible: bool | UnsetType = UNSET
    status: Literal["active", "archived"] | UnsetType = UNSET


async def edit_sku(scope: Scope, sku_id: UUID, command: EditSku) -> None:
    """Apply the change. Raises NotFound, SameTraits."""

    async def work(tx: Tx) -> None:
        row = await tx.fetchrow(
            "SELECT s.* FROM skus AS s JOIN products AS p ON p.brand_id = s.brand_id AND p.id = s.product_id"
            " WHERE s.brand_id = $1 AND s.id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            sku_id,
        )
        if row is None:
            raise NotFound(what="SKU", ref=sku_id)
        given = {name: value for name, value in msgspec.structs.asdict(command).items() if value is not UNSET}
        after = {name: row[name] for name in _FIELDS} | given
        if after["status"] == "active" and await tx.fetchval(
            _TWIN, tx.brand_id, row["product_id"], sku_id, after["style"], after["colour"], after["size"]
        ):
            raise SameTraits
        await tx.execute(
            "UPDATE skus SET style = $3, colour = $4, size = $5, barcode = $6, tier_eligible = $7, status = $8"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            sku_id,
            *(after[name] for name in _FIELDS),
        )
        await record_change(tx, "edit_sku", "sku", sku_id, {name: row[name] for name in given}, given)

    await transact(scope, work)
