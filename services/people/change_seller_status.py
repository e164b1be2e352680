"""change_seller_status: suspend, close or reopen a seller, with the instant and the reason on record."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change


class ChangeSellerStatus(Struct, frozen=True, forbid_unknown_fields=True):
    """While suspended nothing is credited and available money waits; a closed seller is paid out (money-rules.md,
    Attribution and Payouts)."""

    status: Literal["active", "suspended", "closed"]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class SellerStatusChanged(Struct, frozen=True):
    seller_id: UUID
    status: str
    changed: bool


async def change_seller_status(
    scope: Scope, seller_id: UUID, command: ChangeSellerStatus
) -> SellerStatusChanged:
    """Write the status and its history. The status it has already changes nothing. Raises NotFound."""

    async def work(tx: Tx) -> SellerStatusChanged:
        before = await tx.fetchval(
            "SELECT status FROM sellers WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            seller_id,
        )
        if before is None:
            raise NotFound(what="seller", ref=seller_id)
        if before == command.status:
            return SellerStatusChanged(seller_id, command.status, changed=False)
        await tx.execute(
            "UPDATE sellers SET status = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            seller_id,
            command.status,
        )
        await tx.execute(
            """INSERT INTO seller_status_changes (brand_id, id, seller_id, status, reason, changed_by, at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)""",
            tx.brand_id,
            new_id(),
            seller_id,
            command.status,
            command.reason,
            tx.scope.actor.account_id,
            tx.now,
        )
        await record_change(
            tx, "change_seller_status", "seller", seller_id, {"status": before}, {"status": command.status}
        )
        return SellerStatusChanged(seller_id, command.status, changed=True)

    return await transact(scope, work)
