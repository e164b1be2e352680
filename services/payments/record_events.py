"""Each event of a gateway once: the row of its (source, event id) is the lock and the memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from infra.database import Tx
from infra.gateways.gateway import GatewayEvent
from infra.ids import new_id
from infra.json_text import content_hash, to_json

_INSERT = """
INSERT INTO webhook_events (brand_id, id, source, event_id, kind, body_hash, body, state, occurred_at, received_at)
SELECT $1, n.id, $2, n.event_id, n.kind, n.hash, n.body::jsonb, 'ignored', n.at, $3
FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
  AS n (id, event_id, kind, hash, body, at)
ORDER BY n.event_id
ON CONFLICT (brand_id, source, event_id) DO NOTHING RETURNING id, event_id
"""
_CLOSE = """
UPDATE webhook_events AS e SET state = n.state, note = n.note, subject_ref = n.subject,
  applied_at = CASE WHEN n.state = 'applied' THEN $2::timestamptz END
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) AS n (id, state, note, subject)
WHERE e.brand_id = $1 AND e.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event. `state`: applied, parked, ignored (nothing to do), refused (kept, with the reason in
    `note`), or duplicate (known before; nothing changed)."""

    state: str
    note: str = ""
    subject: str = ""


DUPLICATE = Outcome("duplicate")


async def record_new(tx: Tx, source: str, events: Sequence[GatewayEvent]) -> dict[str, UUID]:
    """Write events not seen before; their rows by event id. A copy that arrives at the same moment waits here until
    the first is done, and is then known."""
    unique = list({event.event_id: event for event in events}.values())
    rows = await tx.fetch(
        _INSERT,
        tx.brand_id,
        source,
        tx.now,
        [new_id() for _ in unique],
        [event.event_id for event in unique],
        [event.kind.value for event in unique],
        [content_hash(event) for event in unique],
        # Who paid is kept as a keyed hash with the payment (record_payers): telling payers apart is all it is for.
        [to_json(msgspec.structs.replace(event, payer="")) for event in unique],
        [event.occurred_at for event in unique],
    )
    return {row["event_id"]: row["id"] for row in rows}


async def close_events(tx: Tx, outcomes: Sequence[tuple[UUID, Outcome]]) -> None:
    """Note what became of events just written."""
    if not outcomes:
        return
    await tx.execute(
        _CLOSE,
        tx.brand_id,
        tx.now,
        [row_id for row_id, _ in outcomes],
        [outcome.state for _, outcome in outcomes],
        [outcome.note for _, outcome in outcomes],
        [outcome.subject for _, outcome in outcomes],
    )
