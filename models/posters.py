"""Host names, pictures and poster templates of a brand's own."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class LinkDomain(Model):
    """A host name of the brand's own whose addresses open the brand's links and no other's."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    host = fields.TextField()
    # What the host's TXT record must say before the host is answered
    proof = fields.TextField()
    added_by = fields.UUIDField(null=True)
    added_at = fields.DatetimeField()
    verified_at = fields.DatetimeField(null=True)
    checked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "link_domains"


class Picture(Model):
    """A picture somebody uploaded, drawn anew by us: what else was in the file is gone."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    media_type = fields.TextField()
    width = fields.IntField()
    height = fields.IntField()
    # SHA-256 of the body: the same picture is kept once
    digest = fields.BinaryField()
    body = fields.BinaryField()
    added_by = fields.UUIDField(null=True)
    added_at = fields.DatetimeField()

    class Meta:
        table = "pictures"


class PosterTemplate(Model):
    """How a brand's posters look: layout, colours, words, logo."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    name = fields.TextField()
    body: fields.Field[Any] = fields.JSONField()
    # Taken where a seller names none
    usual = fields.BooleanField(default=False)
    created_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "poster_templates"
