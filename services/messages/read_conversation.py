"""Read a conversation: what the other side wrote is read from then on."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.messages.conversation_access import lock_for_seller, lock_for_shopper

_MESSAGES = """
SELECT id, side, words, at FROM messages WHERE brand_id = $1 AND conversation_id = $2 ORDER BY at, id LIMIT 500
"""
_READ_BY_SELLER = "UPDATE conversations SET unread_by_seller = 0 WHERE brand_id = $1 AND id = $2"
_READ_BY_SHOPPER = "UPDATE conversations SET unread_by_shopper = 0 WHERE brand_id = $1 AND id = $2"


class MessageView(msgspec.Struct, frozen=True):
    message_id: UUID
    side: Literal["shopper", "seller"]
    words: str
    at: datetime


class ConversationView(msgspec.Struct, frozen=True):
    """A conversation with its messages, oldest first."""

    conversation_id: UUID
    store: str
    name: str
    about: str
    ref: str
    state: str
    messages: list[MessageView]


async def read_as_shopper(scope: Scope, conversation_id: UUID, secret: str | None) -> ConversationView:
    """Raises NotFound."""

    async def work(tx: Tx) -> ConversationView:
        row = await lock_for_shopper(tx, conversation_id, secret)
        await tx.execute(_READ_BY_SHOPPER, tx.brand_id, conversation_id)
        return await _view(tx, row)

    return await transact(scope, work)


async def read_as_seller(scope: Scope, conversation_id: UUID) -> ConversationView:
    """Raises NotFound."""

    async def work(tx: Tx) -> ConversationView:
        row = await lock_for_seller(tx, conversation_id)
        await tx.execute(_READ_BY_SELLER, tx.brand_id, conversation_id)
        return await _view(tx, row)

    return await transact(scope, work)


async def _view(tx: Tx, row: asyncpg.Record) -> ConversationView:
    messages = await tx.fetch(_MESSAGES, tx.brand_id, row["id"])
    return ConversationView(
        row["id"],
        row["slug"],
        row["shown_name"],
        row["about_kind"],
        row["about_ref"],
        row["state"],
        [MessageView(*message) for message in messages],
    )
