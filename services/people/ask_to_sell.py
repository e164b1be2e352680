"""ask_to_sell: somebody with an account asks the brand for a micro-store.

It costs nothing (compliance.md, entry fee).
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.people.errors import SellerExists

_WRITE = """
INSERT INTO selling_requests (brand_id, id, account_id, words, state, asked_at) VALUES ($1, $2, $3, $4, 'waiting', $5)
ON CONFLICT (brand_id, account_id) WHERE state = 'waiting' DO UPDATE SET words = excluded.words
RETURNING id
"""
_WITHDRAW = """
UPDATE selling_requests SET state = 'withdrawn', decided_at = $3, decided_by = $2
WHERE brand_id = $1 AND account_id = $2 AND state = 'waiting' RETURNING id
"""
_MINE = """
SELECT state, words, asked_at, decided_at, reason FROM selling_requests
WHERE brand_id = $1 AND account_id = $2 ORDER BY asked_at DESC, id DESC LIMIT 1
"""


class AskToSell(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person says of themselves, for whoever decides."""

    words: Annotated[str, Meta(max_length=500)] = ""


class MySellingRequest(Struct, frozen=True):
    """The account's latest request; `reason` is what the brand says to it."""

    state: str
    words: str
    asked_at: datetime
    decided_at: datetime | None
    reason: str


async def ask_to_sell(scope: Scope, command: AskToSell) -> MySellingRequest:
    """Put the request into the brand's queue; asked again while it waits, the words are replaced. Raises SellerExists,
    and NotFound for a session without an account."""

    async def work(tx: Tx) -> MySellingRequest:
        account_id = scope.actor.account_id
        if account_id is None:
            raise NotFound(what="account", ref="")
        if await tx.fetchval(
            "SELECT EXISTS (SELECT FROM sellers WHERE brand_id = $1 AND account_id = $2)",
            tx.brand_id,
            account_id,
        ):
            raise SellerExists
        await tx.fetchval(_WRITE, tx.brand_id, new_id(), account_id, command.words.strip(), tx.now)
        found = await _mine(tx, account_id)
        if found is None:
            raise AssertionError("a request that was just written is there")
        return found

    return await transact(scope, work)


async def withdraw_selling_request(scope: Scope) -> None:
    """Take one's waiting request back. Raises NotFound where none waits."""

    async def work(tx: Tx) -> None:
        request_id = await tx.fetchval(_WITHDRAW, tx.brand_id, scope.actor.account_id, tx.now)
        if request_id is None:
            raise NotFound(what="selling request", ref="")
        await record_change(tx, "withdraw_selling_request", "selling request", request_id, None, None)

    await transact(scope, work)


async def my_selling_request(scope: Scope) -> MySellingRequest | None:
    """What became of the account's latest request; None where there never was one."""
    account_id = scope.actor.account_id
    return None if account_id is None else await transact(scope, lambda tx: _mine(tx, account_id))


async def _mine(tx: Tx, account_id: UUID) -> MySellingRequest | None:
    row = await tx.fetchrow(_MINE, tx.brand_id, account_id)
    return None if row is None else MySellingRequest(*row)
