"""log_in: a phone number or an e-mail address and a password become a session."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from asyncpg import Record
from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import InvalidInput, LoginRefused
from infra.passwords import hash_password, needs_new_hash, password_matches
from infra.scope import Scope
from services.people.bearer_secret import BearerSecret
from services.people.caller import SECOND_FACTOR_ROLES, account_facts
from services.people.contact_of import Contact, contact_of
from services.people.start_session import SessionStarted, start_session


class LogIn(Struct, frozen=True, forbid_unknown_fields=True):
    """`login` is a phone number (with country code, or as written in the brand's country) or an e-mail address."""

    login: Annotated[str, Meta(min_length=3, max_length=254)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class LoggedIn(Struct, frozen=True):
    """`second_factor` says what comes next: nothing, a code to confirm with, or setting the second factor up."""

    account_id: UUID
    session: SessionStarted
    second_factor: Literal["not_needed", "confirm", "enrol"]


async def log_in(
    scope: Scope, command: LogIn, *, region: str, agent: str = "", replaces: BearerSecret | None = None
) -> LoggedIn:
    """Check the password and start a session; one the browser still shows (`replaces`) ends.

    `region` reads a phone number without a country code. The password is checked between two database transactions: it
    takes as long as a hundred queries, and no connection should wait for it. Raises LoginRefused, the same and after
    the same work whether the account is unknown, closed or the password wrong.
    """
    account = await _find(scope, command.login, region)
    stored: str | None = account["password_hash"] if account else None
    if not await password_matches(stored, command.password) or account is None or stored is None:
        raise LoginRefused
    fresh = await hash_password(command.password) if needs_new_hash(stored) else stored

    async def work(tx: Tx) -> LoggedIn:
        # Only if the password is still the one that was checked: a change meanwhile must not let the old one in.
        known = await tx.execute(
            """UPDATE accounts SET last_login_at = $3, password_hash = $4
               WHERE brand_id = $1 AND id = $2 AND password_hash = $5 AND status = 'active'""",
            tx.brand_id,
            account["id"],
            tx.now,
            fresh,
            stored,
        )
        facts = await account_facts(tx, account["id"]) if known else None
        if facts is None:
            raise LoginRefused
        await _end_previous(tx, replaces, tx.now)
        roles = frozenset(facts["roles"])
        started = await start_session(tx, account["id"], roles, agent=agent, second_factor_at=None)
        return LoggedIn(account["id"], started, _next_step(facts["totp_confirmed_at"], roles))

    return await transact(scope, work)


async def _find(scope: Scope, login: str, region: str) -> Record | None:
    try:
        contact = contact_of(login, region)
    except InvalidInput:
        # Answered like an unknown account; `contact` finds nobody.
        contact = Contact()

    async def work(tx: Tx) -> Record | None:
        return await tx.fetchrow(
            """SELECT id, password_hash FROM accounts
               WHERE brand_id = $1 AND (phone = $2 OR email = $3) AND status = 'active'""",
            tx.brand_id,
            contact.phone,
            contact.email,
        )

    return await transact(scope, work)


async def _end_previous(tx: Tx, replaces: BearerSecret | None, at: datetime) -> None:
    if replaces is None or replaces.brand_id != tx.brand_id:
        return
    await tx.execute(
        """UPDATE sessions SET revoked_at = $3
           WHERE brand_id = $1 AND token_hash = $2 AND revoked_at IS NULL""",
        tx.brand_id,
        replaces.digest,
        at,
    )


def _next_step(
    confirmed_at: datetime | None, roles: frozenset[str]
) -> Literal["not_needed", "confirm", "enrol"]:
    if confirmed_at is not None:
        return "confirm"
    return "enrol" if roles & SECOND_FACTOR_ROLES else "not_needed"
