"""What a worker had taken when it was killed goes back to the queue within seconds, not when its message's time is up.

Kombu keeps what a worker took and has not finished in one hash for all workers, from which it comes back when it is
older than any task may be (tasks/app.py). So that it is known whose it was, here each worker has a hash of its own,
and says every few seconds that it lives. Whose word is too old is dead, or cut off, which nobody can tell from outside:
any other worker gives back what it held. A worker that was only cut off finishes what it is at: that is then done
twice, and changes nothing the second time.
"""

import contextlib
import json
import threading
from typing import Any, cast
from uuid import uuid4

import structlog
from celery.signals import worker_init, worker_shutdown
from redis import Redis
from redis.exceptions import RedisError

from infra.settings import current_settings

log = structlog.get_logger(__name__)

PREFIX = "storelet:tasks:"
BEAT_SECONDS = 3
DEAD_AFTER_SECONDS = 12
_WORKERS = f"{PREFIX}workers"
_PATIENCE_SECONDS = 2

# KEYS: the hash, its index, the queue; ARGV: the message's tag and itself. In one step, for two workers may find the
# same dead one: only who removes it gives it back. To the end that is taken from next, for it has waited.
_GIVE_BACK = """
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then redis.call('RPUSH', KEYS[3], ARGV[2]) return 1 end
return 0
"""


class _Me:
    """This worker: known by a name that no other start ever has."""

    name = uuid4().hex
    ended = threading.Event()


def own_keys(name: str = _Me.name) -> dict[str, str]:
    """Kombu's options that keep what this worker has taken apart from what others have; it adds the prefix itself."""
    return {
        "unacked_key": f"unacked:{name}",
        "unacked_index_key": f"unacked_index:{name}",
        "unacked_mutex_key": f"unacked_mutex:{name}",
    }


def say_alive(client: Redis, name: str = _Me.name) -> None:
    """The word of the moment. Raises RedisError."""
    with client.pipeline() as both:
        both.sadd(_WORKERS, name)
        both.set(_alive(name), "1", ex=DEAD_AFTER_SECONDS)
        both.execute()


def give_back_of_dead(client: Redis) -> int:
    """Put back into their queues what dead workers had taken; how many messages. Raises RedisError."""
    given = 0
    for member in cast("set[bytes]", client.smembers(_WORKERS)):
        name = member.decode()
        if not client.exists(_alive(name)):
            given += _give_back(client, name)
            # Last: a giver that dies half way leaves the rest to the next.
            client.srem(_WORKERS, name)
    return given


def find_unannounced(client: Redis) -> None:
    """Note workers that took something and died before their first word. Looks at all keys, so once a start."""
    for key in client.scan_iter(match=f"{PREFIX}unacked:*", count=1_000):
        client.sadd(_WORKERS, key.decode().rpartition(":")[2])


def _give_back(client: Redis, name: str) -> int:
    kept = {part: f"{PREFIX}{key}" for part, key in own_keys(name).items()}
    given = 0
    for tag, entry in client.hscan_iter(kept["unacked_key"]):
        message, _exchange, queue = json.loads(entry)
        keys = (kept["unacked_key"], kept["unacked_index_key"], f"{PREFIX}{queue}")
        given += int(cast(int, client.eval(_GIVE_BACK, 3, *keys, tag, json.dumps(_marked(message)))))
    return given


def _marked(message: dict[str, Any]) -> dict[str, Any]:
    """As Kombu marks what comes again."""
    with contextlib.suppress(KeyError, TypeError):
        message["headers"]["redelivered"] = True
        message["properties"]["delivery_info"]["redelivered"] = True
    return message


def _alive(name: str) -> str:
    return f"{PREFIX}alive:{name}"


def _keep_watch(client: Redis) -> None:
    looked = False
    while True:
        try:
            say_alive(client)
            if not looked:
                find_unannounced(client)
                looked = True
            if given := give_back_of_dead(client):
                log.warning("tasks of a dead worker were given back", count=given)
        except (RedisError, OSError):
            # Away: what is in it waits there, and the worker's own connection says so in the log.
            pass
        if _Me.ended.wait(BEAT_SECONDS):
            return


@worker_init.connect(weak=False)
def _begin(**_: object) -> None:
    client: Redis = Redis.from_url(
        current_settings().redis_url,
        socket_timeout=_PATIENCE_SECONDS,
        socket_connect_timeout=_PATIENCE_SECONDS,
    )
    # Its own thread: the worker's loop may be busy, and a fork must not share the connection.
    threading.Thread(target=_keep_watch, args=(client,), name="left-behind", daemon=True).start()


@worker_shutdown.connect(weak=False)
def _end(**_: object) -> None:
    # Nothing is taken off the list: what could not be given back in order is still found by the others.
    _Me.ended.set()
