"""Long work, and the files that belong to it."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobChunkPart(StrEnum):
    GIVEN = "given"
    MADE = "made"


class Job(Model):
    """A long piece of work that somebody asked for: its progress, and what came of it."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    kind = fields.TextField()
    title = fields.TextField(default="")
    state = fields.CharEnumField(JobState, max_length=40, default=JobState.WAITING)
    input: fields.Field[Any] = fields.JSONField(default=dict)
    total = fields.IntField(null=True)
    done = fields.IntField(default=0)
    # Where the next turn goes on: the cursor after the last piece written
    resume_at = fields.TextField(default="")
    result: fields.Field[Any] = fields.JSONField(null=True)
    # Why it failed, by the words and fields of a refusal
    problem: fields.Field[Any] = fields.JSONField(null=True)
    file_name = fields.TextField(default="")
    media_type = fields.TextField(default="")
    file_bytes = fields.BigIntField(default=0)
    started_by = fields.UUIDField(null=True)
    locale = fields.TextField(default="zh")
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    # When its worker last said that it is at it; one that fell silent is taken over
    seen_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    cancel_asked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "jobs"


class JobChunk(Model):
    """A piece of the file a job was given, or of the one it made."""

    brand_id = fields.UUIDField()
    id = fields.UUIDField(primary_key=True)
    job_id = fields.UUIDField()
    part = fields.CharEnumField(JobChunkPart, max_length=40)
    position = fields.IntField()
    content = fields.BinaryField()

    class Meta:
        table = "job_chunks"
