"""start_session: a new session of an account, as part of a log-in or of a confirmed second factor."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx
from infra.ids import new_id, secret_token
from services.people.bearer_secret import make_bearer_secret
from services.people.caller import longest_session

_AGENT_KEPT = 200


class SessionStarted(Struct, frozen=True):
    """`secret` goes into the cookie and is known to nobody afterwards; `csrf_token` into the page."""

    session_id: UUID
    secret: str
    csrf_token: str
    expires_at: datetime


async def start_session(
    tx: Tx, account_id: UUID, roles: frozenset[str], *, agent: str, second_factor_at: datetime | None
) -> SessionStarted:
    """Write the session. Every log-in and every rise in rights gets a new secret, so that a session planted in a
    browser beforehand (fixation) is worth nothing."""
    secret, digest = make_bearer_secret(tx.brand_id)
    started = SessionStarted(new_id(), secret, secret_token(), tx.now + longest_session(roles))
    await tx.execute(
        """INSERT INTO sessions (brand_id, id, account_id, token_hash, csrf_token, second_factor_at, created_at,
                                 last_seen_at, expires_at, agent)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)""",
        tx.brand_id,
        started.session_id,
        account_id,
        digest,
        started.csrf_token,
        second_factor_at,
        tx.now,
        started.expires_at,
        agent[:_AGENT_KEPT],
    )
    return started
