"""The one writer of touches in a process: all that arrive while a commit runs share the next one.

A caller of `record` is answered when its touch is stored. While PostgreSQL is away a touch waits elsewhere
(waiting_touches.py), safe before the caller is answered, and is stored when PostgreSQL is back.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import structlog

from infra.errors import ServiceUnavailable
from infra.group_commit import GroupCommit
from infra.metrics import TOUCHES_PARKED
from infra.postgres_away import TRY_AGAIN
from services.sharing.record_touches import Touch
from services.sharing.store_touches import BrandsTouch, store_touches
from services.sharing.store_waiting_touches import store_waiting_touches
from services.sharing.waiting_touches import park

log = structlog.get_logger(__name__)

# Called once: with None when the touch is safe, else with why it is not.
Answer = Callable[[BaseException | None], None]
LARGEST_BATCH = 2_000
MOST_PENDING = 20_000
_RETRY_SECONDS = 1


class TooManyTouches(ServiceUnavailable):
    """More links are opened than can be written, and memory is bounded."""

    code = "too_many_touches"
    title = "Too many people at once; please try again"
    title_zh = "访问人数过多，请稍后重试"
    detail = "Open the link again in a few seconds."
    detail_zh = "请几秒后重新打开链接。"


class TouchWriter:
    """Lives in one event loop at a time. No task of it is left while nothing is to be done."""

    def __init__(self) -> None:
        self._pending: list[tuple[BrandsTouch, Answer]] = []
        self._writing: asyncio.Task[None] | None = None
        self._emptying: asyncio.Task[None] | None = None
        self._more_waits = False
        self._commit = GroupCommit()
        self._try_again_at = 0

    @property
    def database_away(self) -> bool:
        """PostgreSQL did not answer a moment ago: nobody should wait for it now."""
        return time.monotonic_ns() < self._try_again_at

    async def record(self, brand_id: UUID, touch: Touch) -> None:
        """Store the touch; returns when it is safe. Raises TooManyTouches, TouchesLost."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def answer(error: BaseException | None) -> None:
            # A caller that was cancelled meanwhile waits no more.
            if stored.done():
                return
            if error is None:
                stored.set_result(None)
            elif isinstance(error, Exception):
                stored.set_exception(error)
            else:
                stored.cancel()

        self.put(brand_id, touch, answer)
        await stored

    def put(self, brand_id: UUID, touch: Touch, answer: Answer) -> None:
        """Store the touch with the next commit and call `answer` then: for a caller that has no task to wait in. Raises
        TooManyTouches."""
        if len(self._pending) >= MOST_PENDING:
            raise TooManyTouches
        self._pending.append((BrandsTouch(brand_id, touch), answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_pending())

    def store_what_waits(self) -> None:
        """As soon as PostgreSQL takes it: of this process, and of those that died."""
        # What came to wait while some was being stored may have been missed by that, and nobody else may take the file
        # that this process writes.
        self._more_waits = True
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._store_what_waits())

    async def close(self) -> None:
        """Everybody who waits is answered first. What waits elsewhere stays there for the next process."""
        if self._writing is not None:
            await self._writing
        emptying, self._emptying = self._emptying, None
        if emptying is not None:
            emptying.cancel()
            with suppress(asyncio.CancelledError):
                await emptying
        self._commit.close_now()

    async def _write_pending(self) -> None:
        while self._pending:
            batch, self._pending = self._pending[:LARGEST_BATCH], self._pending[LARGEST_BATCH:]
            try:
                refused = await self._keep([each for each, _ in batch])
            except Exception as error:
                refused = {each.touch.id: error for each, _ in batch}
            except BaseException as error:
                for _, answer in batch:
                    answer(error)
                raise
            for each, answer in batch:
                try:
                    answer(refused.get(each.touch.id) if refused else None)
                except Exception as error:
                    # Whatever befell one caller, the others of its commit are answered.
                    log.error("touch_not_answered", exc_info=error)

    async def _keep(self, touches: list[BrandsTouch]) -> dict[UUID, Exception]:
        if not self.database_away:
            try:
                return await store_touches(self._commit, touches)
            except TRY_AGAIN as error:
                self._try_again_at = time.monotonic_ns() + _RETRY_SECONDS * 10**9
                log.warning("touches_wait", reason=type(error).__name__, count=len(touches))
        await park(touches)
        TOUCHES_PARKED.inc(len(touches))
        self.store_what_waits()
        return {}

    async def _store_what_waits(self) -> None:
        while self._more_waits:
            self._more_waits = False
            try:
                count = await store_waiting_touches()
            except Exception as error:
                if not isinstance(error, TRY_AGAIN):
                    log.error("waiting_touches_kept", exc_info=error)
                self._more_waits = True
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                if count:
                    log.info("waiting_touches_stored", count=count)


class _Process:
    writer: TouchWriter | None = None


def touch_writer() -> TouchWriter:
    """This process's writer."""
    if _Process.writer is None:
        _Process.writer = TouchWriter()
    return _Process.writer
