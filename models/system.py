"""Outbox, idempotency, audit, imports."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class OutboxMessage(Model):
    """Work that must happen after a commit, written in the same database transaction and relayed to
    Celery.
    """

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    topic = fields.TextField()
    payload: fields.Field[Any] = fields.JSONField()
    created_at = fields.DatetimeField()
    available_at = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    sent_at = fields.DatetimeField(null=True)
    last_error = fields.TextField(default="")

    class Meta:
        table = "outbox"


class IdempotencyKey(Model):
    """A key already used: the same input gets the stored answer, other input is refused."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    operation = fields.TextField()
    actor = fields.TextField()
    key = fields.TextField()
    input_hash = fields.TextField()
    answer: fields.Field[Any] = fields.JSONField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "idempotency_keys"


class AuditRecord(Model):
    """Who changed which rule or right, from what to what; append only."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    at = fields.DatetimeField()
    actor_id = fields.UUIDField(null=True)
    actor_kind = fields.TextField()
    action = fields.TextField()
    subject_kind = fields.TextField()
    subject_id = fields.UUIDField()
    before: fields.Field[Any] = fields.JSONField(null=True)
    after: fields.Field[Any] = fields.JSONField(null=True)
    request_id = fields.TextField(default="")

    class Meta:
        table = "audit_log"


class ImportRun(Model):
    """A file brought in, what became of each of its lines, and when."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    kind = fields.TextField()
    file_sha256 = fields.TextField()
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    report: fields.Field[Any] = fields.JSONField(default=dict)

    class Meta:
        table = "import_runs"
