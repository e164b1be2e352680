"""Refuse locations and SKUs that the brand does not have, before anything is written."""

from collections.abc import Sequence
from uuid import UUID

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput, NotFound


async def check_place(tx: Tx, location_id: UUID, sku_ids: Sequence[UUID]) -> None:
    """Raise NotFound for the location, InvalidInput naming `lines[i].sku_id` for each unknown SKU."""
    place = await tx.fetchval(
        "SELECT 1 FROM locations WHERE brand_id = $1 AND id = $2", tx.brand_id, location_id
    )
    if place is None:
        raise NotFound(what="location", ref=location_id)
    rows = await tx.fetch(
        "SELECT id FROM skus WHERE brand_id = $1 AND id = ANY($2::uuid[])", tx.brand_id, list(set(sku_ids))
    )
    known = {row["id"] for row in rows}
    faults = [
        FieldFault(f"lines[{index}].sku_id", "is no SKU of the catalogue", "商品目录中没有此 SKU")
        for index, sku_id in enumerate(sku_ids)
        if sku_id not in known
    ]
    if faults:
        raise InvalidInput(*faults)
