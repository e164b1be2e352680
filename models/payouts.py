"""Payouts."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class PayeeProfileTaxStatus(StrEnum):
    UNKNOWN = "unknown"
    INDIVIDUAL_RESIDENT = "individual_resident"
    INDIVIDUAL_NONRESIDENT = "individual_nonresident"
    BUSINESS = "business"


class PayoutBatchState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class PayoutItemState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class PayeeProfile(Model):
    """Where a seller is paid: rail, name and account (number encrypted), tax status."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    seller_id = fields.UUIDField()
    rail = fields.TextField()
    legal_name = fields.TextField()
    account_number = fields.BinaryField()
    account_last4 = fields.TextField()
    bank_code = fields.TextField(default="")
    tax_status = fields.CharEnumField(PayeeProfileTaxStatus, max_length=40)
    verified_name = fields.TextField(null=True)
    verified_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField()
    asked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payee_profiles"


class PayoutBatch(Model):
    """Sellers paid together, per currency and rail; made by one person and approved by another."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    code = fields.TextField()
    rail = fields.TextField()
    currency = fields.CharField(max_length=3)
    minimum = fields.BigIntField()
    state = fields.CharEnumField(PayoutBatchState, max_length=40)
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    approved_by = fields.UUIDField(null=True)
    approved_at = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payout_batches"


class PayoutItem(Model):
    """One seller's payout in a batch. One open item a seller: two batches cannot take the same money."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    batch_id = fields.UUIDField()
    seller_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    gross = fields.BigIntField()
    tax = fields.BigIntField(default=0)
    net = fields.BigIntField()
    state = fields.CharEnumField(PayoutItemState, max_length=40)
    # The key the rail sees; after a time-out the same key asks again, never a new one
    rail_key = fields.TextField()
    rail_ref = fields.TextField(null=True)
    preflight: fields.Field[Any] = fields.JSONField(default=dict)
    failure = fields.TextField(default="")
    asked_at = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "payout_items"
