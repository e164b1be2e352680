"""What arrives while a batch is worked at shares the next one: many callers, one set of statements."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Gathering(Generic[Item, Result]):
    """Lives in one event loop. `work` takes a batch and says for each item, in order, what became of it or what it
    raised.

    A lone caller waits for nobody: its batch begins at once. A caller that leaves does not take its item back.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        largest: int,
    ) -> None:
        self._work = work
        self._largest = largest
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        return self._running is None

    async def add(self, item: Item) -> Result:
        """What became of the item. Raises what its work raised."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._run_one()
        finally:
            # In the same step as its last answers: whoever gets one finds it idle.
            self._running = None

    async def _run_one(self) -> None:
        batch, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as error:
            results = [error] * len(batch)
        except BaseException:
            for _, done in batch:
                done.cancel()
            raise
        for (_, done), result in zip(batch, results, strict=True):
            # A caller that left meanwhile waits no more.
            if done.done():
                continue
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                done.set_result(result)
