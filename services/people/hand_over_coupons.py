"""hand_over_coupons: a leaver's coupons that can still be used go along, as part of a hand-over."""

from uuid import UUID

from infra.database import Tx
from infra.ids import new_id

# Used up or over: nobody can be credited by it any more. Locked in one order, last of what a hand-over locks
# (services/locks.py): an order that uses one of them up at this moment is before it or after it.
_LIVE = """
SELECT id FROM coupons WHERE brand_id = $1 AND seller_id = $2 AND (valid_until IS NULL OR valid_until > $3)
  AND (use_limit IS NULL OR used < use_limit) ORDER BY id FOR NO KEY UPDATE
"""
# What is still where the hand-over brought it.
_BROUGHT = """
SELECT c.id FROM coupons AS c WHERE c.brand_id = $1 AND c.seller_id = $3 AND EXISTS (
  SELECT FROM coupon_owner_changes AS g WHERE g.brand_id = c.brand_id AND g.coupon_id = c.id AND g.hand_over_id = $2)
ORDER BY c.id FOR NO KEY UPDATE
"""
_MOVE = "UPDATE coupons SET seller_id = $3 WHERE brand_id = $1 AND id = ANY($2::uuid[])"
_HISTORY = """
INSERT INTO coupon_owner_changes (brand_id, id, coupon_id, from_seller_id, to_seller_id, hand_over_id, at)
SELECT $1, c.id, c.coupon_id, $2, $3, $4, $5 FROM unnest($6::uuid[], $7::uuid[]) AS c (id, coupon_id)
"""


async def live_coupons(tx: Tx, seller_id: UUID) -> list[UUID]:
    """The seller's coupons that an order could still use, locked."""
    return [row["id"] for row in await tx.fetch(_LIVE, tx.brand_id, seller_id, tx.now)]


async def coupons_brought(tx: Tx, hand_over_id: UUID, seller_id: UUID) -> list[UUID]:
    """The coupons that the hand-over gave to the seller and that are still the seller's, locked."""
    return [row["id"] for row in await tx.fetch(_BROUGHT, tx.brand_id, hand_over_id, seller_id)]


async def move_coupons(
    tx: Tx, coupons: list[UUID], from_seller_id: UUID, to_seller_id: UUID, hand_over_id: UUID
) -> None:
    """Whoever pays with one from now on is the other's customer. Orders paid before read whose it was then
    (services/sharing/coupon_owner.py)."""
    await tx.execute(_MOVE, tx.brand_id, coupons, to_seller_id)
    await tx.execute(
        _HISTORY,
        tx.brand_id,
        from_seller_id,
        to_seller_id,
        hand_over_id,
        tx.now,
        [new_id() for _ in coupons],
        coupons,
    )
