"""A coupon's use by an order, and giving it back."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from commission.money.rate import Rate
from infra.database import Tx
from infra.errors import FieldFault
from infra.ids import new_id
from services.retail.errors import CouponRefused

_WORDS = {
    "unknown": ("is no coupon of this brand", "优惠券不存在"),
    "not_yet_valid": ("is not valid yet", "优惠券尚未生效"),
    "expired": ("is not valid any more", "优惠券已过期"),
    "below_minimum": ("needs a larger order", "订单金额未达到优惠券使用门槛"),
    "used_up": ("has been used as often as it may be", "优惠券已用完"),
}


class CouponOffer(msgspec.Struct, frozen=True):
    """A coupon that an order may use, and the discount it gives, in minor units."""

    coupon_id: UUID
    discount: int


async def offer_of_coupon(tx: Tx, code: str, goods_total: int) -> CouponOffer:
    """What the coupon takes off goods of this total. Raises CouponRefused; whether a use is left shows at the use."""
    row = await tx.fetchrow(
        "SELECT * FROM coupons WHERE brand_id = $1 AND code = upper($2)", tx.brand_id, code.strip()
    )
    if row is None:
        raise _refused("unknown")
    if row["valid_from"] is not None and tx.now < row["valid_from"]:
        raise _refused("not_yet_valid")
    if row["valid_until"] is not None and tx.now >= row["valid_until"]:
        raise _refused("expired")
    if goods_total < row["minimum_total"]:
        raise _refused("below_minimum")
    return CouponOffer(row["id"], min(_discount(row, goods_total), goods_total))


async def redeem_coupon(tx: Tx, coupon_id: UUID, order_id: UUID) -> None:
    """Use the coupon for the order. Raises CouponRefused where no use is left.

    The condition in the UPDATE is the race for the last use: the second order waits for the first to commit, then
    finds it gone.
    """
    if not await _use(tx, coupon_id):
        raise _refused("used_up")
    await tx.execute(
        "INSERT INTO coupon_redemptions (brand_id, id, coupon_id, order_id, at) VALUES ($1, $2, $3, $4, $5)",
        tx.brand_id,
        new_id(),
        coupon_id,
        order_id,
        tx.now,
    )


async def redeem_again(tx: Tx, coupon_id: UUID, order_id: UUID) -> bool:
    """Take back the use that an expired order gave up, now that its payment came; False where none is left."""
    if not await _use(tx, coupon_id):
        return False
    await tx.execute(
        "UPDATE coupon_redemptions SET released_at = NULL WHERE brand_id = $1 AND order_id = $2",
        tx.brand_id,
        order_id,
    )
    return True


async def release_coupons(tx: Tx, order_ids: Sequence[UUID]) -> None:
    """Give back the uses of orders that will not be paid; a second call changes nothing."""
    await tx.execute(
        "WITH freed AS (UPDATE coupon_redemptions SET released_at = $3"
        "  WHERE brand_id = $1 AND order_id = ANY($2::uuid[]) AND released_at IS NULL RETURNING coupon_id),"
        " uses AS (SELECT coupon_id, count(*)::int AS n FROM freed GROUP BY coupon_id)"
        " UPDATE coupons AS c SET used = c.used - u.n FROM uses AS u WHERE c.brand_id = $1 AND c.id = u.coupon_id",
        tx.brand_id,
        list(order_ids),
        tx.now,
    )


async def _use(tx: Tx, coupon_id: UUID) -> bool:
    touched = await tx.execute(
        "UPDATE coupons SET used = used + 1"
        " WHERE brand_id = $1 AND id = $2 AND (use_limit IS NULL OR used < use_limit)",
        tx.brand_id,
        coupon_id,
    )
    return touched == 1


def _discount(row: asyncpg.Record, goods_total: int) -> int:
    if row["kind"] == "amount":
        amount: int = row["amount_off"]
        return amount
    if row["kind"] == "rate":
        return Rate.parse(format(row["rate_off"], "f")).of(goods_total)
    return 0


def _refused(reason: str) -> CouponRefused:
    return CouponRefused(FieldFault("coupon", *_WORDS[reason]))
