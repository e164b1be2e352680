"""A parcel of a paid order is on its way."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.ids import new_id
from infra.scope import Scope
from services.idempotency import once
from services.retail.errors import OrderNotDeliverable
from services.retail.order_of_staff import lock_order_of_staff

_WRITE = """
INSERT INTO shipments (brand_id, id, order_id, carrier, tracking_code, note, sent_by, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


class RecordShipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who carries it, and the code to follow it by; `note` is for the customer."""

    carrier: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
    tracking_code: Annotated[str, Meta(max_length=80)] = ""
    note: Annotated[str, Meta(max_length=300)] = ""


class ShipmentRecorded(msgspec.Struct, frozen=True):
    shipment_id: UUID


async def record_shipment(
    scope: Scope, code: str, command: RecordShipment, idempotency_key: str | None = None
) -> ShipmentRecorded:
    """Tell the customer that goods left. An order may have several parcels; none says that it arrived: that is
    `deliver_order`. Raises NotFound; OrderNotDeliverable for an order that is not paid."""

    async def work(tx: Tx) -> ShipmentRecorded:
        order = await lock_order_of_staff(tx, code)
        if order["state"] not in ("paid", "delivered"):
            raise OrderNotDeliverable(order=code, state=order["state"])
        sent = ShipmentRecorded(new_id())
        await tx.execute(
            _WRITE,
            tx.brand_id,
            sent.shipment_id,
            order["id"],
            command.carrier.strip(),
            command.tracking_code.strip(),
            command.note.strip(),
            tx.scope.actor.account_id,
            tx.now,
        )
        return sent

    return await once(scope, f"record_shipment {code}", idempotency_key, command, work, ShipmentRecorded)
