"""remove_second_factor: an admin takes it off an account whose phone is lost; its owner sets up another."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change
from services.people.end_sessions import end_sessions
from services.people.errors import SelfChange


async def remove_second_factor(scope: Scope, account_id: UUID) -> None:
    """Take it off and end the account's sessions and tokens. Raises SelfChange for one's own, NotFound."""
    if account_id == scope.actor.account_id:
        raise SelfChange

    async def work(tx: Tx) -> None:
        removed = await tx.execute(
            """UPDATE accounts SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = 0
               WHERE brand_id = $1 AND id = $2""",
            tx.brand_id,
            account_id,
        )
        if not removed:
            raise NotFound(what="account", ref=account_id)
        await end_sessions(tx, account_id, tokens_too=True)
        await record_change(tx, "remove_second_factor", "account", account_id, None, None)

    await transact(scope, work)
