"""Payments and what gateways report."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class PaymentPurpose(StrEnum):
    RETAIL = "retail"
    STOCK = "stock"


class PaymentState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    STRAY = "stray"


class PaymentRefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class WebhookEventState(StrEnum):
    APPLIED = "applied"
    PARKED = "parked"
    IGNORED = "ignored"
    REFUSED = "refused"


class Payment(Model):
    """A payment asked of a gateway for a retail or a stock order."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    gateway = fields.TextField()
    purpose = fields.CharEnumField(PaymentPurpose, max_length=40)
    order_id = fields.UUIDField()
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    # Stray: the customer paid, but the order could not take it (paid already, cancelled, sold out); it is
    # sent back
    state = fields.CharEnumField(PaymentState, max_length=40)
    gateway_ref = fields.TextField(null=True)
    pay_url = fields.TextField(default="")
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    # Keyed hash of the fingerprint a gateway gives of the card or account that paid
    payer_hash = fields.BinaryField(null=True)

    class Meta:
        table = "payments"


class PaymentRefund(Model):
    """Money the gateway is asked to send back, once for each refund or stock return."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    payment_id = fields.UUIDField()
    cause_id = fields.UUIDField()
    amount = fields.BigIntField()
    state = fields.CharEnumField(PaymentRefundState, max_length=40)
    gateway_ref = fields.TextField(null=True)
    attempts = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payment_refunds"


class WebhookEvent(Model):
    """An event a gateway or shop sent: once by (source, event id); parked while what it is about is not
    known yet.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    source = fields.TextField()
    event_id = fields.TextField()
    kind = fields.TextField()
    body_hash = fields.TextField()
    body: fields.Field[Any] = fields.JSONField()
    # Refused: genuine, but it contradicts what we know (another amount or currency, an unknown payment);
    # note says how
    state = fields.CharEnumField(WebhookEventState, max_length=40)
    note = fields.TextField(default="")
    subject_ref = fields.TextField(default="")
    occurred_at = fields.DatetimeField()
    received_at = fields.DatetimeField()
    applied_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_events"
