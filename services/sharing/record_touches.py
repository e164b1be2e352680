"""Store touches: one, or as many as arrived together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from infra.database import Tx
from services.numbers.mark_stale import mark_stale
from services.sharing.kind_of_opening import TouchKind

# One statement, for each is a turn to the server. A browser seen for the first time is a visitor, in the order of ids
# so that two writers never wait for each other in a ring; robots are no visitors. What touches of one link share comes
# once and is joined. Delivered twice is stored once: the id was given when the link was opened.
_RECORD = """
WITH met AS (
  INSERT INTO visitors (brand_id, id, created_at)
  SELECT $1, v.id, min(v.at) FROM unnest($2::uuid[], $3::timestamptz[]) AS v (id, at) GROUP BY v.id ORDER BY v.id
  ON CONFLICT (brand_id, id) DO NOTHING
)
INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, campaign, target_ref, at,
  agent_hash, referrer_host, place_id, proved_at)
SELECT $1, t.id, o.link_id, o.seller_id, o.store_id, t.visitor_id, t.kind, o.channel, o.campaign, o.target_ref, t.at,
  t.agent_hash, t.referrer_host, t.place_id, t.proved_at
FROM unnest($4::int[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[], $9::bytea[], $10::text[], $11::uuid[],
  $12::timestamptz[]) AS t (origin, id, visitor_id, kind, at, agent_hash, referrer_host, place_id, proved_at)
JOIN unnest($13::uuid[], $14::uuid[], $15::uuid[], $16::text[], $17::text[], $18::text[]) WITH ORDINALITY
  AS o (link_id, seller_id, store_id, channel, campaign, target_ref, number) ON o.number = t.origin
ON CONFLICT (brand_id, id, at) DO NOTHING
"""

_LATE = timedelta(minutes=10)


class Touch(msgspec.Struct, frozen=True):
    """A click or scan on a tracked link, or a robot's. `agent_hash` tells browsers apart without naming them. A scan of
    a place's code has the place, and `proved_at`, the start of the step whose code it was."""

    id: UUID
    at: datetime
    link_id: UUID
    seller_id: UUID
    store_id: UUID
    visitor_id: UUID
    kind: TouchKind
    channel: str
    campaign: str = ""
    target_ref: str = ""
    agent_hash: bytes | None = None
    referrer_host: str = ""
    place_id: UUID | None = None
    proved_at: datetime | None = None


async def record_touches(tx: Tx, touches: Sequence[Touch]) -> int:
    """Store them in one statement; how many were new. Their months were made ready before this transaction
    (infra.database.ensure_months)."""
    people = [touch for touch in touches if touch.kind in ("click", "scan")]
    # What the link gave them, each once, numbered from one as PostgreSQL counts.
    origins: dict[tuple[UUID, UUID, UUID, str, str, str], int] = {}
    numbers = [origins.setdefault(_origin(touch), len(origins) + 1) for touch in touches]
    # Those that waited for PostgreSQL belong to days that may have been added up without them.
    await mark_stale(tx, [touch.at for touch in touches if tx.now - touch.at > _LATE])
    return await tx.execute(
        _RECORD,
        tx.brand_id,
        [touch.visitor_id for touch in people],
        [touch.at for touch in people],
        numbers,
        [touch.id for touch in touches],
        [touch.visitor_id for touch in touches],
        [touch.kind for touch in touches],
        [touch.at for touch in touches],
        [touch.agent_hash for touch in touches],
        [touch.referrer_host for touch in touches],
        [touch.place_id for touch in touches],
        [touch.proved_at for touch in touches],
        *([origin[field] for origin in origins] for field in range(6)),
    )


def _origin(touch: Touch) -> tuple[UUID, UUID, UUID, str, str, str]:
    return touch.link_id, touch.seller_id, touch.store_id, touch.channel, touch.campaign, touch.target_ref
