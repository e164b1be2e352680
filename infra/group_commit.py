"""One commit for work of several brands that arrived together, by a connection kept for nothing else.

`infra.database.transact` serves one caller and one brand. What many callers bring at the same moment (touches) shares a
database transaction here: each brand's statements run with that brand's name for row level security, and all of it is
committed or none.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import asyncpg

from infra.database import Tx, connect_beside_the_pool
from infra.scope import Scope

PATIENCE_SECONDS = 5

Work = Callable[[Tx], Awaitable[object]]


@dataclass
class GroupCommit:
    """Not for two callers at once: they would share one database transaction."""

    _connection: "asyncpg.Connection[asyncpg.Record] | None" = None
    _loop: "asyncio.AbstractEventLoop | None" = field(default=None, repr=False)

    async def run(self, parts: Sequence[tuple[Scope, Work]]) -> None:
        """Commit all parts, each in its brand's scope. Raises one of POSTGRES_AWAY where it cannot be known whether it
        was done: the caller does it again, in a way that changes nothing twice."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._run(await self._connected(), parts)
        except BaseException:
            # Whatever it was, an open transaction goes with its connection.
            self.close_now()
            raise

    async def _run(
        self, connection: "asyncpg.Connection[asyncpg.Record]", parts: Sequence[tuple[Scope, Work]]
    ) -> None:
        begin = "BEGIN; "
        for scope, work in parts:
            # A UUID's own text: nothing in it to escape, and one turn to the server less.
            await connection.execute(f"{begin}SET LOCAL storelet.brand_id = '{scope.brand_id}'")
            begin = ""
            await work(Tx(scope=scope, now=scope.clock.now(), connection=connection))
        await connection.execute("COMMIT")

    async def _connected(self) -> "asyncpg.Connection[asyncpg.Record]":
        loop = asyncio.get_running_loop()
        if self._connection is None or self._connection.is_closed() or self._loop is not loop:
            self._connection = await connect_beside_the_pool()
            self._loop = loop
        return self._connection

    def close_now(self) -> None:
        """Without a word to the server, which notices by itself."""
        connection, self._connection = self._connection, None
        if connection is not None and self._loop is not None and not self._loop.is_closed():
            connection.terminate()
