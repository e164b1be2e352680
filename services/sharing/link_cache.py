"""Links that this process remembers, so that opening one asks PostgreSQL nothing.

PostgreSQL tells every process of a change in the transaction of the change (migrations, `storelet_tell_of_links`); the
process that makes one forgets at once, before it answers. Only a process that listens answers from memory; one that
does not (its connection was cut, it is no server) looks each time, and falls back on memory while PostgreSQL is away.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

import msgspec
import structlog

from infra.database import connect_beside_the_pool
from infra.metrics import LINK_LOOKUPS
from infra.postgres_away import POSTGRES_AWAY
from services.sharing.link_facts import LinkFacts, read_link

log = structlog.get_logger(__name__)

MOST_LINKS = 20_000
# Changes are told; this bounds how long a word that never came would be missed.
_KEPT_NS = 30 * 10**9
_NEVER = -_KEPT_NS
_HEARTBEAT_SECONDS = 5
_PAUSE_SECONDS = 1
_CHANNEL = "storelet_links"


class _Entry(msgspec.Struct):
    facts: LinkFacts
    read_at: int


class LinkCache:
    """Lives in one event loop at a time."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._reading: dict[str, asyncio.Task[LinkFacts | None]] = {}
        self._changes = 0
        self.listening = False

    def fresh(self, code: str) -> LinkFacts | None:
        """The link from memory, if memory may be believed."""
        entry = self._entries.get(code)
        if entry is None or not self.listening or time.monotonic_ns() - entry.read_at > _KEPT_NS:
            return None
        self._entries.move_to_end(code)
        return entry.facts

    async def find(self, code: str, *, away: Callable[[], bool]) -> LinkFacts | None:
        """The link, read unless memory is fresh; None where there is none. While PostgreSQL is away what is remembered
        counts, however old; raises what PostgreSQL raised where nothing is. `away` says that it was a moment ago."""
        facts = self.fresh(code)
        if facts is not None:
            LINK_LOOKUPS.labels("memory").inc()
            return facts
        old = self._entries.get(code)
        if old is not None and away():
            LINK_LOOKUPS.labels("stale").inc()
            return old.facts
        try:
            found = await self._read_once(code)
        except POSTGRES_AWAY:
            if old is None:
                raise
            LINK_LOOKUPS.labels("stale").inc()
            return old.facts
        LINK_LOOKUPS.labels("database").inc()
        return found

    async def _read_once(self, code: str) -> LinkFacts | None:
        """A link that a thousand people open at once is read once. Nobody's leaving ends the reading for others."""
        reading = self._reading.get(code)
        if reading is None:
            reading = asyncio.create_task(self._read(code))
            self._reading[code] = reading
            reading.add_done_callback(lambda _: self._reading.pop(code, None))
        return await asyncio.shield(reading)

    async def _read(self, code: str) -> LinkFacts | None:
        before = self._changes
        facts = await read_link(code)
        # Told of a change while it was read: what was read may be of before.
        if before != self._changes:
            return await read_link(code)
        if facts is None:
            self._entries.pop(code, None)
            return None
        self._entries[code] = _Entry(facts, time.monotonic_ns())
        self._entries.move_to_end(code)
        if len(self._entries) > MOST_LINKS:
            self._entries.popitem(last=False)
        return facts

    def forget(self, *, code: str = "", link_id: UUID | None = None, brand_id: UUID | None = None) -> None:
        """A link, or all of a brand, changed. It is kept for the time that PostgreSQL is away, and believed no more."""
        self._changes += 1
        if code:
            entry = self._entries.get(code)
            if entry is not None:
                entry.read_at = _NEVER
            return
        for entry in self._entries.values():
            if link_id == entry.facts.link_id or brand_id == entry.facts.brand_id:
                entry.read_at = _NEVER

    def forget_all(self) -> None:
        """Words may have been missed."""
        self._changes += 1
        for entry in self._entries.values():
            entry.read_at = _NEVER

    async def listen(self, on_host: Callable[[str], None]) -> None:
        """Hear of changes until cancelled, connecting again whenever the connection breaks. `on_host` hears of host
        names of brands' own."""

        def told(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            what, _, which = str(payload).partition(" ")
            if what == "link":
                self.forget(code=which)
            elif what == "brand":
                self.forget(brand_id=UUID(which))
            else:
                on_host(which)

        while True:
            try:
                await self._listen_once(told, on_host)
            except POSTGRES_AWAY as error:
                log.warning("links_not_listened", reason=type(error).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen_once(self, told: Callable[..., None], on_host: Callable[[str], None]) -> None:
        connection = await connect_beside_the_pool()
        ended = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: ended.set())
            await connection.add_listener(_CHANNEL, told)
            # What was said before is not known.
            self.forget_all()
            on_host("")
            self.listening = True
            # A cut network says nothing: a connection that does not answer is taken for broken.
            while not await _is_set_within(ended, _HEARTBEAT_SECONDS):
                await connection.fetchval("SELECT 1", timeout=_HEARTBEAT_SECONDS)
        finally:
            self.listening = False
            connection.terminate()


async def _is_set_within(event: asyncio.Event, seconds: int) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


class _Process:
    cache: LinkCache | None = None


def link_cache() -> LinkCache:
    """This process's links."""
    if _Process.cache is None:
        _Process.cache = LinkCache()
    return _Process.cache
