"""A shopper writes to a store's owner for the first time."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.ids import new_id
from infra.scope import Scope
from services.idempotency import once
from services.messages.conversation_access import conversation_hash, conversation_secret
from services.messages.write_message import Words, write_message
from services.stores.open_to_shoppers import store_open_to_shoppers

_OPEN = """
INSERT INTO conversations (brand_id, id, store_id, access_hash, account_id, shown_name, about_kind, about_ref,
  opened_at, last_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
"""


class OpenConversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`about` and `ref` say what it is about (a product's or an order's code); `name` is what the seller reads."""

    words: Words
    name: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f<>{}]*$")] = ""
    about: Literal["store", "product", "order"] = "store"
    ref: Annotated[str, Meta(max_length=64)] = ""


class ConversationOpened(msgspec.Struct, frozen=True):
    """`secret` opens it to a guest, in the header X-Conversation-Secret."""

    conversation_id: UUID
    secret: str = ""


async def open_conversation(
    scope: Scope,
    store: str,
    command: OpenConversation,
    *,
    visitor_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> ConversationOpened:
    """Open a conversation with its first message. Raises NotFound, StoreClosed."""

    async def work(tx: Tx) -> ConversationOpened:
        kept = await store_open_to_shoppers(tx, store)
        opened = ConversationOpened(new_id())
        await tx.execute(
            _OPEN,
            tx.brand_id,
            opened.conversation_id,
            kept["id"],
            conversation_hash(conversation_secret(opened.conversation_id)),
            tx.scope.actor.account_id,
            command.name.strip(),
            command.about,
            command.ref,
            tx.now,
        )
        await write_message(tx, opened.conversation_id, "shopper", command.words)
        return opened

    given = (command, visitor_id)
    opened = await once(scope, f"open_conversation {store}", idempotency_key, given, work, ConversationOpened)
    # Not kept with the idempotency key: the secret is made anew from the id.
    return msgspec.structs.replace(opened, secret=conversation_secret(opened.conversation_id))
