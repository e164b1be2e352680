"""Idempotency keys nobody will send again, outbox messages sent long ago, jobs that ended long ago with their files,
saved carts whose time is over, devices nobody logs in from any more."""

from datetime import timedelta
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.numbers.people import NOBODYS

KEEP_KEYS = timedelta(days=30)
KEEP_SENT = timedelta(days=7)
KEEP_JOBS = timedelta(days=30)
KEEP_DEVICES = timedelta(days=400)
KEEP_COUNTS = timedelta(days=8)
BATCH = 10_000
_KEYS = """
DELETE FROM idempotency_keys WHERE brand_id = $1 AND id IN
  (SELECT id FROM idempotency_keys WHERE brand_id = $1 AND created_at < $2 LIMIT $3)
"""
_SENT = """
DELETE FROM outbox WHERE brand_id = $1 AND id IN
  (SELECT id FROM outbox WHERE brand_id = $1 AND sent_at < $2 LIMIT $3)
"""
_FILES = """
DELETE FROM job_chunks c USING jobs j
WHERE j.brand_id = $1 AND c.brand_id = j.brand_id AND c.job_id = j.id AND j.finished_at < $2
"""
# A cart that waited holds somebody's address.
_CARTS = "DELETE FROM saved_carts WHERE brand_id = $1 AND expires_at < $2"
_DEVICES = "DELETE FROM known_devices WHERE brand_id = $1 AND last_seen_at < $2"
# Counts by seller or channel are asked for some days, and counted again when they are asked once more.
_COUNTS = """
DELETE FROM period_counts WHERE brand_id = $1 AND counted_at < $2 AND (dimension <> 'all' OR seller_id <> $3)
"""
_JOBS = "DELETE FROM jobs WHERE brand_id = $1 AND finished_at < $2"


class OldForgotten(msgspec.Struct, frozen=True):
    """How many rows went."""

    keys: int
    messages: int
    jobs: int
    devices: int


async def forget_old(scope: Scope) -> OldForgotten:
    """Delete keys older than thirty days and messages sent more than seven days ago, up to 10,000 of each, jobs that
    ended more than thirty days ago, saved carts whose time is over, devices not seen for 400 days, and after eight days
    counts of periods by seller, channel or campaign. What was not sent, or has not ended, is never forgotten."""

    async def work(tx: Tx) -> OldForgotten:
        keys = await tx.execute(_KEYS, tx.brand_id, tx.now - KEEP_KEYS, BATCH)
        messages = await tx.execute(_SENT, tx.brand_id, tx.now - KEEP_SENT, BATCH)
        await tx.execute(_FILES, tx.brand_id, tx.now - KEEP_JOBS)
        await tx.execute(_CARTS, tx.brand_id, tx.now)
        await tx.execute(_COUNTS, tx.brand_id, tx.now - KEEP_COUNTS, UUID(NOBODYS))
        jobs = await tx.execute(_JOBS, tx.brand_id, tx.now - KEEP_JOBS)
        devices = await tx.execute(_DEVICES, tx.brand_id, tx.now - KEEP_DEVICES)
        return OldForgotten(keys, messages, jobs, devices)

    return await transact(scope, work)
