"""The brand's own stock."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    SHOP = "shop"
    EVENT = "event"


class ReservationOrderKind(StrEnum):
    RETAIL = "retail"
    STOCK = "stock"


class ReservationState(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"


class StockMovementReason(StrEnum):
    RECEIVED = "received"
    ADJUSTED = "adjusted"
    RETAIL_SOLD = "retail_sold"
    RETAIL_REFUNDED = "retail_refunded"
    WHOLESALE_SOLD = "wholesale_sold"
    WHOLESALE_RETURNED = "wholesale_returned"


class Location(Model):
    """A place where the brand's own stock lies."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    name = fields.TextField()
    kind = fields.CharEnumField(LocationKind, max_length=40)
    created_at = fields.DatetimeField()

    class Meta:
        table = "locations"


class StockLevel(Model):
    """Units of a SKU at a location; reserved units are promised to an unpaid order. Checks make
    overselling impossible.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    location_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    on_hand = fields.IntField()
    reserved = fields.IntField(default=0)

    class Meta:
        table = "stock_levels"


class Reservation(Model):
    """Units held for an order that is not paid yet; they fall free when it expires."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    location_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    qty = fields.IntField()
    order_kind = fields.CharEnumField(ReservationOrderKind, max_length=40)
    order_id = fields.UUIDField()
    order_line_id = fields.UUIDField()
    state = fields.CharEnumField(ReservationState, max_length=40, default=ReservationState.HELD)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "reservations"


class StockMovement(Model):
    """Every change of the brand's stock on hand, append only: the sum is the stock level."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    location_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    qty = fields.IntField()
    reason = fields.CharEnumField(StockMovementReason, max_length=40)
    cause_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "stock_movements"
