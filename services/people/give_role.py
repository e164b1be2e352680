"""give_role: the membership row and its line in the audit log, as part of a larger step."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id
from services.audit import record_change


async def give_role(tx: Tx, account_id: UUID, role: str) -> bool:
    """Let the account hold `role`; whether that changed anything."""
    membership_id = await tx.fetchval(
        """INSERT INTO memberships (brand_id, id, account_id, role, status, created_at)
           VALUES ($1, $2, $3, $4, 'active', $5)
           ON CONFLICT (brand_id, account_id, role)
           DO UPDATE SET status = 'active', revoked_at = NULL WHERE memberships.status = 'revoked'
           RETURNING id""",
        tx.brand_id,
        new_id(),
        account_id,
        role,
        tx.now,
    )
    if membership_id is None:
        return False
    await record_change(
        tx, "grant_role", "membership", membership_id, None, {"account_id": account_id, "role": role}
    )
    return True
