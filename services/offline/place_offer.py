"""What a place hands out to whoever scans its code."""

from uuid import UUID

import msgspec

from infra.database import transact
from infra.scope import Scope
from services.offline.places import PlaceCoupon

_OFFER = """
SELECT name, coupon FROM places WHERE brand_id = $1 AND id = $2 AND coupon IS NOT NULL
AND (coupon_limit IS NULL OR coupons_given < coupon_limit)
"""


class PlaceOffer(msgspec.Struct, frozen=True):
    """The place and its coupon; whether a person may have it shows when they ask."""

    place_id: UUID
    name: str
    coupon: PlaceCoupon


async def place_offer(scope: Scope, place_id: UUID) -> PlaceOffer | None:
    """None where the place hands out none, or no more."""
    row = await transact(scope, lambda tx: tx.fetchrow(_OFFER, tx.brand_id, place_id))
    if row is None:
        return None
    return PlaceOffer(place_id, row["name"], msgspec.json.decode(row["coupon"], type=PlaceCoupon))
