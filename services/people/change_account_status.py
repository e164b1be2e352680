"""change_account_status: suspend somebody's log-in, let it in again, or close it."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.people.end_sessions import end_sessions
from services.people.errors import SelfChange
from services.people.keep_an_admin import keep_an_admin


class ChangeAccountStatus(Struct, frozen=True, forbid_unknown_fields=True):
    """It is about logging in alone; a seller's standing is the seller's own status."""

    status: Literal["active", "suspended", "closed"]


async def change_account_status(scope: Scope, account_id: UUID, command: ChangeAccountStatus) -> None:
    """Suspended and closed accounts lose their sessions and tokens at once.

    An account that never set a password goes back to `invited` rather than `active`. Raises NotFound, SelfChange,
    LastAdmin.
    """
    if account_id == scope.actor.account_id:
        raise SelfChange

    async def work(tx: Tx) -> None:
        if command.status != "active":
            await keep_an_admin(tx, account_id)
        row = await tx.fetchrow(
            """SELECT status, password_hash IS NOT NULL AS has_password FROM accounts
               WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE""",
            tx.brand_id,
            account_id,
        )
        if row is None:
            raise NotFound(what="account", ref=account_id)
        status = "invited" if command.status == "active" and not row["has_password"] else command.status
        if status == row["status"]:
            return
        await tx.execute(
            "UPDATE accounts SET status = $3 WHERE brand_id = $1 AND id = $2", tx.brand_id, account_id, status
        )
        if status in ("suspended", "closed"):
            await end_sessions(tx, account_id, tokens_too=True)
        await record_change(
            tx,
            "change_account_status",
            "account",
            account_id,
            {"status": row["status"]},
            {"status": status},
        )

    await transact(scope, work)
