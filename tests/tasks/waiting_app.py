"""The service's own Celery application with one task more, which waits in the middle of its database transaction.

Run as `celery -A tests.tasks.waiting_app:celery_app worker` with WAITING_FOLDER set: the task leaves `started-N` there
and goes on once there is a `go`.
"""

import asyncio
import os
from pathlib import Path
from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.audit import record_change
from tasks.app import celery_app
from tasks.brand_task import brand_task
from tasks.topics import TOPICS

CAUSE = UUID(int=7)
__all__ = ["celery_app", "wait_and_note"]


async def wait_and_note(scope: Scope, subject: str) -> None:
    """Write one line of the audit log, once, however often it is called."""
    folder = Path(os.environ["WAITING_FOLDER"])

    async def work(tx: Tx) -> None:
        before = await tx.fetchval(
            "SELECT count(*) FROM audit_log WHERE brand_id = $1 AND action = 'wait_and_note'", tx.brand_id
        )
        if before:
            return
        await record_change(tx, "wait_and_note", "brand", UUID(subject), None, None)
        (folder / f"started-{os.getpid()}").touch()
        while not (folder / "go").exists():  # noqa: ASYNC110 - another process makes the file
            await asyncio.sleep(0.05)

    await transact(scope, work)


TOPICS["test.wait"] = brand_task(wait_and_note, retried=True)
