"""recognise_session: who shows this session's secret."""

from datetime import timedelta

from infra.database import Tx, transact
from infra.scope import Scope
from services.people.bearer_secret import BearerSecret
from services.people.caller import Caller, account_facts, idle_limit

# `last_seen_at` is written at most this often: a page of twenty requests must not be twenty writes.
_SEEN_EVERY = timedelta(minutes=1)


async def recognise_session(scope: Scope, secret: BearerSecret) -> Caller | None:
    """The caller, or None where the session is unknown, over, revoked, idle for too long, or its account is not active.

    The scope's brand is the secret's.
    """

    async def work(tx: Tx) -> Caller | None:
        session = await tx.fetchrow(
            """SELECT id, account_id, csrf_token, second_factor_at, last_seen_at, expires_at FROM sessions
               WHERE brand_id = $1 AND token_hash = $2 AND revoked_at IS NULL AND expires_at > $3""",
            tx.brand_id,
            secret.digest,
            tx.now,
        )
        if session is None:
            return None
        account = await account_facts(tx, session["account_id"])
        if account is None:
            return None
        roles = frozenset(account["roles"])
        if tx.now - session["last_seen_at"] > idle_limit(roles):
            return None
        if tx.now - session["last_seen_at"] >= _SEEN_EVERY:
            await tx.execute(
                "UPDATE sessions SET last_seen_at = $3 WHERE brand_id = $1 AND id = $2",
                tx.brand_id,
                session["id"],
                tx.now,
            )
        return Caller(
            account_id=account["id"],
            display_name=account["display_name"],
            roles=roles,
            seller_id=account["seller_id"],
            has_second_factor=account["totp_confirmed_at"] is not None,
            second_factor_done=session["second_factor_at"] is not None,
            session_id=session["id"],
            csrf_token=session["csrf_token"],
            expires_at=session["expires_at"],
        )

    return await transact(scope, work)
