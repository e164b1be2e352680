"""Hand a coupon to somebody who scanned a place's code: one a person, with a code of its own."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from commission.money.rate import Rate
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.offline.errors import NoCouponHere, NotThere
from services.offline.places import PlaceCoupon
from services.sharing.customer_of_account import customer_of_account

# How long after the scan the page it led to may ask.
PATIENCE = timedelta(hours=2)

# The place's row is the lock of its counter: the last coupon goes to one person.
_PLACE = """
SELECT p.id, p.coupon, p.coupon_limit, p.coupons_given, l.seller_id, l.channel
FROM places AS p JOIN links AS l ON l.brand_id = p.brand_id AND l.id = p.link_id
WHERE p.brand_id = $1 AND p.id = $2 FOR NO KEY UPDATE OF p
"""
_SCAN = """
SELECT 1 FROM touches
WHERE brand_id = $1 AND id = $2 AND place_id = $3 AND visitor_id = $4 AND kind = 'scan' AND at BETWEEN $5 AND $6
"""
_HAD = """
SELECT c.code, c.valid_until FROM coupon_hand_outs AS h
JOIN coupons AS c ON c.brand_id = h.brand_id AND c.id = h.coupon_id
WHERE h.brand_id = $1 AND h.place_id = $2 AND (h.visitor_id = $3 OR h.customer_id = $4)
ORDER BY h.at LIMIT 1
"""
_COUPON = """
INSERT INTO coupons (brand_id, id, code, seller_id, channel, kind, amount_off, rate_off, minimum_total, valid_from,
  valid_until, use_limit, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $10)
"""
_GIVEN = """
INSERT INTO coupon_hand_outs (brand_id, id, place_id, coupon_id, touch_id, visitor_id, customer_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


class TakeCoupon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`touch_id`: the scan, as the address it led to has it (`t`)."""

    touch_id: UUID


class CouponTaken(msgspec.Struct, frozen=True):
    """Good for one order until `valid_until`, and it credits the seller of the place. Asked again, the same one."""

    code: str
    valid_until: datetime


async def hand_out_coupon(
    scope: Scope, place_id: UUID, command: TakeCoupon, visitor_id: UUID | None
) -> CouponTaken:
    """Raises NotFound, NoCouponHere, NotThere for whoever did not scan there within two hours."""

    async def work(tx: Tx) -> CouponTaken:
        place = await tx.fetchrow(_PLACE, tx.brand_id, place_id)
        if place is None:
            raise NotFound(what="place", ref=place_id)
        if place["coupon"] is None:
            raise NoCouponHere
        if visitor_id is None or not await tx.fetchval(
            _SCAN, tx.brand_id, command.touch_id, place_id, visitor_id, tx.now - PATIENCE, tx.now
        ):
            raise NotThere
        account_id = scope.actor.account_id
        customer_id = None if account_id is None else await customer_of_account(tx, account_id)
        had = await tx.fetchrow(_HAD, tx.brand_id, place_id, visitor_id, customer_id)
        if had is not None:
            return CouponTaken(had["code"], had["valid_until"])
        return await _give(tx, place, command.touch_id, visitor_id, customer_id)

    return await transact(scope, work)


async def _give(
    tx: Tx, place: asyncpg.Record, touch_id: UUID, visitor_id: UUID, customer_id: UUID | None
) -> CouponTaken:
    if place["coupon_limit"] is not None and place["coupons_given"] >= place["coupon_limit"]:
        raise NoCouponHere
    terms = msgspec.json.decode(place["coupon"], type=PlaceCoupon)
    made = CouponTaken(public_code("C"), tx.now + timedelta(days=terms.days))
    coupon_id = new_id()
    await tx.execute(
        _COUPON,
        tx.brand_id,
        coupon_id,
        made.code,
        place["seller_id"],
        place["channel"],
        terms.kind,
        terms.amount_off,
        Rate.parse(terms.rate_off).decimal,
        terms.minimum_total,
        tx.now,
        made.valid_until,
    )
    await tx.execute(
        _GIVEN, tx.brand_id, new_id(), place["id"], coupon_id, touch_id, visitor_id, customer_id, tx.now
    )
    await tx.execute(
        "UPDATE places SET coupons_given = coupons_given + 1 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        place["id"],
    )
    return made
