"""confirm_second_factor: a code from the authenticator app makes the session a confirmed one."""

import hmac
from datetime import datetime
from typing import Annotated
from uuid import UUID

import pyotp
from asyncpg import Record
from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import FieldFault, NotFound
from infra.keys import decrypt
from infra.scope import Scope
from services.audit import record_change
from services.people.enrol_second_factor import KEY_PURPOSE, bound_to
from services.people.errors import NoSecondFactor, SecondFactorRefused
from services.people.start_session import SessionStarted, start_session

STEP_SECONDS = 30
# One step to either side, for clocks that differ and people who type (RFC 6238, 5.2).
_STEPS_OFF = (0, -1, 1)


class ConfirmSecondFactor(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]


async def confirm_second_factor(
    scope: Scope, command: ConfirmSecondFactor, *, session_id: UUID, agent: str = ""
) -> SessionStarted:
    """Check the code and replace the session by a confirmed one; the first code also confirms the enrolment.

    Raises NoSecondFactor, and SecondFactorRefused for a code that is wrong or was accepted before.
    """

    async def work(tx: Tx) -> SessionStarted:
        account = await _lock(tx, session_id)
        step = _matching_step(tx, account, command.code)
        # The row is locked, so of two requests with one code the second finds its step taken.
        if step is None or step <= account["totp_last_step"]:
            raise SecondFactorRefused(FieldFault("code", "is wrong or was used before", "错误或已使用"))
        await tx.execute(
            """UPDATE accounts SET totp_last_step = $3, totp_confirmed_at = coalesce(totp_confirmed_at, $4)
               WHERE brand_id = $1 AND id = $2""",
            tx.brand_id,
            account["id"],
            step,
            tx.now,
        )
        if account["totp_confirmed_at"] is None:
            await record_change(tx, "enrol_second_factor", "account", account["id"], None, None)
        await tx.execute(
            "UPDATE sessions SET revoked_at = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            session_id,
            tx.now,
        )
        return await start_session(
            tx, account["id"], tx.scope.actor.roles, agent=agent, second_factor_at=tx.now
        )

    return await transact(scope, work)


async def _lock(tx: Tx, session_id: UUID) -> Record:
    row = await tx.fetchrow(
        """SELECT a.id, a.totp_secret, a.totp_confirmed_at, a.totp_last_step
           FROM sessions s JOIN accounts a ON a.brand_id = s.brand_id AND a.id = s.account_id
           WHERE s.brand_id = $1 AND s.id = $2 AND s.account_id = $3 AND s.revoked_at IS NULL
           FOR NO KEY UPDATE OF a""",
        tx.brand_id,
        session_id,
        tx.scope.actor.account_id,
    )
    if row is None:
        raise NotFound(what="session", ref=session_id)
    if row["totp_secret"] is None:
        raise NoSecondFactor
    return row


def _matching_step(tx: Tx, account: Record, code: str) -> int | None:
    secret = decrypt(KEY_PURPOSE, account["totp_secret"], bound_to(tx.brand_id, account["id"]))
    if secret is None:
        # The site's secret was changed: the old ciphertext cannot be read, and an admin takes it off.
        return None
    totp = pyotp.TOTP(secret.decode())
    now = _step(tx.now)
    matching = [now + off for off in _STEPS_OFF if hmac.compare_digest(totp.generate_otp(now + off), code)]
    return matching[0] if matching else None


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS
