"""Idempotency keys nobody will send again, and outbox messages sent long ago."""

from datetime import timedelta

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope

KEEP_KEYS = timedelta(days=30)
KEEP_SENT = timedelta(days=7)
BATCH = 10_000
_KEYS = """
DELETE FROM idempotency_keys WHERE brand_id = $1 AND id IN
  (SELECT id FROM idempotency_keys WHERE brand_id = $1 AND created_at < $2 LIMIT $3)
"""
_SENT = """
DELETE FROM outbox WHERE brand_id = $1 AND id IN
  (SELECT id FROM outbox WHERE brand_id = $1 AND sent_at < $2 LIMIT $3)
"""


class OldForgotten(msgspec.Struct, frozen=True):
    """How many rows went."""

    keys: int
    messages: int


async def forget_old(scope: Scope) -> OldForgotten:
    """Delete keys older than thirty days and messages sent more than seven days ago, up to 10,000 of each. What was not
    sent is never forgotten."""

    async def work(tx: Tx) -> OldForgotten:
        keys = await tx.execute(_KEYS, tx.brand_id, tx.now - KEEP_KEYS, BATCH)
        messages = await tx.execute(_SENT, tx.brand_id, tx.now - KEEP_SENT, BATCH)
        return OldForgotten(keys, messages)

    return await transact(scope, work)
