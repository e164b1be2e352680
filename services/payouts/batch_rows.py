"""A batch and its items under lock: the steps that approve, send, settle and cancel share these."""

from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx
from infra.errors import NotFound
from services.locks import lock_payout_batch
from services.payouts.errors import BatchState


class BatchMoved(msgspec.Struct, frozen=True):
    """Where a batch stands, and how many of its items stand where."""

    id: UUID
    state: str
    items: dict[str, int]


async def batch_in(tx: Tx, batch_id: UUID, *states: str) -> asyncpg.Record:
    """Lock the batch. Raises NotFound, or BatchState unless it is in one of the states."""
    batch = await lock_payout_batch(tx, batch_id)
    if batch is None:
        raise NotFound(what="payout batch", ref=batch_id)
    if states and batch["state"] not in states:
        raise BatchState(code_of_batch=batch["code"], state=batch["state"])
    return batch


async def lock_items(tx: Tx, batch_id: UUID, state: str) -> list[asyncpg.Record]:
    """Lock the batch's items in a state, by id."""
    return await tx.fetch(
        "SELECT * FROM payout_items WHERE brand_id = $1 AND batch_id = $2 AND state = $3 ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        batch_id,
        state,
    )


async def cancel_items(tx: Tx, reasons: dict[UUID, str]) -> None:
    """Items that will not be paid; their sellers may be in the next batch."""
    await tx.execute(
        "UPDATE payout_items AS i SET state = 'cancelled', failure = n.why, settled_at = $2"
        " FROM unnest($3::uuid[], $4::text[]) AS n (id, why) WHERE i.brand_id = $1 AND i.id = n.id",
        tx.brand_id,
        tx.now,
        list(reasons),
        list(reasons.values()),
    )


async def close_if_settled(tx: Tx, batch_id: UUID) -> None:
    """A sent batch whose items are all settled is settled; one that was reopened by nothing stays so."""
    await tx.execute(
        "UPDATE payout_batches AS b SET state = 'settled', settled_at = $3 WHERE brand_id = $1 AND id = $2"
        " AND state = 'sent' AND NOT EXISTS (SELECT FROM payout_items AS i WHERE i.brand_id = $1 AND i.batch_id = $2"
        " AND i.state IN ('draft', 'approved', 'sent', 'unknown'))",
        tx.brand_id,
        batch_id,
        tx.now,
    )


async def batch_moved(tx: Tx, batch_id: UUID) -> BatchMoved:
    """The answer of every step."""
    state = await tx.fetchval(
        "SELECT state FROM payout_batches WHERE brand_id = $1 AND id = $2", tx.brand_id, batch_id
    )
    rows = await tx.fetch(
        "SELECT state, count(*)::int AS n FROM payout_items WHERE brand_id = $1 AND batch_id = $2"
        " GROUP BY 1 ORDER BY 1",
        tx.brand_id,
        batch_id,
    )
    return BatchMoved(batch_id, state, {row["state"]: row["n"] for row in rows})
