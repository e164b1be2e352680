"""keep_an_admin: refuse a change that would leave the brand without anybody to undo it."""

from uuid import UUID

from infra.database import Tx
from services.people.errors import LastAdmin


async def keep_an_admin(tx: Tx, leaving: UUID) -> None:
    """Raises LastAdmin where `leaving` is the only active account with the role of admin.

    All admins' rows are locked first, in order: of two admins who revoke each other at once, the second waits and then
    finds itself the last.
    """
    rows = await tx.fetch(
        """SELECT m.account_id FROM memberships m
           JOIN accounts a ON a.brand_id = m.brand_id AND a.id = m.account_id
           WHERE m.brand_id = $1 AND m.role = 'admin' AND m.status = 'active' AND a.status = 'active'
           ORDER BY m.id FOR NO KEY UPDATE""",
        tx.brand_id,
    )
    admins = {row["account_id"] for row in rows}
    if admins == {leaving}:
        raise LastAdmin
