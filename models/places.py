"""Offline sharing: places with a rotating code, coupons handed out there, carts that wait in a phone."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class PlaceKind(StrEnum):
    SHOP = "shop"
    EVENT = "event"
    SHELF = "shelf"


class PlaceStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Place(Model):
    """A shop, an event or a shelf with a rotating code; a scan there is a touch on its link."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField()
    kind = fields.CharEnumField(PlaceKind, max_length=40)
    name = fields.TextField()
    latitude = fields.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = fields.DecimalField(max_digits=8, decimal_places=5, null=True)
    step_seconds = fields.IntField(default=60)
    # Counts up when the display's address or its codes fell into wrong hands: all before are worthless
    key_version = fields.IntField(default=1)
    opens_at = fields.DatetimeField(null=True)
    closes_at = fields.DatetimeField(null=True)
    status = fields.CharEnumField(PlaceStatus, max_length=40, default=PlaceStatus.OPEN)
    # The coupon everybody who scans may take once
    coupon: fields.Field[Any] = fields.JSONField(null=True)
    coupon_limit = fields.IntField(null=True)
    coupons_given = fields.IntField(default=0)
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "places"


class CouponHandOut(Model):
    """A coupon of one person's own, handed out for a scan at a place; one a person and place."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    place_id = fields.UUIDField()
    coupon_id = fields.UUIDField()
    touch_id = fields.UUIDField()
    visitor_id = fields.UUIDField()
    customer_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "coupon_hand_outs"


class SavedCart(Model):
    """An intended order that waits in the shopper's phone: opened by its secret, ordered once."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    store_id = fields.UUIDField()
    access_hash = fields.BinaryField()
    # Who scanned: the order is credited by this visitor, whichever browser it is sent from
    visitor_id = fields.UUIDField()
    touch_id = fields.UUIDField(null=True)
    place_id = fields.UUIDField(null=True)
    lines: fields.Field[Any] = fields.JSONField()
    coupon = fields.TextField(null=True)
    ship_to: fields.Field[Any] = fields.JSONField(default=dict)
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    order_id = fields.UUIDField(null=True)

    class Meta:
        table = "saved_carts"
