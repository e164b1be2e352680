"""Callers that each wait for their answer before they ask again: our own small load generator, for requests that differ
from each other and are signed (wrk repeats itself). It costs a tenth of what it measures."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

import uvloop


class _Caller(asyncio.Protocol):
    def __init__(self, todo: deque[bytes], answers: Counter[bytes], over: asyncio.Future[None]) -> None:
        self._todo, self._answers, self.over = todo, answers, over
        self._read = b""

    def connection_made(self, transport: Any) -> None:
        self._transport: asyncio.Transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        if not end:
            return
        size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < size:
            return
        self._read = b""
        self._answers[head.split(b" ", 2)[1] + b" " + body] += 1
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(exc or ConnectionResetError("the server hung up"))

    def _ask(self) -> None:
        if self._todo:
            self._transport.write(self._todo.popleft())
        elif not self.over.done():
            self.over.set_result(None)
            self._transport.close()


def call(port: int, requests: Sequence[bytes], callers: int) -> tuple[float, Counter[bytes]]:
    """Send the requests by so many callers; requests a second, and the answers (status and body) counted."""

    async def run() -> tuple[float, Counter[bytes]]:
        loop = asyncio.get_running_loop()
        todo, answers = deque(requests), Counter[bytes]()
        over = [loop.create_future() for _ in range(callers)]
        began = time.perf_counter()
        for each in over:
            await loop.create_connection(lambda each=each: _Caller(todo, answers, each), "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.gather(*over)
        return len(requests) / (time.perf_counter() - began), answers

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())
