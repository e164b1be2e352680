"""recognise_token: who shows this personal token."""

from datetime import timedelta

from infra.database import Tx, transact
from infra.scope import Scope
from services.people.bearer_secret import BearerSecret
from services.people.caller import Caller, account_facts

_USED_EVERY = timedelta(minutes=1)


async def recognise_token(scope: Scope, secret: BearerSecret) -> Caller | None:
    """The caller, or None where the token is unknown, over, revoked, or its account is not active.

    A token made after the second factor was set up was made in a session that had shown it, so it counts as confirmed;
    one from before does not, or an old token would outlive the rule.
    """

    async def work(tx: Tx) -> Caller | None:
        token = await tx.fetchrow(
            """SELECT id, account_id, scopes, created_at, expires_at, last_used_at FROM api_tokens
               WHERE brand_id = $1 AND token_hash = $2 AND revoked_at IS NULL
                 AND (expires_at IS NULL OR expires_at > $3)""",
            tx.brand_id,
            secret.digest,
            tx.now,
        )
        if token is None:
            return None
        account = await account_facts(tx, token["account_id"])
        if account is None:
            return None
        if token["last_used_at"] is None or tx.now - token["last_used_at"] >= _USED_EVERY:
            await tx.execute(
                "UPDATE api_tokens SET last_used_at = $3 WHERE brand_id = $1 AND id = $2",
                tx.brand_id,
                token["id"],
                tx.now,
            )
        confirmed_at = account["totp_confirmed_at"]
        return Caller(
            account_id=account["id"],
            display_name=account["display_name"],
            roles=frozenset(account["roles"]),
            seller_id=account["seller_id"],
            has_second_factor=confirmed_at is not None,
            second_factor_done=confirmed_at is not None and token["created_at"] >= confirmed_at,
            expires_at=token["expires_at"],
            token_scopes=frozenset(token["scopes"]),
        )

    return await transact(scope, work)
