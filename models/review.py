"""What of credit is looked at by people: signals, appeals, corrections; who was passed over."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class AppealState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CreditCorrectionLineKind(StrEnum):
    REPLACED = "replaced"
    CREDITED = "credited"


class MissedSale(Model):
    """A paid order that something of a seller's led to, and that is credited without them; why, the
    decision says.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "missed_sales"


class FraudSignal(Model):
    """A rule found something about a commission line: once a line and rule, whatever became of the hold."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    commission_line_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    rule = fields.TextField()
    # The version whose thresholds it crossed; null: those that hold where a brand has set none
    policy_id = fields.UUIDField(null=True)
    evidence: fields.Field[Any] = fields.JSONField()
    # Null: the line had matured, and could not be held any more
    hold_id = fields.UUIDField(null=True)
    found_at = fields.DatetimeField()

    class Meta:
        table = "fraud_signals"


class Appeal(Model):
    """A seller says that a line's credit is wrong; the brand decides by the deadline, and a passed deadline
    decides nothing.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    order_id = fields.UUIDField()
    order_line_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    reason = fields.TextField()
    state = fields.CharEnumField(AppealState, max_length=40)
    filed_at = fields.DatetimeField()
    filed_by = fields.UUIDField(null=True)
    deadline = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.UUIDField(null=True)
    decision_note = fields.TextField(default="")

    class Meta:
        table = "appeals"


class CreditCorrection(Model):
    """A line's commission given anew after a granted appeal: who is credited from now on, and the
    arithmetic.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    appeal_id = fields.UUIDField()
    order_id = fields.UUIDField()
    order_line_id = fields.UUIDField()
    credits: fields.Field[Any] = fields.JSONField()
    body: fields.Field[Any] = fields.JSONField()
    at = fields.DatetimeField()
    made_by = fields.UUIDField(null=True)

    class Meta:
        table = "credit_corrections"


class CreditCorrectionLine(Model):
    """What a correction took from one commission line, or gave by another."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    correction_id = fields.UUIDField()
    commission_line_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    kind = fields.CharEnumField(CreditCorrectionLineKind, max_length=40)
    # Replaced: what was left of the line and is taken; credited: the line's amount net of what was refunded
    # before
    amount = fields.BigIntField()
    after_maturity = fields.BooleanField()

    class Meta:
        table = "credit_correction_lines"
