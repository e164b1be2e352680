"""Store touches: one, or as many as arrived together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx
from services.sharing.kind_of_opening import TouchKind

# A browser seen for the first time; robots are no visitors.
_VISITORS = """
INSERT INTO visitors (brand_id, id, created_at)
SELECT $1, v.id, min(v.at) FROM unnest($2::uuid[], $3::timestamptz[]) AS v (id, at) GROUP BY v.id ORDER BY v.id
ON CONFLICT (brand_id, id) DO NOTHING
"""
# Delivered twice is stored once: the id was given when the link was opened.
_TOUCHES = """
INSERT INTO touches (brand_id, id, link_id, seller_id, store_id, visitor_id, kind, channel, campaign, target_ref, at,
  agent_hash, referrer_host)
SELECT $1, t.id, t.link_id, t.seller_id, t.store_id, t.visitor_id, t.kind, t.channel, t.campaign, t.target_ref, t.at,
  t.agent_hash, t.referrer_host
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::timestamptz[], $12::bytea[], $13::text[])
  AS t (id, link_id, seller_id, store_id, visitor_id, kind, channel, campaign, target_ref, at, agent_hash,
        referrer_host)
ON CONFLICT (brand_id, id, at) DO NOTHING
"""


class Touch(msgspec.Struct, frozen=True):
    """A click or scan on a tracked link, or a robot's. `agent_hash` tells browsers apart without naming them."""

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


async def record_touches(tx: Tx, touches: Sequence[Touch]) -> int:
    """Store them in two statements; how many were new. Their months were made ready before this transaction
    (infra.database.ensure_months)."""
    people = [touch for touch in touches if touch.kind in ("click", "scan")]
    if people:
        await tx.execute(
            _VISITORS, tx.brand_id, [touch.visitor_id for touch in people], [touch.at for touch in people]
        )
    return await tx.execute(
        _TOUCHES,
        tx.brand_id,
        [touch.id for touch in touches],
        [touch.link_id for touch in touches],
        [touch.seller_id for touch in touches],
        [touch.store_id for touch in touches],
        [touch.visitor_id for touch in touches],
        [touch.kind for touch in touches],
        [touch.channel for touch in touches],
        [touch.campaign for touch in touches],
        [touch.target_ref for touch in touches],
        [touch.at for touch in touches],
        [touch.agent_hash for touch in touches],
        [touch.referrer_host for touch in touches],
    )
