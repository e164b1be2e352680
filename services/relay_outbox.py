"""Hand what waits in the outbox to its tasks, at least once."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope

BATCH = 200
LONGEST_PAUSE = timedelta(hours=1)
# A row that another relay holds is on its way already: nobody waits for it.
_DUE = """
SELECT id, topic, payload, attempts FROM outbox
WHERE brand_id = $1 AND sent_at IS NULL AND available_at <= $2 ORDER BY available_at, id LIMIT $3
FOR NO KEY UPDATE SKIP LOCKED
"""
_LEFT = "SELECT count(*) FROM outbox WHERE brand_id = $1 AND sent_at IS NULL AND available_at <= $2"
_SENT = """
UPDATE outbox SET sent_at = $2, attempts = attempts + 1, last_error = '' WHERE brand_id = $1 AND id = ANY($3::uuid[])
"""
_LATER = """
UPDATE outbox SET attempts = attempts + 1, available_at = $3, last_error = $4 WHERE brand_id = $1 AND id = $2
"""


class OutboxRelayed(msgspec.Struct, frozen=True):
    """`sent` went to their tasks; `unknown` have a topic that has no task and are tried again later; `more` says that
    there was more than one call's worth, and `left` how many are due still."""

    sent: int
    unknown: int
    more: bool
    left: int


class UnknownTopic(Exception):
    """Raised by the hand-over for a topic without a task."""


HandOver = Callable[[str, UUID, Mapping[str, Any]], None]
"""Gives (topic, id of the message, payload) to the task queue. Any error but UnknownTopic ends the call."""


async def relay_outbox(scope: Scope, hand_over: HandOver, *, limit: int = BATCH) -> OutboxRelayed:
    """Hand over the brand's due messages, oldest first, and mark them sent in the same database transaction.

    Where the queue is away nothing is marked, and where the commit fails after the hand-over the messages go out
    again: never none, sometimes two, so every task changes nothing the second time.
    """

    async def work(tx: Tx) -> OutboxRelayed:
        due = await tx.fetch(_DUE, tx.brand_id, tx.now, limit)
        sent: list[UUID] = []
        for row in due:
            try:
                hand_over(row["topic"], row["id"], msgspec.json.decode(row["payload"]))
            except UnknownTopic:
                # Left behind by a newer release, perhaps: kept, and shown by its error.
                pause = min(timedelta(minutes=2 ** min(row["attempts"], 10)), LONGEST_PAUSE)
                await tx.execute(_LATER, tx.brand_id, row["id"], tx.now + pause, "no task takes this topic")
            else:
                sent.append(row["id"])
        if sent:
            await tx.execute(_SENT, tx.brand_id, tx.now, sent)
        left = await tx.fetchval(_LEFT, tx.brand_id, tx.now)
        return OutboxRelayed(len(sent), len(due) - len(sent), more=len(due) == limit, left=left)

    return await transact(scope, work)
