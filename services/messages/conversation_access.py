"""Who may read a conversation: the shopper who opened it, logged in or by the secret of its address, and its store's
owner."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from infra.settings import current_settings

_OF_SHOPPER = """
SELECT c.*, t.slug FROM conversations AS c JOIN stores AS t ON t.brand_id = c.brand_id AND t.id = c.store_id
WHERE c.brand_id = $1 AND c.id = $2 FOR UPDATE OF c
"""
_OF_SELLER = """
SELECT c.*, t.slug FROM conversations AS c JOIN stores AS t ON t.brand_id = c.brand_id AND t.id = c.store_id
WHERE c.brand_id = $1 AND c.id = $2 AND t.seller_id = $3 FOR UPDATE OF c
"""


def conversation_secret(conversation_id: UUID) -> str:
    """The secret in the conversation's address, made from its id with the site's key: stored nowhere, and the same
    when it is asked for again."""
    key = current_settings().secret_key.encode()
    digest = hmac.new(key, b"conversation address\0" + conversation_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:24]).decode()


def conversation_hash(secret: str) -> bytes:
    """What is kept of it: 192 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


async def lock_for_shopper(tx: Tx, conversation_id: UUID, secret: str | None) -> asyncpg.Record:
    """The conversation, locked. Raises NotFound alike for one that is not there and for somebody else's."""
    row = await tx.fetchrow(_OF_SHOPPER, tx.brand_id, conversation_id)
    account_id = tx.scope.actor.account_id
    mine = row is not None and account_id is not None and row["account_id"] == account_id
    if row is None or not (mine or _holds(row, secret)):
        raise NotFound(what="conversation", ref=conversation_id)
    return row


async def lock_for_seller(tx: Tx, conversation_id: UUID) -> asyncpg.Record:
    """The conversation of the acting seller's store, locked. Raises NotFound."""
    row = await tx.fetchrow(_OF_SELLER, tx.brand_id, conversation_id, tx.scope.actor.seller_id)
    if row is None:
        raise NotFound(what="conversation", ref=conversation_id)
    return row


def _holds(row: asyncpg.Record, secret: str | None) -> bool:
    return secret is not None and hmac.compare_digest(conversation_hash(secret), row["access_hash"])
