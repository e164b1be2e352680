"""The sandbox gateway's own books."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class SandboxPaymentState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class SandboxRefundState(StrEnum):
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class SandboxPayment(Model):
    """A payment at the sandbox gateway, as the bank behind it would keep it."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    merchant_ref = fields.TextField()
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    subject = fields.TextField()
    notify_url = fields.TextField()
    return_url = fields.TextField()
    # How it behaves: delay, jitter and copies of callbacks, refunds refused
    options: fields.Field[Any] = fields.JSONField(default=dict)
    state = fields.CharEnumField(SandboxPaymentState, max_length=40, default=SandboxPaymentState.OPEN)
    refunded = fields.BigIntField(default=0)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    # Whose account paid, as typed at the sandbox's page
    payer = fields.TextField(default="")

    class Meta:
        table = "sandbox_payments"


class SandboxRefund(Model):
    """Money the sandbox gateway sent back, or refused to."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    payment_id = fields.UUIDField()
    merchant_ref = fields.TextField()
    amount = fields.BigIntField()
    state = fields.CharEnumField(SandboxRefundState, max_length=40)
    created_at = fields.DatetimeField()

    class Meta:
        table = "sandbox_refunds"


class SandboxCallback(Model):
    """A callback the sandbox gateway has still to deliver, or delivered; copies of one event share its id."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    payment_id = fields.UUIDField()
    event_id = fields.TextField()
    body = fields.TextField()
    due_at = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sandbox_callbacks"
