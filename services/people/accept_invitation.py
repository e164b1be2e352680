"""accept_invitation: set the password by a one-time link; logging in comes after."""

from typing import Annotated
from uuid import UUID

from asyncpg import Record
from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.passwords import hash_password
from infra.scope import Actor, Scope
from services.audit import record_change
from services.people.check_password import check_password
from services.people.end_sessions import end_sessions
from services.people.errors import InvitationRefused
from services.people.one_time_link import account_of_link, link_is_valid


class AcceptInvitation(Struct, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=1, max_length=500)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class InvitationAccepted(Struct, frozen=True):
    account_id: UUID


async def accept_invitation(scope: Scope, command: AcceptInvitation) -> InvitationAccepted:
    """Set the password, make an invited account active, and end the sessions it had.

    Raises InvitationRefused, the same for a link that is forged, old or used; WeakPassword.
    """
    account_id = account_of_link(command.token)
    if account_id is None:
        raise InvitationRefused
    account = await transact(scope, lambda tx: _read(tx, account_id, command.token))
    check_password(command.password, account["display_name"], account["phone"], account["email"])
    hashed = await hash_password(command.password)
    itself = scope.acting_as(Actor("account", account_id))

    async def work(tx: Tx) -> InvitationAccepted:
        # Locked and judged again: of two that use the link at once, the second finds it used.
        before = await _read(tx, account_id, command.token, lock="FOR NO KEY UPDATE")
        await tx.execute(
            # The link reached them by the contact that it was sent to: it is theirs.
            "UPDATE accounts SET password_hash = $3, status = 'active',"
            " contact_verified_at = coalesce(contact_verified_at, $4) WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            account_id,
            hashed,
            tx.now,
        )
        await end_sessions(tx, account_id)
        was = {"status": before["status"]}
        await record_change(tx, "accept_invitation", "account", account_id, was, {"status": "active"})
        return InvitationAccepted(account_id)

    return await transact(itself, work)


async def _read(tx: Tx, account_id: UUID, token: str, *, lock: str = "") -> Record:
    row = await tx.fetchrow(
        f"""SELECT id, display_name, phone, email, status, password_hash FROM accounts
            WHERE brand_id = $1 AND id = $2 AND status IN ('invited', 'active') {lock}""",  # noqa: S608
        tx.brand_id,
        account_id,
    )
    if row is None or not link_is_valid(tx, token, row):
        raise InvitationRefused
    return row
