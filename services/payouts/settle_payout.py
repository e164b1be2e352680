"""A person enters what the bank did with an item: of a file, or of a payout that came back later."""

from typing import Literal
from uuid import UUID

import msgspec

from commission.payouts.item import RailAnswer
from infra.database import Tx
from infra.errors import NotFound
from infra.rails.rail import RailStanding
from infra.rails.registry import file_rail
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.payouts.errors import SettledByRail
from services.payouts.settle_item import ItemSettled, settle_item


class SettlePayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`reference` is the bank's; `reason` why it failed or came back."""

    outcome: Literal["confirmed", "failed"]
    reference: str = ""
    reason: str = ""


async def settle_payout(
    scope: Scope, item_id: UUID, command: SettlePayout, idempotency_key: str | None = None
) -> ItemSettled:
    """Confirm or fail one item; a confirmed one that fails is a late return, for any rail.

    Raises NotFound; SettledByRail for an open item of a rail that answers for itself; ItemState.
    """

    async def work(tx: Tx) -> ItemSettled:
        row = await tx.fetchrow(
            "SELECT i.state, b.rail FROM payout_items AS i JOIN payout_batches AS b ON b.brand_id = i.brand_id"
            " AND b.id = i.batch_id WHERE i.brand_id = $1 AND i.id = $2",
            tx.brand_id,
            item_id,
        )
        if row is None:
            raise NotFound(what="payout item", ref=item_id)
        if file_rail(row["rail"]) is None and row["state"] in ("sent", "unknown"):
            raise SettledByRail(rail=row["rail"])
        answer = RailAnswer.CONFIRMED if command.outcome == "confirmed" else RailAnswer.REJECTED
        await record_change(tx, "settle_payout", "payout item", item_id, {"state": row["state"]}, command)
        return await settle_item(tx, item_id, RailStanding(answer, command.reference, command.reason))

    given = {"item_id": str(item_id), "command": command}
    return await once(scope, "settle_payout", idempotency_key, given, work, ItemSettled)
