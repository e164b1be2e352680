"""A wire between two hosts, and a balancer in front of some: both pass bytes on and understand none."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import httpx

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], Awaitable[Streams]]


class Relay:
    """`cut` is a cable that was pulled: nothing arrives, nothing is refused, nobody is told."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._flows = asyncio.Event()
        self._flows.set()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def listen(self, address: str) -> int:
        """The port on which it listens there."""
        self._server = await asyncio.start_server(self._serve, address, 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def cut(self) -> None:
        self._flows.clear()

    def mend(self) -> None:
        self._flows.set()

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        writers = [writer]
        try:
            await self._flows.wait()
            there, back = await self._dial()
            writers.append(back)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, back))
                both.create_task(self._pass(there, writer))
        except (OSError, ExceptionGroup, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            for each in writers:
                with suppress(Exception):
                    each.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._flows.wait()
            writer.write(data)
            await writer.drain()
        # One end hung up: so does the other.
        raise ConnectionError


class Balancer(Relay):
    """In front of hosts, by turns; one that does not say that it can serve is left out until it does."""

    def __init__(self) -> None:
        super().__init__(self._next)
        self.serving: set[tuple[str, int]] = set()
        self.passed: dict[tuple[str, int], int] = {}
        self._turns = itertools.count()
        self._watches: list[asyncio.Task[None]] = []

    def look_after(self, hosts: Sequence[tuple[str, int]]) -> None:
        self.passed = dict.fromkeys(hosts, 0)
        self._watches = [asyncio.create_task(self._watch(host)) for host in hosts]

    async def close(self) -> None:
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        await super().close()

    async def _watch(self, host: tuple[str, int]) -> None:
        async with httpx.AsyncClient(timeout=2) as client:
            while True:
                try:
                    well = (await client.get(f"http://{host[0]}:{host[1]}/readyz")).status_code == 200
                except httpx.HTTPError:
                    well = False
                (self.serving.add if well else self.serving.discard)(host)
                await asyncio.sleep(0.2)

    async def _next(self) -> Streams:
        able = [host for host in self.passed if host in self.serving]
        if not able:
            raise ConnectionError("no host can serve")
        host = able[next(self._turns) % len(able)]
        self.passed[host] += 1
        return await asyncio.open_connection(*host)
