"""A task of one brand: scope, log context, retries."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task

from infra.errors import DomainError, ServiceUnavailable
from infra.scope import Scope
from tasks.process import run

log = structlog.get_logger(__name__)

RETRIES = 8
LONGEST_PAUSE_SECONDS = 300


def brand_task(work: Callable[..., Awaitable[object]], *, retried: bool, name: str = "") -> Task:
    """Register `work(scope, **payload)` as a task under its own name, or `name`.

    Retried: up to eight times, after 2, 4, 8 … seconds, each pause cut at random so that many do not come back
    together. What beat repeats anyway is not retried. A refusal (a domain error other than a service that is away) is
    logged and not retried: it would be refused again.
    """

    @shared_task(
        bind=True,
        name=name or getattr(work, "__name__", ""),
        autoretry_for=(Exception,) if retried else (),
        max_retries=RETRIES,
        retry_backoff=2,
        retry_backoff_max=LONGEST_PAUSE_SECONDS,
        retry_jitter=True,
    )
    def task(self: Task, brand_id: str, **payload: Any) -> None:
        request_id = str(self.request.id or "")
        with structlog.contextvars.bound_contextvars(
            task=self.name, task_id=request_id, request_id=request_id, brand_id=brand_id
        ):
            try:
                run(_awaited(work(Scope(brand_id=UUID(brand_id), request_id=request_id), **payload)))
            except ServiceUnavailable:
                raise
            except DomainError as refused:
                log.error("task refused", code=refused.code, detail=refused.sentence("en"))

    return task


async def _awaited(work: Awaitable[object]) -> object:
    return await work
