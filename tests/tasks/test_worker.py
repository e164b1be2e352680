"""A message survives its worker: real Redis, a real worker process, killed in the middle of its task."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from redis import Redis

from infra.database import transact
from infra.scope import Scope
from infra.settings import Settings
from services.outbox import enqueue
from services.relay_outbox import relay_outbox
from tasks.app import celery_app
from tasks.by_site import _hand_over
from tasks.left_behind import PREFIX
from tasks.topics import TOPICS
from tests.support.world import make_brand, value
from tests.tasks import waiting_app
from tests.tasks.conftest import StartWorker, pool_process, until


@pytest.mark.usefixtures("database")
async def test_a_task_whose_process_is_killed_is_taken_again_and_done_once(
    settings: Settings, start_worker: StartWorker, tmp_path: Path
) -> None:
    celery_app.conf.broker_url = settings.redis_url
    scope = await make_brand()
    await transact(scope, lambda tx: enqueue(tx, "test.wait", {"subject": str(waiting_app.CAUSE)}))
    worker = start_worker()

    def hand_over(topic: str, message_id: object, payload: object) -> None:
        _hand_over(scope.brand_id, topic, message_id, payload)  # type: ignore[arg-type]

    relayed = await relay_outbox(scope, hand_over)
    assert (relayed.sent, relayed.unknown) == (1, 0)

    await asyncio.to_thread(until, lambda: list(tmp_path.glob("started-*")))
    victim = pool_process(worker)
    victim.send_signal(signal.SIGKILL)
    await asyncio.to_thread(until, lambda: len(list(tmp_path.glob("started-*"))) == 2)
    assert await notes(scope) == 0
    (tmp_path / "go").touch()

    async def noted() -> None:
        while await notes(scope) == 0:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)

    await asyncio.wait_for(noted(), 30)
    # A second copy of the message, as when the relay died between handing over and committing.
    TOPICS["test.wait"].apply_async(
        kwargs={"subject": str(waiting_app.CAUSE), "brand_id": str(scope.brand_id)}
    )
    await asyncio.sleep(1)
    assert await notes(scope) == 1


async def notes(scope: Scope) -> object:
    return await value(
        scope, "SELECT count(*)::int FROM audit_log WHERE brand_id = $1 AND action = 'wait_and_note'"
    )


@pytest.mark.usefixtures("database")
async def test_what_a_whole_worker_had_when_it_was_killed_another_takes_at_once(
    settings: Settings, start_worker: StartWorker, tmp_path: Path
) -> None:
    celery_app.conf.broker_url = settings.redis_url
    scope = await make_brand()
    worker = start_worker()
    TOPICS["test.wait"].apply_async(
        kwargs={"subject": str(waiting_app.CAUSE), "brand_id": str(scope.brand_id)}
    )
    await asyncio.to_thread(until, lambda: list(tmp_path.glob("started-*")))
    os.killpg(worker.pid, signal.SIGKILL)
    with Redis.from_url(settings.redis_url) as client:
        # Its last word runs out in twelve seconds; no test waits for that.
        for key in client.scan_iter(match=f"{PREFIX}alive:*"):
            client.delete(key)
    start_worker()
    await asyncio.to_thread(until, lambda: len(list(tmp_path.glob("started-*"))) == 2)
    (tmp_path / "go").touch()
    while await notes(scope) == 0:  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.05)
    assert await notes(scope) == 1
