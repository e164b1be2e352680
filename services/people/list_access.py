"""list_access: the browsers and programs that can act for an account."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.scope import Scope
from services.people.caller import idle_limit


class SessionFacts(Struct, frozen=True):
    """A browser that is logged in; `agent` is what it calls itself."""

    session_id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    second_factor_done: bool
    agent: str


class ApiTokenFacts(Struct, frozen=True):
    token_id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class Access(Struct, frozen=True):
    """What is live now, newest first."""

    sessions: list[SessionFacts]
    tokens: list[ApiTokenFacts]


async def list_access(scope: Scope) -> Access:
    """Live sessions and personal tokens of the actor's account."""

    async def work(tx: Tx) -> Access:
        account_id = tx.scope.actor.account_id
        sessions = await tx.fetch(
            """SELECT id, created_at, last_seen_at, expires_at, second_factor_at IS NOT NULL AS confirmed, agent
               FROM sessions WHERE brand_id = $1 AND account_id = $2 AND revoked_at IS NULL AND expires_at > $3
                 AND last_seen_at >= $4 ORDER BY created_at DESC, id DESC""",
            tx.brand_id,
            account_id,
            tx.now,
            tx.now - idle_limit(tx.scope.actor.roles),
        )
        tokens = await tx.fetch(
            """SELECT id, name, scopes, created_at, expires_at, last_used_at FROM api_tokens
               WHERE brand_id = $1 AND account_id = $2 AND revoked_at IS NULL
                 AND (expires_at IS NULL OR expires_at > $3) ORDER BY created_at DESC, id DESC""",
            tx.brand_id,
            account_id,
            tx.now,
        )
        return Access([SessionFacts(*row) for row in sessions], [ApiTokenFacts(*row) for row in tokens])

    return await transact(scope, work)
