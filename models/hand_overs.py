"""What a leaver leaves behind, and to whom it went."""

from tortoise import fields
from tortoise.models import Model


class HandOver(Model):
    """A leaver's customers and links went to another seller, once; undone by facts of its own."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    from_seller_id = fields.UUIDField()
    to_seller_id = fields.UUIDField()
    reason = fields.TextField()
    customers = fields.IntField(default=0)
    links = fields.IntField(default=0)
    coupons = fields.IntField(default=0)
    at = fields.DatetimeField()
    made_by = fields.UUIDField(null=True)
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.UUIDField(null=True)

    class Meta:
        table = "hand_overs"


class LinkOwnerChange(Model):
    """Whose link it was from an instant on: touches of before stay with whom they were made for."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    link_id = fields.UUIDField()
    from_seller_id = fields.UUIDField()
    to_seller_id = fields.UUIDField()
    hand_over_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "link_owner_changes"


class CouponOwnerChange(Model):
    """Whose coupon it was from an instant on: an order paid before stays with whom it was credited to."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    coupon_id = fields.UUIDField()
    from_seller_id = fields.UUIDField()
    to_seller_id = fields.UUIDField()
    hand_over_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "coupon_owner_changes"
