"""Put a share kit live."""

from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.ids import new_id
from infra.json_text import content_hash, from_json, to_json
from infra.scope import Scope
from services.audit import record_change
from services.cards.draft_kit import lock_draft
from services.cards.errors import KitNotPreviewed
from services.cards.shapes import CardVariant, KitBody, LandingVariant

_RETIRE = """
UPDATE share_kits SET state = 'retired', live_until = $2 WHERE brand_id = $1 AND state = 'live'
"""
_LIVE = "UPDATE share_kits SET state = 'live', live_from = $3 WHERE brand_id = $1 AND id = $2"
# What did not change keeps its id, and with it its numbers.
_VARIANTS = """
INSERT INTO share_variants (brand_id, id, kind, rule, variant, content_hash, body, created_at)
SELECT $1, v.id, v.kind, v.rule, v.variant, v.hash, v.body::jsonb, $2
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS v (id, kind, rule, variant, hash, body)
ON CONFLICT (brand_id, kind, rule, variant, content_hash) DO NOTHING
"""


class KitPublished(msgspec.Struct, frozen=True):
    kit_id: UUID
    version: int
    live_from: datetime


async def publish_kit(scope: Scope, kit_id: UUID) -> KitPublished:
    """From now on shares show this kit, as it was last previewed; the one before is retired and kept.

    Raises NotFound, KitNotDraft, KitNotPreviewed."""

    async def work(tx: Tx) -> KitPublished:
        kit = await lock_draft(tx, kit_id)
        body = msgspec.convert(from_json(kit["body"]), KitBody)
        if kit["previewed_hash"] != content_hash(body):
            raise KitNotPreviewed
        rows = [
            (new_id(), kind, rule, variant.id, variant_hash(variant), to_json(variant))
            for kind, rule, variant in variants_of(body)
        ]
        if rows:
            await tx.execute(_VARIANTS, tx.brand_id, tx.now, *zip(*rows, strict=True))
        await tx.execute(_RETIRE, tx.brand_id, tx.now)
        await tx.execute(_LIVE, tx.brand_id, kit_id, tx.now)
        await record_change(tx, "publish_kit", "share kit", kit_id, None, {"version": kit["version"]})
        return KitPublished(kit_id, kit["version"], tx.now)

    return await transact(scope, work)


def variants_of(body: KitBody) -> list[tuple[str, str, CardVariant | LandingVariant]]:
    """Every variant with its kind and the id of its rule."""
    cards = [("card", rule.id, variant) for rule in body.cards for variant in rule.variants]
    landings = [("landing", rule.id, variant) for rule in body.landings for variant in rule.variants]
    return [*cards, *landings]


def variant_hash(variant: CardVariant | LandingVariant) -> str:
    """What makes a variant itself: what it says and shows, not how often."""
    return content_hash(msgspec.structs.replace(variant, weight=1))
