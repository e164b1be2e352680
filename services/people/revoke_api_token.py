"""revoke_api_token: end one of one's own personal tokens."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change


async def revoke_api_token(scope: Scope, token_id: UUID) -> None:
    """Raises NotFound for anybody else's token, or one that is revoked already."""

    async def work(tx: Tx) -> None:
        revoked = await tx.execute(
            """UPDATE api_tokens SET revoked_at = $4
               WHERE brand_id = $1 AND id = $2 AND account_id = $3 AND revoked_at IS NULL""",
            tx.brand_id,
            token_id,
            tx.scope.actor.account_id,
            tx.now,
        )
        if not revoked:
            raise NotFound(what="token", ref=token_id)
        await record_change(tx, "revoke_api_token", "api_token", token_id, None, None)

    await transact(scope, work)
