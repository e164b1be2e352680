"""Reads that may be some seconds old go to a replica, where the site has one (DATABASE_READ_URL).

A read goes to the primary all the same where it must: the caller has just written something that the replica has not
got yet, the replica is further behind than STALE_SECONDS, or it does not answer. While the primary is away the replica
is read as it is: a console that shows what was there a minute ago is more use than none.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from infra.database import Tx, has_replica, hear_of_writes, on_replica, read_directory, transact
from infra.postgres_away import means_away
from infra.redis import REDIS_AWAY, redis_client
from infra.scope import Scope

log = structlog.get_logger(__name__)
T = TypeVar("T")

STALE_SECONDS = 10
_PAUSE_SECONDS = 5
_ASKED_EVERY_SECONDS = 1
# Longer than any replica that is read at all may be behind.
_REMEMBERED_SECONDS = 120
_REMEMBERED_WRITERS = 10_000
# A server that follows nobody is itself a primary, and is never behind.
_REPLAYED = "SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0')::bigint END"
_WRITTEN = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint AS at"
# Past all logs: who wrote what nobody can place reads from the primary for a while.
_NOBODY_KNOWS = 2**62


class _Behind(Exception):
    """The replica has not got yet what this read must see."""


class Horizon:
    """Where the primary's log stood lately, and what each writer must see of it. One a process."""

    def __init__(self) -> None:
        self._stood: deque[tuple[float, int]] = deque(maxlen=60)
        self._wrote: OrderedDict[str, int] = OrderedDict()
        self.paused_until = 0.0

    async def least(self, scope: Scope) -> int:
        """How far a replica must have come for this caller; further than any can while Redis is away, for then other
        processes' word of what the caller wrote cannot be had."""
        await self._look()
        return max(self._required(time.monotonic()), await self._own(scope))

    def _required(self, now: float) -> int:
        known = [at for since, at in self._stood if since <= now - STALE_SECONDS]
        return known[-1] if known else self._stood[0][1] if self._stood else 0

    async def _look(self) -> None:
        now = time.monotonic()
        if self._stood and now < self._stood[-1][0] + _ASKED_EVERY_SECONDS:
            return
        try:
            at = (await read_directory(_WRITTEN))[0]["at"]
        except Exception as error:
            if not means_away(error):
                raise
            # Nothing new is known, so nothing new is asked of the replica; and not asked again for every read.
            at = self._stood[-1][1] if self._stood else 0
        self._stood.append((now, at))

    async def _own(self, scope: Scope) -> int:
        if scope.actor.account_id is None:
            return 0
        key = _key(scope)
        try:
            noted = await redis_client().get(key)
        except (*REDIS_AWAY, RuntimeError):
            return _NOBODY_KNOWS
        return max(int(noted or 0), self._wrote.get(key, 0))

    async def note(self, scope: Scope) -> None:
        """This caller has written: for every process that answers the caller next, how far the log stands now."""
        key = _key(scope)
        try:
            at = (await read_directory(_WRITTEN))[0]["at"]
        except Exception as error:
            if not means_away(error):
                raise
            at = _NOBODY_KNOWS
        self._wrote.pop(key, None)
        self._wrote[key] = at
        if len(self._wrote) > _REMEMBERED_WRITERS:
            self._wrote.popitem(last=False)
        try:
            await redis_client().set(key, at, ex=_REMEMBERED_SECONDS)
        except (*REDIS_AWAY, RuntimeError):
            # While it is away every process reads from the primary.
            pass


class _Process:
    horizon = Horizon()


def horizon() -> Horizon:
    """This process's."""
    return _Process.horizon


async def _heard(scope: Scope) -> None:
    await horizon().note(scope)


hear_of_writes(_heard)


async def read(scope: Scope, work: Callable[[Tx], Awaitable[T]], *, snapshot: bool = False) -> T:
    """Run `work`, which only reads, where rows of some seconds ago will do: as `transact`, on a replica if there is one
    that serves. What the caller itself wrote is always seen. Not for what decides over money or stock."""
    here = horizon()
    if has_replica() and time.monotonic() >= here.paused_until:
        try:
            least = await here.least(scope)
            return await on_replica(scope, lambda tx: _if_caught_up(tx, least, work))
        except _Behind:
            pass
        except Exception as error:
            if not means_away(error):
                raise
            here.paused_until = time.monotonic() + _PAUSE_SECONDS
            log.warning("replica_away", reason=type(error).__name__)
    return await transact(scope, work, snapshot=snapshot)


async def _if_caught_up(tx: Tx, least: int, work: Callable[[Tx], Awaitable[T]]) -> T:
    replayed = await tx.fetchval(_REPLAYED)
    if replayed is not None and replayed < least:
        raise _Behind
    return await work(tx)


def _key(scope: Scope) -> str:
    return f"wrote:{scope.brand_id}:{scope.actor.account_id}"
