"""log_out: end a session. Also how one ends a session of another browser: the list shows its id."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope


async def log_out(scope: Scope, session_id: UUID) -> None:
    """End one of the actor's own sessions. Raises NotFound for anybody else's, or one that is over."""

    async def work(tx: Tx) -> None:
        ended = await tx.execute(
            """UPDATE sessions SET revoked_at = $4
               WHERE brand_id = $1 AND id = $2 AND account_id = $3 AND revoked_at IS NULL""",
            tx.brand_id,
            session_id,
            tx.scope.actor.account_id,
            tx.now,
        )
        if not ended:
            raise NotFound(what="session", ref=session_id)

    await transact(scope, work)
