"""Retail orders, refunds, attribution decisions."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class RetailOrderState(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class RetailOrderCancelledFor(StrEnum):
    EXPIRED = "expired"
    CUSTOMER = "customer"
    BRAND = "brand"


class RefundState(StrEnum):
    REQUESTED = "requested"
    REFUNDED = "refunded"
    DECLINED = "declined"


class AttributionDecisionDecidedBy(StrEnum):
    COUPON = "coupon"
    BINDING = "binding"
    TOUCH = "touch"
    STORE = "store"


class RetailOrder(Model):
    """An end customer's order in a micro-store; once paid it is a conversion."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    store_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    visitor_id = fields.UUIDField(null=True)
    coupon_id = fields.UUIDField(null=True)
    from_stock = fields.BooleanField(default=False)
    state = fields.CharEnumField(RetailOrderState, max_length=40)
    currency = fields.CharField(max_length=3)
    goods_total = fields.BigIntField()
    discount_total = fields.BigIntField(default=0)
    shipping_total = fields.BigIntField(default=0)
    tax_total = fields.BigIntField(default=0)
    # Whether goods_total is a price with tax in it; tax_total is a part of it then, else it comes on top
    tax_included = fields.BooleanField(default=False)
    total = fields.BigIntField()
    refunded_total = fields.BigIntField(default=0)
    ship_to: fields.Field[Any] = fields.JSONField(default=dict)
    # Hash of the secret in a guest's order address
    access_hash = fields.BinaryField(null=True)
    placed_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    # An order that merely expired may still take a late payment; one that somebody cancelled may not
    cancelled_for = fields.CharEnumField(RetailOrderCancelledFor, max_length=40, null=True)
    # Keyed hash of the normalised address: tells that two orders go to one door, not to which
    address_hash = fields.BinaryField(null=True)
    # Keyed hash of browser and network
    device_hash = fields.BinaryField(null=True)

    class Meta:
        table = "retail_orders"


class RetailOrderLine(Model):
    """A line of a retail order; paid is the commission base: after discounts, without tax and shipping."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    line_no = fields.IntField()
    sku_id = fields.UUIDField()
    qty = fields.IntField()
    unit_price = fields.BigIntField()
    gross = fields.BigIntField()
    discount = fields.BigIntField(default=0)
    paid = fields.BigIntField()
    tax = fields.BigIntField(default=0)
    tax_included = fields.BooleanField(default=False)
    refunded_qty = fields.IntField(default=0)
    refunded = fields.BigIntField(default=0)
    tax_refunded = fields.BigIntField(default=0)

    class Meta:
        table = "retail_order_lines"


class Refund(Model):
    """A retail refund, asked for by the customer and decided by the brand or the seller's own stock."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    state = fields.CharEnumField(RefundState, max_length=40)
    reason = fields.TextField(default="")
    goods_amount = fields.BigIntField(default=0)
    tax_amount = fields.BigIntField(default=0)
    shipping_amount = fields.BigIntField(default=0)
    requested_at = fields.DatetimeField()
    requested_by = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.UUIDField(null=True)
    decision_note = fields.TextField(default="")

    class Meta:
        table = "refunds"


class RefundLine(Model):
    """Units of a line that were refunded, by the cumulative rule."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    refund_id = fields.UUIDField()
    order_line_id = fields.UUIDField()
    qty = fields.IntField()
    amount = fields.BigIntField()
    tax_amount = fields.BigIntField(default=0)

    class Meta:
        table = "refund_lines"


class AttributionDecision(Model):
    """Who gets the sale and why, per order line: candidates, drops with reason, rule and arithmetic;
    replays to the same answer.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_line_id = fields.UUIDField()
    order_id = fields.UUIDField()
    policy_id = fields.UUIDField()
    # Null: nobody is credited, and the body says so
    decided_by = fields.CharEnumField(AttributionDecisionDecidedBy, max_length=40, null=True)
    credits: fields.Field[Any] = fields.JSONField()
    body: fields.Field[Any] = fields.JSONField()
    decided_at = fields.DatetimeField()

    class Meta:
        table = "attribution_decisions"
