"""change_password: replace one's own password, knowing the present one."""

from typing import Annotated
from uuid import UUID

from asyncpg import Record
from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.passwords import hash_password, password_matches
from infra.scope import Scope
from services.audit import record_change
from services.people.check_password import check_password
from services.people.end_sessions import end_sessions
from services.people.start_session import SessionStarted, start_session


class ChangePassword(Struct, frozen=True, forbid_unknown_fields=True):
    current: Annotated[str, Meta(min_length=1, max_length=256)]
    new: Annotated[str, Meta(min_length=1, max_length=256)]


async def change_password(
    scope: Scope, command: ChangePassword, *, session_id: UUID, agent: str = ""
) -> SessionStarted:
    """Set the new password, end every session of the account, and start one afresh for this browser.

    Raises InvalidInput at `current` where that is not the password, WeakPassword at `new`.
    """
    account = await transact(scope, lambda tx: _read(tx, session_id))
    check_password(
        command.new, account["display_name"], account["phone"], account["email"], command.current, path="new"
    )
    wrong = InvalidInput(FieldFault("current", "is not your password", "当前密码不正确"))
    if not await password_matches(account["password_hash"], command.current):
        raise wrong
    hashed = await hash_password(command.new)

    async def work(tx: Tx) -> SessionStarted:
        changed = await tx.execute(
            "UPDATE accounts SET password_hash = $3 WHERE brand_id = $1 AND id = $2 AND password_hash = $4",
            tx.brand_id,
            account["id"],
            hashed,
            account["password_hash"],
        )
        if not changed:
            raise wrong
        await end_sessions(tx, account["id"])
        await record_change(tx, "change_password", "account", account["id"], None, None)
        return await start_session(
            tx,
            account["id"],
            tx.scope.actor.roles,
            agent=agent,
            second_factor_at=account["second_factor_at"],
        )

    return await transact(scope, work)


async def _read(tx: Tx, session_id: UUID) -> Record:
    row = await tx.fetchrow(
        """SELECT a.id, a.display_name, a.phone, a.email, a.password_hash, s.second_factor_at
           FROM sessions s JOIN accounts a ON a.brand_id = s.brand_id AND a.id = s.account_id
           WHERE s.brand_id = $1 AND s.id = $2 AND s.account_id = $3""",
        tx.brand_id,
        session_id,
        tx.scope.actor.account_id,
    )
    if row is None:
        raise NotFound(what="session", ref=session_id)
    return row
