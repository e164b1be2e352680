"""Touches that wait until PostgreSQL is back: in a Redis stream that any host may empty, and in a file of this host.

Both, not one or the other: the stream outlives the host, the file outlives Redis, and what is delivered twice is stored
once (a touch got its id when its link was opened).
"""

import asyncio
import time
from collections.abc import Sequence
from typing import cast

import msgspec
import structlog

from infra.errors import ServiceUnavailable
from infra.redis import REDIS_AWAY, redis_client
from infra.settings import current_settings
from infra.spool import Spool
from services.sharing.store_touches import BrandsTouch

log = structlog.get_logger(__name__)

STREAM = "storelet:touches"
# Entries hold what was to be committed together. Beyond these the oldest leave the stream: Redis' memory is not the
# disk, and the files have them all.
_MOST_ENTRIES = 20_000
_PATIENCE_SECONDS = 1
_REDIS_PAUSE_SECONDS = 1

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[BrandsTouch])


class TouchesLost(ServiceUnavailable):
    """Neither Redis nor the disk took them: whoever opened the link must not be answered as if they were kept."""

    code = "touches_lost"
    title = "The link cannot be opened at the moment"
    title_zh = "链接暂时无法打开"
    detail = "Open the link again in a few seconds."
    detail_zh = "请几秒后重新打开链接。"


class _Process:
    spool: Spool | None = None
    redis_again_at = 0


async def park(touches: Sequence[BrandsTouch]) -> None:
    """Keep them on the disk and in Redis. Raises TouchesLost where neither took them."""
    line = _encoder.encode(touches)
    on_disk, in_redis = await asyncio.gather(asyncio.to_thread(_append, line), _add(line))
    if not on_disk and not in_redis:
        raise TouchesLost


def spool() -> Spool:
    """This process's spool, in the data folder."""
    folder = current_settings().data / "touches"
    if _Process.spool is None or _Process.spool.folder != folder:
        _Process.spool = Spool(folder)
    return _Process.spool


def set_aside(touches: Sequence[BrandsTouch]) -> None:
    """Keep what PostgreSQL refused for somebody to look at (*.refused in the data folder). Raises OSError."""
    spool().set_aside(_encoder.encode(touches))


def _append(line: bytes) -> bool:
    try:
        spool().append(line)
    except OSError as error:
        log.error("touches_not_spooled", reason=str(error))
        return False
    return True


async def _add(line: bytes) -> bool:
    if time.monotonic_ns() < _Process.redis_again_at:
        return False
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await redis_client().xadd(STREAM, {"t": line}, maxlen=_MOST_ENTRIES, approximate=True)
    except (*REDIS_AWAY, TimeoutError, RuntimeError) as error:
        # Not asked for every touch while it is away: each would wait for its patience.
        _Process.redis_again_at = time.monotonic_ns() + _REDIS_PAUSE_SECONDS * 10**9
        log.warning("touches_not_streamed", reason=type(error).__name__)
        return False
    return True


def read_line(line: bytes) -> list[BrandsTouch]:
    """What `park` wrote; nothing, with a word in the log, where it cannot be read."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        log.error("waiting_touches_unreadable", reason=str(error), length=len(line))
        return []


async def read_stream(most: int) -> list[tuple[bytes, list[BrandsTouch]]]:
    """The oldest entries of the stream; none while Redis is away. They stay until `forget_entries`: a reader that dies
    loses none, and two readers store each touch once."""
    try:
        # The client's own types allow for text and for servers of another protocol; ours answers bytes.
        entries = cast(
            "list[tuple[bytes, dict[bytes, bytes]]]", await redis_client().xrange(STREAM, count=most)
        )
    except (*REDIS_AWAY, RuntimeError):
        return []
    return [(entry_id, read_line(fields[b"t"])) for entry_id, fields in entries]


async def forget_entries(entry_ids: Sequence[bytes]) -> bool:
    """They are stored. False while Redis is away: they stay, to be stored once more without effect."""
    try:
        await redis_client().xdel(STREAM, *entry_ids)
    except REDIS_AWAY as error:
        log.warning("waiting_touches_kept", reason=type(error).__name__)
        return False
    return True
