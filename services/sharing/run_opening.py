"""What a process that opens links has running beside its requests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from services.sharing.link_cache import link_cache
from services.sharing.touch_writer import touch_writer


@asynccontextmanager
async def opening_links(on_host: Callable[[str], None]) -> AsyncIterator[None]:
    """Hear of changed links while the block runs, and store what waited before it began; at its end every touch that
    somebody waits for is written first. `on_host` hears of brands' own host names that changed, "" for all."""
    listening = asyncio.create_task(link_cache().listen(on_host))
    touch_writer().store_what_waits()
    try:
        yield
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await touch_writer().close()
