"""Add a place where the brand's stock lies."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.inventory.errors import LocationCodeTaken


class CreateLocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`code` is short and unique in the brand; `kind`: stock at an `event` is sold only by naming the location."""

    code: Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    kind: Literal["warehouse", "shop", "event"] = "warehouse"


class LocationCreated(msgspec.Struct, frozen=True):
    location_id: UUID


async def create_location(scope: Scope, command: CreateLocation) -> LocationCreated:
    """Add the location, empty. Raises LocationCodeTaken."""

    async def work(tx: Tx) -> LocationCreated:
        location_id = new_id()
        fresh = await tx.execute(
            "INSERT INTO locations (brand_id, id, code, name, kind, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT (brand_id, code) DO NOTHING",
            tx.brand_id,
            location_id,
            command.code,
            command.name,
            command.kind,
            tx.now,
        )
        if not fresh:
            raise LocationCodeTaken(code=command.code)
        await record_change(tx, "create_location", "location", location_id, None, command)
        return LocationCreated(location_id)

    return await transact(scope, work)
