"""Closed months, the statements made out for them, and the keys these are signed with."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class SigningKey(Model):
    """An Ed25519 key that a brand's statements are signed with (private half encrypted); a retired one
    still proves what it signed.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    # ed25519- and the first 16 hex digits of the SHA-256 of the public key
    key_id = fields.TextField()
    public_key = fields.BinaryField()
    private_key = fields.BinaryField()
    created_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "signing_keys"


class ClosedMonth(Model):
    """A calendar month of a brand's books to which nothing is added any more: its statements can be made out."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    month = fields.DateField()
    # With until_at (exclusive) the month in the brand's time zone as it was at the closing
    from_at = fields.DatetimeField()
    until_at = fields.DatetimeField()
    timezone = fields.TextField()
    signing_key_id = fields.UUIDField()
    # SHA-256 over the postings that the month's statements carry: the proof of the books recomputes it
    books_hash = fields.TextField()
    closed_at = fields.DatetimeField()
    closed_by = fields.UUIDField(null=True)

    class Meta:
        table = "closed_months"


class Statement(Model):
    """A month of a seller's or (without a seller) the brand's money, rebuilt byte for byte at any later
    time.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    month = fields.DateField()
    seller_id = fields.UUIDField(null=True)
    # Names as they were at the closing: a later change of name leaves past statements as they are
    header: fields.Field[Any] = fields.JSONField()

    class Meta:
        table = "statements"
