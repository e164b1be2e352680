"""The kit that is live, remembered for a moment, with the ids of its variants."""

from uuid import UUID

import msgspec

from infra.database import Tx
from infra.json_text import from_json
from services.cards.publish_kit import variant_hash, variants_of
from services.cards.shapes import KitBody

_LIVE = "SELECT id FROM share_kits WHERE brand_id = $1 AND state = 'live'"
_BODY = "SELECT body FROM share_kits WHERE brand_id = $1 AND id = $2"
_VARIANTS = """
SELECT v.id, v.kind, v.rule, v.variant, v.content_hash FROM share_variants AS v
WHERE v.brand_id = $1 AND v.content_hash = ANY($2::text[])
"""
_MOST = 1024


class LiveKit(msgspec.Struct, frozen=True):
    """`ids` by (kind, rule, variant)."""

    body: KitBody
    ids: dict[tuple[str, str, str], UUID]


_NONE = LiveKit(KitBody(), {})
_read: dict[tuple[UUID, UUID], LiveKit] = {}


async def live_kit(tx: Tx) -> LiveKit:
    """What shares show now; empty where the brand has published none. A kit that was live never changes, so only which
    one is live is asked each time."""
    kit_id = await tx.fetchval(_LIVE, tx.brand_id)
    if kit_id is None:
        return _NONE
    known = _read.get((tx.brand_id, kit_id))
    if known is None:
        if len(_read) >= _MOST:
            _read.clear()
        body = msgspec.convert(from_json(await tx.fetchval(_BODY, tx.brand_id, kit_id)), KitBody)
        known = _read[tx.brand_id, kit_id] = LiveKit(body, await _ids(tx, body))
    return known


async def _ids(tx: Tx, body: KitBody) -> dict[tuple[str, str, str], UUID]:
    wanted = {(kind, rule, variant.id): variant_hash(variant) for kind, rule, variant in variants_of(body)}
    rows = await tx.fetch(_VARIANTS, tx.brand_id, list(wanted.values()))
    found = {(row["kind"], row["rule"], row["variant"], row["content_hash"]): row["id"] for row in rows}
    return {key: found[(*key, digest)] for key, digest in wanted.items()}
