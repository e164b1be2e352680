"""recognise_session: who shows this session's secret."""

from datetime import timedelta

from infra.database import Tx, transact
from infra.scope import Scope
from services.people.bearer_secret import BearerSecret
from services.people.caller import ACCOUNT_FACTS, Caller, idle_limit

# `last_seen_at` is written at most this often: a page of twenty requests must not be twenty writes.
_SEEN_EVERY = timedelta(minutes=1)
# One statement: every request of somebody who is logged in asks.
_SESSION = f"""
SELECT e.id, e.account_id, e.csrf_token, e.second_factor_at, e.last_seen_at, e.expires_at, {ACCOUNT_FACTS}
FROM sessions AS e JOIN accounts AS a ON a.brand_id = e.brand_id AND a.id = e.account_id AND a.status = 'active'
WHERE e.brand_id = $1 AND e.token_hash = $2 AND e.revoked_at IS NULL AND e.expires_at > $3
"""  # noqa: S608 - our own words


async def recognise_session(scope: Scope, secret: BearerSecret) -> Caller | None:
    """The caller, or None where the session is unknown, over, revoked, idle for too long, or its account is not active.

    The scope's brand is the secret's.
    """

    async def work(tx: Tx) -> Caller | None:
        session = await tx.fetchrow(_SESSION, tx.brand_id, secret.digest, tx.now)
        if session is None:
            return None
        roles = frozenset(session["roles"])
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
            account_id=session["account_id"],
            display_name=session["display_name"],
            roles=roles,
            seller_id=session["seller_id"],
            has_second_factor=session["totp_confirmed_at"] is not None,
            second_factor_done=session["second_factor_at"] is not None,
            session_id=session["id"],
            csrf_token=session["csrf_token"],
            expires_at=session["expires_at"],
        )

    return await transact(scope, work)
