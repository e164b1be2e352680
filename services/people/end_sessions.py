"""end_sessions: log an account out everywhere, as part of a larger step."""

from uuid import UUID

from infra.database import Tx


async def end_sessions(tx: Tx, account_id: UUID, *, tokens_too: bool = False) -> None:
    """Revoke all sessions of the account, and its personal tokens where its rights end as well."""
    await tx.execute(
        """UPDATE sessions SET revoked_at = $3
           WHERE brand_id = $1 AND account_id = $2 AND revoked_at IS NULL""",
        tx.brand_id,
        account_id,
        tx.now,
    )
    if tokens_too:
        await tx.execute(
            """UPDATE api_tokens SET revoked_at = $3
               WHERE brand_id = $1 AND account_id = $2 AND revoked_at IS NULL""",
            tx.brand_id,
            account_id,
            tx.now,
        )
