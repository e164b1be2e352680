"""The step: one message joins a locked conversation."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.ids import new_id

Words = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"\S")]
_WRITE = """
INSERT INTO messages (brand_id, id, conversation_id, side, account_id, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
# Whoever writes has read what came before.
_COUNT = """
UPDATE conversations SET last_at = $3,
  unread_by_seller = CASE WHEN $4 = 'shopper' THEN unread_by_seller + 1 ELSE 0 END,
  unread_by_shopper = CASE WHEN $4 = 'seller' THEN unread_by_shopper + 1 ELSE 0 END
WHERE brand_id = $1 AND id = $2
"""


class SayWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: Words


class MessageSent(msgspec.Struct, frozen=True):
    message_id: UUID


async def write_message(
    tx: Tx, conversation_id: UUID, side: Literal["shopper", "seller"], words: str
) -> MessageSent:
    """Write it and count it as unread by the other side."""
    sent = MessageSent(new_id())
    await tx.execute(
        _WRITE,
        tx.brand_id,
        sent.message_id,
        conversation_id,
        side,
        tx.scope.actor.account_id,
        words.strip(),
        tx.now,
    )
    await tx.execute(_COUNT, tx.brand_id, conversation_id, tx.now, side)
    return sent
