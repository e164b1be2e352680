"""create_api_token: a personal token for programs, with scopes and an end."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.people.bearer_secret import TOKEN_PREFIX, make_bearer_secret
from services.people.errors import TooManyTokens

MOST_TOKENS = 20
TokenScope = Literal["seller:read", "seller:write", "brand:read", "brand:write"]


class CreateApiToken(Struct, frozen=True, forbid_unknown_fields=True):
    """A token can do what its account's roles and its scopes both allow; `write` does not include `read`."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    scopes: Annotated[list[TokenScope], Meta(min_length=1, max_length=4)]
    days: Annotated[int, Meta(ge=1, le=365)] = 90


class ApiTokenCreated(Struct, frozen=True):
    """`token` is shown this once; only its hash is kept."""

    token_id: UUID
    token: str
    expires_at: datetime


async def create_api_token(scope: Scope, command: CreateApiToken) -> ApiTokenCreated:
    """Make a token for the actor's account. Raises TooManyTokens."""

    async def work(tx: Tx) -> ApiTokenCreated:
        account_id = tx.scope.actor.account_id
        # The account's row is locked, so that two requests cannot both take the last place.
        await tx.fetchval(
            "SELECT 1 FROM accounts WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            account_id,
        )
        live = await tx.fetchval(
            """SELECT count(*) FROM api_tokens
               WHERE brand_id = $1 AND account_id = $2 AND revoked_at IS NULL AND expires_at > $3""",
            tx.brand_id,
            account_id,
            tx.now,
        )
        if live >= MOST_TOKENS:
            raise TooManyTokens(most=MOST_TOKENS)
        secret, digest = make_bearer_secret(tx.brand_id)
        created = ApiTokenCreated(new_id(), TOKEN_PREFIX + secret, tx.now + timedelta(days=command.days))
        await tx.execute(
            """INSERT INTO api_tokens (brand_id, id, account_id, name, token_hash, scopes, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
            tx.brand_id,
            created.token_id,
            account_id,
            command.name,
            digest,
            sorted(set(command.scopes)),
            tx.now,
            created.expires_at,
        )
        await record_change(tx, "create_api_token", "api_token", created.token_id, None, command)
        return created

    return await transact(scope, work)
