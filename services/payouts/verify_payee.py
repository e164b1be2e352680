"""Finance has checked a payee's identity."""

from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change


class VerifyPayee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name that the identity document shows."""

    verified_name: str


async def verify_payee(scope: Scope, seller_id: UUID, command: VerifyPayee) -> None:
    """Keep the verified name; the account must be in it to be paid. Raises NotFound without a profile."""

    async def work(tx: Tx) -> None:
        found = await tx.execute(
            "UPDATE payee_profiles SET verified_name = $3, verified_at = $4 WHERE brand_id = $1 AND seller_id = $2",
            tx.brand_id,
            seller_id,
            command.verified_name.strip(),
            tx.now,
        )
        if not found:
            raise NotFound(what="payee profile", ref=seller_id)
        await record_change(tx, "verify_payee", "payee profile", seller_id, None, None)

    await transact(scope, work)
