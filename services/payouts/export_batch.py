"""The file of a batch for the bank."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.keys import decrypt
from infra.rails.rail import UnknownRail
from infra.rails.registry import file_rail
from infra.scope import Scope
from services.audit import record_change
from services.payouts.asked_of_rail import ITEMS, asked_of
from services.payouts.batch_rows import batch_in
from services.payouts.set_payee import PURPOSE
from services.payouts.terms import payout_terms


class BatchFile(msgspec.Struct, frozen=True):
    name: str
    media_type: str
    body: bytes


async def export_batch(scope: Scope, batch_id: UUID) -> BatchFile:
    """Every open item of a sent batch. Written again it holds the same keys, by which a bank knows duplicates; who took
    it is in the audit log. Raises NotFound, BatchState, UnknownRail for a rail without files, RailNotSetUp."""

    async def work(tx: Tx) -> BatchFile:
        batch = await batch_in(tx, batch_id, "sent")
        rail = file_rail(batch["rail"])
        if rail is None:
            raise UnknownRail(name=batch["rail"])
        rows = await tx.fetch(
            ITEMS + " AND i.batch_id = $2 AND i.state IN ('sent', 'unknown') ORDER BY i.id",
            tx.brand_id,
            batch_id,
        )
        items = [
            asked_of(row, decrypt(PURPOSE, row["account_number"], tx.brand_id.bytes + row["seller_id"].bytes))
            for row in rows
        ]
        terms = await payout_terms(tx)
        options = {**terms.rails.get(batch["rail"], {}), "date": tx.now.date().isoformat()}
        body = rail.export(batch["code"], options, items)
        await record_change(tx, "export_batch", "payout batch", batch_id, None, {"items": len(items)})
        return BatchFile(f"{batch['code']}.{rail.suffix}", rail.media_type, body)

    return await transact(scope, work)
