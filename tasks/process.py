"""What a worker process has one of: event loop, pool, models. Made when the process begins, closed when it ends."""

import asyncio
import contextvars
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

from celery.signals import worker_init, worker_process_init, worker_process_shutdown

from infra.database import close_database, open_database
from infra.redis import close_redis, open_redis
from infra.settings import current_settings

# Below the hard limit of tasks/app.py, which ends the process: this one lets the task roll back and be retried.
PATIENCE_SECONDS = 540

Result = TypeVar("Result")


class _Process:
    runner: asyncio.Runner | None = None


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Await a service in this process's event loop. Raises TimeoutError after nine minutes."""
    # With the context of now, so that the log lines of the service carry the task's ids.
    return _runner().run(_within_limit(work), context=contextvars.copy_context())


async def _within_limit(work: Coroutine[Any, Any, Result]) -> Result:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await work


def _runner() -> asyncio.Runner:
    if _Process.runner is None:
        runner = asyncio.Runner()
        try:
            runner.run(_open())
        except BaseException:
            runner.close()
            raise
        _Process.runner = runner
    return _Process.runner


async def _open() -> None:
    settings = current_settings()
    await open_database(settings.database_url, pool=(1, 4), read_url=settings.database_read_url)
    open_redis(settings.redis_url)


async def _close() -> None:
    await close_redis()
    await close_database()


@worker_init.connect(weak=False)
def _share(**_: object) -> None:
    # What is imported by now is for all processes of this worker to read: a collector that marked it in one of them
    # would copy it page by page.
    gc.collect()
    gc.freeze()


@worker_process_init.connect(weak=False)
def _begin(**_: object) -> None:
    # The parent never opened anything, so nothing of its is shared by the fork.
    _runner()


@worker_process_shutdown.connect(weak=False)
def end(**_: object) -> None:
    """Close what this process opened. Safe to call twice."""
    runner, _Process.runner = _Process.runner, None
    if runner is not None:
        runner.run(_close())
        runner.close()
