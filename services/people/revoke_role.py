"""revoke_role: take a role from an account; its next request is without it."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.people.keep_an_admin import keep_an_admin


async def revoke_role(scope: Scope, account_id: UUID, role: str) -> None:
    """Raises NotFound where the account does not hold the role, LastAdmin."""

    async def work(tx: Tx) -> None:
        if role == "admin":
            await keep_an_admin(tx, account_id)
        membership_id = await tx.fetchval(
            """UPDATE memberships SET status = 'revoked', revoked_at = $4
               WHERE brand_id = $1 AND account_id = $2 AND role = $3 AND status = 'active' RETURNING id""",
            tx.brand_id,
            account_id,
            role,
            tx.now,
        )
        if membership_id is None:
            raise NotFound(what="role", ref=role)
        before = {"account_id": account_id, "role": role}
        await record_change(tx, "revoke_role", "membership", membership_id, before, None)

    await transact(scope, work)
