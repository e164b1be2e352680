"""Redis: one client per process, opened beside the database. What it holds may be lost at any moment without harm to
the books: rate windows, caches, Celery's queue (which the outbox fills again)."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

# What any call may raise while Redis is away; callers have a plan for it.
REDIS_AWAY = (RedisError, OSError)

_PATIENCE_SECONDS = 2


class _Process:
    client: Redis | None = None


def open_redis(url: str) -> Redis:
    """Make this process's client. Nothing is sent yet: Redis may come up later."""
    if _Process.client is None:
        _Process.client = Redis.from_url(
            url,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            health_check_interval=30,
        )
    return _Process.client


def redis_client() -> Redis:
    """This process's client. Raises RuntimeError before `open_redis`."""
    if _Process.client is None:
        raise RuntimeError("Redis is used before open_redis()")
    return _Process.client


async def close_redis() -> None:
    client, _Process.client = _Process.client, None
    if client is not None:
        await client.aclose()
