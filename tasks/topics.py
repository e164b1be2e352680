"""Outbox topic → task. A service that leaves a message in the outbox names its topic; this table names who takes it."""

from celery import Task

TOPICS: dict[str, Task] = {}
