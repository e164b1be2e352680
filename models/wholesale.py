"""Stock orders, lots, returns."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class StockOrderState(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"


class StockQuote(Model):
    """A price promised to a reseller until it expires; paying it charges that price even where the
    schedule moved on.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    schedule_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    volume_before = fields.BigIntField()
    tier = fields.TextField()
    list_total = fields.BigIntField()
    net_total = fields.BigIntField()
    # Lines with list and net, what the next tier needs, and why
    body: fields.Field[Any] = fields.JSONField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "stock_quotes"


class StockOrder(Model):
    """A reseller's purchase of stock; keeps the schedule version it was priced with and the volume it
    had.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    seller_id = fields.UUIDField()
    quote_id = fields.UUIDField(null=True)
    schedule_id = fields.UUIDField()
    # The version in force at payment governs its returns
    return_policy_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(StockOrderState, max_length=40)
    currency = fields.CharField(max_length=3)
    volume_before = fields.BigIntField()
    tier = fields.TextField()
    list_total = fields.BigIntField()
    net_total = fields.BigIntField()
    refunded_total = fields.BigIntField(default=0)
    placed_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    paid_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    source = fields.TextField(default="live")
    external_ref = fields.TextField(null=True)

    class Meta:
        table = "stock_orders"


class StockOrderLine(Model):
    """A line of a stock order with its list value and its net price at the tier."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    line_no = fields.IntField()
    sku_id = fields.UUIDField()
    qty = fields.IntField()
    list_price = fields.BigIntField()
    list_value = fields.BigIntField()
    net = fields.BigIntField()
    tier_eligible = fields.BooleanField()

    class Meta:
        table = "stock_order_lines"


class Lot(Model):
    """The return right of one paid stock order line: what of it is sold, returned and refunded. The
    checks forbid over-selling and over-returning.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_line_id = fields.UUIDField()
    order_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    sku_id = fields.UUIDField()
    line_no = fields.IntField()
    qty = fields.IntField()
    list_price = fields.BigIntField()
    net = fields.BigIntField()
    tier_eligible = fields.BooleanField()
    sold = fields.IntField(default=0)
    returned = fields.IntField(default=0)
    gross_refunded = fields.BigIntField(default=0)
    fee_charged = fields.BigIntField(default=0)
    refunded = fields.BigIntField(default=0)
    paid_at = fields.DatetimeField()
    # First instant that is too late; null: no limit
    return_until = fields.DatetimeField(null=True)

    class Meta:
        table = "lots"


class LotConsumption(Model):
    """Units of a lot that left by a sale from own stock: first in first out, put back last out first."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    lot_id = fields.UUIDField()
    retail_order_line_id = fields.UUIDField()
    qty = fields.IntField()
    put_back = fields.IntField(default=0)
    at = fields.DatetimeField()

    class Meta:
        table = "lot_consumptions"


class ReturnPreview(Model):
    """Figures shown before a return; confirming yields exactly these or a conflict."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    order_id = fields.UUIDField()
    body: fields.Field[Any] = fields.JSONField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "return_previews"


class StockReturn(Model):
    """Unsold stock of one stock order that went back, and what was refunded for it."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    order_id = fields.UUIDField()
    preview_id = fields.UUIDField(null=True)
    currency = fields.CharField(max_length=3)
    gross = fields.BigIntField()
    fee = fields.BigIntField()
    refund = fields.BigIntField()
    tier_before = fields.TextField()
    tier_after = fields.TextField()
    volume_before = fields.BigIntField()
    volume_after = fields.BigIntField()
    requested_at = fields.DatetimeField()
    returned_at = fields.DatetimeField()
    source = fields.TextField(default="live")
    external_ref = fields.TextField(null=True)

    class Meta:
        table = "stock_returns"


class StockReturnLine(Model):
    """Units of one lot that went back."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    return_id = fields.UUIDField()
    lot_id = fields.UUIDField()
    qty = fields.IntField()
    gross = fields.BigIntField()
    fee = fields.BigIntField()
    refund = fields.BigIntField()

    class Meta:
        table = "stock_return_lines"
