"""What a killed worker had taken is given back by another, once, and a living one keeps what is its own."""

import json
import uuid
from collections.abc import Iterator

import pytest
from redis import Redis

from infra.settings import Settings
from tasks.app import QUEUE
from tasks.left_behind import PREFIX, find_unannounced, give_back_of_dead, own_keys, say_alive

_QUEUE = f"{PREFIX}{QUEUE}"


@pytest.fixture
def client(settings: Settings) -> Iterator[Redis]:
    with Redis.from_url(settings.redis_url) as redis:
        redis.delete(_QUEUE, f"{PREFIX}workers")
        yield redis
        redis.delete(_QUEUE, f"{PREFIX}workers")


def took(client: Redis, worker: str, task: str) -> None:
    """As Kombu keeps it."""
    keys = own_keys(worker)
    message = {"body": task, "headers": {}, "properties": {"delivery_info": {"routing_key": QUEUE}}}
    client.hset(f"{PREFIX}{keys['unacked_key']}", f"tag-{task}", json.dumps([message, "storelet", QUEUE]))
    client.zadd(f"{PREFIX}{keys['unacked_index_key']}", {f"tag-{task}": 1})


def queued(client: Redis) -> list[str]:
    return [json.loads(each)["body"] for each in client.lrange(_QUEUE, 0, -1)]


def test_what_a_dead_worker_had_is_given_back_once_and_first(client: Redis) -> None:
    dead, living = uuid.uuid4().hex, uuid.uuid4().hex
    for name, task in ((dead, "half done"), (living, "under way")):
        say_alive(client, name)
        took(client, name, task)
    client.lpush(_QUEUE, json.dumps({"body": "waiting"}))
    assert give_back_of_dead(client) == 0
    client.delete(f"{PREFIX}alive:{dead}")
    assert [give_back_of_dead(client), give_back_of_dead(client)] == [1, 0]
    # Workers take from the right.
    assert queued(client) == ["waiting", "half done"]
    assert json.loads(client.lindex(_QUEUE, 1) or b"")["headers"] == {"redelivered": True}
    assert client.hlen(f"{PREFIX}unacked:{living}") == 1
    assert not client.exists(f"{PREFIX}unacked:{dead}", f"{PREFIX}unacked_index:{dead}")
    client.delete(f"{PREFIX}unacked:{living}", f"{PREFIX}unacked_index:{living}", f"{PREFIX}alive:{living}")


def test_who_died_before_the_first_word_is_found_at_the_next_start(client: Redis) -> None:
    took(client, unannounced := uuid.uuid4().hex, "never heard of")
    assert give_back_of_dead(client) == 0
    find_unannounced(client)
    assert give_back_of_dead(client) == 1
    assert queued(client) == ["never heard of"]
    assert not client.exists(f"{PREFIX}unacked:{unannounced}")


def test_a_worker_whose_word_is_fresh_is_not_dead(client: Redis) -> None:
    name = uuid.uuid4().hex
    say_alive(client, name)
    assert 0 < client.ttl(f"{PREFIX}alive:{name}") <= 12
    assert give_back_of_dead(client) == 0
    assert client.sismember(f"{PREFIX}workers", name)
    client.delete(f"{PREFIX}alive:{name}")
