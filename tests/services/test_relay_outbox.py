"""The outbox is relayed at least once, never lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.scope import Scope
from services.outbox import enqueue
from services.relay_outbox import UnknownTopic, relay_outbox
from tests.support.world import START, make_brand, value

pytestmark = pytest.mark.usefixtures("database")


class Post:
    """Takes what is handed over; `away` refuses everything, `without` names a topic that nobody takes."""

    def __init__(self, *, away: bool = False, without: str = "") -> None:
        self.got: list[tuple[str, Mapping[str, Any]]] = []
        self.away = away
        self.without = without

    def __call__(self, topic: str, _message_id: UUID, payload: Mapping[str, Any]) -> None:
        if self.away:
            raise ConnectionError
        if topic == self.without:
            raise UnknownTopic(topic)
        self.got.append((topic, payload))


async def leave(scope: Scope, topic: str, **payload: object) -> None:
    await transact(scope, lambda tx: enqueue(tx, topic, payload))


async def test_due_messages_go_out_once_and_later_ones_wait() -> None:
    clock = SetClock(START)
    scope = await make_brand(clock)
    await leave(scope, "a", n=1)
    await transact(scope, lambda tx: enqueue(tx, "b", {}, available_at=START + timedelta(minutes=1)))
    post = Post()
    assert (await relay_outbox(scope, post)).sent == 1
    assert (await relay_outbox(scope, post)).sent == 0
    clock.move_by(timedelta(minutes=1))
    assert (await relay_outbox(scope, post)).sent == 1
    assert post.got == [("a", {"n": 1}), ("b", {})]


async def test_a_queue_that_is_away_loses_nothing() -> None:
    scope = await make_brand()
    await leave(scope, "a")
    with pytest.raises(ConnectionError):
        await relay_outbox(scope, Post(away=True))
    assert await value(scope, "SELECT attempts FROM outbox WHERE brand_id = $1 AND sent_at IS NULL") == 0
    assert (await relay_outbox(scope, Post())).sent == 1


async def test_a_topic_without_a_task_is_kept_and_does_not_hold_up_the_others() -> None:
    clock = SetClock(START)
    scope = await make_brand(clock)
    await leave(scope, "gone")
    await leave(scope, "a")
    relayed = await relay_outbox(scope, Post(without="gone"))
    assert (relayed.sent, relayed.unknown) == (1, 1)
    assert await value(scope, "SELECT last_error FROM outbox WHERE brand_id = $1 AND topic = 'gone'") == (
        "no task takes this topic"
    )
    assert (await relay_outbox(scope, Post())).sent == 0
    clock.move_by(timedelta(minutes=1))
    assert (await relay_outbox(scope, Post())).sent == 1
