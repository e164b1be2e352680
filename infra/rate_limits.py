"""How often somebody may do something, counted in Redis for all processes together.

The generic cell rate algorithm: one key holds when the allowance will be whole again, so a burst of `times` is let
through, after that one each `seconds / times`; no window's edge lets twice as many in. Redis' clock counts, for the
hosts' may differ.

While Redis is away, a limit with `guards_secret` (log-in, second factor) is counted in this process instead: brute
force stays slow, at worst by the number of processes faster. Any other limit lets everything through: it protects
comfort, and the shop must go on selling.
"""

import math
import time
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256

import structlog
from msgspec import Struct

from infra.errors import TooManyRequests
from infra.redis import REDIS_AWAY, redis_client

log = structlog.get_logger()

# KEYS[1] when the allowance is whole again; ARGV: microseconds between two, microseconds of a full burst.
# Answers 0, or the microseconds to wait.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + ARGV[1]
local early = whole - now - ARGV[2]
if early > 0 then return early end
redis.call('SET', KEYS[1], string.format('%.0f', whole), 'PX', math.ceil((whole - now) / 1000))
return 0
"""
# The same look without taking.
_LOOK = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local early = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + ARGV[1] - now - ARGV[2]
return math.max(early, 0)
"""
_REMEMBERED = 10_000


class RateLimit(Struct, frozen=True):
    """At most `times` in `seconds`, at once or spread. `guards_secret`: counted even while Redis is away."""

    name: str
    times: int
    seconds: int
    guards_secret: bool = False


async def take(limit: RateLimit, *subject: object) -> None:
    """Count one for the subject (brand, address, account …). Raises TooManyRequests with the seconds to wait."""
    key, step = _key(limit, *subject), _step(limit)
    try:
        wait = int(await redis_client().eval(_TAKE, 1, key, str(step), str(step * limit.times)))
    except REDIS_AWAY as error:
        if not limit.guards_secret:
            return
        log.warning("rate_limit_in_process", limit=limit.name, reason=type(error).__name__)
        wait = _take_here(key, step, limit.times)
    if wait > 0:
        raise TooManyRequests(retry_after=max(1, math.ceil(wait / 1_000_000)))


async def count(limit: RateLimit, *subject: object) -> None:
    """Count one for the subject without refusing anything: what follows is (`refuse_if_spent`)."""
    with suppress(TooManyRequests):
        await take(limit, *subject)


async def refuse_if_spent(limit: RateLimit, *subject: object) -> None:
    """Raise TooManyRequests where the subject's allowance is used up; nothing is counted."""
    key, step = _key(limit, *subject), _step(limit)
    try:
        wait = int(await redis_client().eval(_LOOK, 1, key, str(step), str(step * limit.times)))
    except REDIS_AWAY:
        return
    if wait > 0:
        raise TooManyRequests(retry_after=max(1, math.ceil(wait / 1_000_000)))


def _key(limit: RateLimit, *subject: object) -> str:
    # Hashed: a subject may be a phone number, and Redis is no place for one.
    digest = sha256("\0".join(str(part) for part in subject).encode()).hexdigest()
    return f"limit:{limit.name}:{digest}"


def _step(limit: RateLimit) -> int:
    return limit.seconds * 1_000_000 // limit.times


_whole_at: OrderedDict[str, int] = OrderedDict()


def _take_here(key: str, step: int, times: int) -> int:
    """The same in this process's memory, for as many subjects as it remembers."""
    now = time.monotonic_ns() // 1000
    whole = max(_whole_at.pop(key, now), now)
    early = whole + step - now - step * times
    _whole_at[key] = whole if early > 0 else whole + step
    if len(_whole_at) > _REMEMBERED:
        _whole_at.popitem(last=False)
    return max(early, 0)
