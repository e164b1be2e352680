"""Work that must happen after this transaction commits, and not if it does not."""

from datetime import datetime

from infra.database import Tx
from infra.ids import new_id
from infra.json_text import to_json


async def enqueue(
    tx: Tx, topic: str, payload: dict[str, object], *, available_at: datetime | None = None
) -> None:
    """Leave a message in the outbox. The relay hands it to the task of the same name (tasks/topics.py), at least once,
    not before `available_at`; the task takes ids, looks again, and changes nothing the second time."""
    await tx.execute(
        "INSERT INTO outbox (brand_id, id, topic, payload, created_at, available_at)"
        " VALUES ($1, $2, $3, $4::jsonb, $5, $6)",
        tx.brand_id,
        new_id(),
        topic,
        to_json(payload),
        tx.now,
        available_at or tx.now,
    )
