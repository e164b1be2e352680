"""Commission and proceeds."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class CommissionLineState(StrEnum):
    PENDING = "pending"
    HELD = "held"
    AVAILABLE = "available"
    PAID = "paid"
    REVERSED = "reversed"


class ProceedsLineState(StrEnum):
    PENDING = "pending"
    AVAILABLE = "available"
    PAID = "paid"
    REVERSED = "reversed"


class CommissionHoldState(StrEnum):
    OPEN = "open"
    RELEASED = "released"
    REFUSED = "refused"


class CommissionLine(Model):
    """What one seller earns on one line sold to an end customer. Rule, rate and base are frozen at
    payment.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_line_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    plan_id = fields.UUIDField()
    rule = fields.TextField()
    # What the rule pays, frozen: rate 0.05, per_unit 200 or per_order 500 (minor units)
    terms = fields.TextField(default="")
    weight = fields.TextField()
    base = fields.BigIntField()
    amount = fields.BigIntField()
    reversed = fields.BigIntField(default=0)
    qty = fields.IntField()
    reversed_qty = fields.IntField(default=0)
    currency = fields.CharField(max_length=3)
    state = fields.CharEnumField(CommissionLineState, max_length=40)
    accrued_at = fields.DatetimeField()
    # First day of the calendar month of the payment in the brand's time zone: the seller-month cap counts
    # by it
    earned_month = fields.DateField()
    # When it matures: hold_days after delivery, or the fallback after payment
    due_at = fields.DatetimeField()
    matured_at = fields.DatetimeField(null=True)
    payout_item_id = fields.UUIDField(null=True)
    # The correction that gave it; null: the sale itself did
    correction_id = fields.UUIDField(null=True)

    class Meta:
        table = "commission_lines"


class ProceedsLine(Model):
    """What a customer paid for goods from the reseller's own stock: the reseller's money, waiting and
    maturing like commission.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_line_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    amount = fields.BigIntField()
    reversed = fields.BigIntField(default=0)
    qty = fields.IntField()
    reversed_qty = fields.IntField(default=0)
    currency = fields.CharField(max_length=3)
    state = fields.CharEnumField(ProceedsLineState, max_length=40)
    accrued_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    matured_at = fields.DatetimeField(null=True)
    payout_item_id = fields.UUIDField(null=True)

    class Meta:
        table = "proceeds_lines"


class CommissionReversal(Model):
    """A clawback step: what one refunded line took back from one commission or proceeds line."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    refund_line_id = fields.UUIDField()
    commission_line_id = fields.UUIDField(null=True)
    proceeds_line_id = fields.UUIDField(null=True)
    amount = fields.BigIntField()
    after_maturity = fields.BooleanField()
    at = fields.DatetimeField()

    class Meta:
        table = "commission_reversals"


class CommissionHold(Model):
    """Why a commission line waits, who decides and until when; silence never releases it."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    commission_line_id = fields.UUIDField()
    reason_code = fields.TextField()
    reason = fields.TextField()
    reviewer_id = fields.UUIDField(null=True)
    deadline = fields.DatetimeField()
    state = fields.CharEnumField(CommissionHoldState, max_length=40)
    held_at = fields.DatetimeField()
    held_by = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.UUIDField(null=True)
    decision_note = fields.TextField(default="")

    class Meta:
        table = "commission_holds"
