"""Write links with codes of their own: the step behind every service that makes links."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx
from infra.ids import link_code, new_id
from services.sharing.carts import cart_text
from services.sharing.shapes import LinkSpec

# A code is free or it is not, for all brands: the primary key of the directory decides, and the next try has others.
_CLAIM = """
INSERT INTO link_codes (code, brand_id, link_id)
SELECT c.code, $1, c.link_id FROM unnest($2::text[], $3::uuid[]) AS c (code, link_id)
ON CONFLICT (code) DO NOTHING RETURNING code, link_id
"""
_LINKS = """
INSERT INTO links (brand_id, id, code, seller_id, store_id, target_kind, target_ref, channel, campaign, expires_at,
  created_at, cart)
SELECT $1, l.id, l.code, l.seller_id, l.store_id, l.target_kind, l.target_ref, l.channel, l.campaign, l.expires_at, $2,
  l.cart::jsonb
FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::timestamptz[], $12::text[])
  AS l (id, code, seller_id, store_id, target_kind, target_ref, channel, campaign, expires_at, cart)
"""
_TARGETS = """
INSERT INTO link_target_changes (brand_id, id, link_id, target_kind, target_ref, changed_by, at, cart)
SELECT $1, c.id, c.link_id, c.target_kind, c.target_ref, $2, $3, c.cart::jsonb
FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[])
  AS c (id, link_id, target_kind, target_ref, cart)
"""
_TRIES = 20


class MadeLink(msgspec.Struct, frozen=True):
    """`path` is what is shared, below the brand's address."""

    link_id: UUID
    code: str
    path: str
    seller_id: UUID
    expires_at: datetime | None


async def write_links(tx: Tx, wanted: Sequence[tuple[UUID, UUID, LinkSpec]]) -> list[MadeLink]:
    """Make one link for each (seller, store, what), in order; targets, channels and carts were checked."""
    ids = [new_id() for _ in wanted]
    codes = await _claim(tx, ids)
    carts = [cart_text(spec.cart) for _, _, spec in wanted]
    await tx.execute(
        _LINKS,
        tx.brand_id,
        tx.now,
        ids,
        [codes[each] for each in ids],
        [seller_id for seller_id, _, _ in wanted],
        [store_id for _, store_id, _ in wanted],
        [spec.target.kind for _, _, spec in wanted],
        [spec.target.ref for _, _, spec in wanted],
        [spec.channel for _, _, spec in wanted],
        [spec.campaign for _, _, spec in wanted],
        [spec.expires_at for _, _, spec in wanted],
        carts,
    )
    await tx.execute(
        _TARGETS,
        tx.brand_id,
        tx.scope.actor.account_id,
        tx.now,
        [new_id() for _ in wanted],
        ids,
        [spec.target.kind for _, _, spec in wanted],
        [spec.target.ref for _, _, spec in wanted],
        carts,
    )
    return [
        MadeLink(link_id, codes[link_id], f"/l/{codes[link_id]}", seller_id, spec.expires_at)
        for link_id, (seller_id, _, spec) in zip(ids, wanted, strict=True)
    ]


async def _claim(tx: Tx, link_ids: Sequence[UUID]) -> dict[UUID, str]:
    claimed: dict[UUID, str] = {}
    for _ in range(_TRIES):
        # By code, so that two bulk writers that draw the same codes take them in one order.
        tries = sorted((link_code(), each) for each in link_ids if each not in claimed)
        rows = await tx.fetch(_CLAIM, tx.brand_id, [code for code, _ in tries], [each for _, each in tries])
        claimed |= {row["link_id"]: row["code"] for row in rows}
        if len(claimed) == len(link_ids):
            return claimed
    raise RuntimeError("no free link code was found: the code space is full")
