"""PostgreSQL is back: store the touches that waited in Redis and in files of this host."""

import asyncio
from collections.abc import Iterator

from infra.group_commit import GroupCommit
from infra.spool import SpoolFile
from services.sharing.store_touches import BrandsTouch, store_touches
from services.sharing.waiting_touches import forget_entries, read_line, read_stream, set_aside, spool

_BATCH = 2_000
_ENTRIES_AT_ONCE = 100


async def store_waiting_touches() -> int:
    """Store what waits, of this process and of those that died; how many there were. Safe at any moment, in many
    processes at once: what is stored already is stored once. What PostgreSQL will never take is set aside in a file.
    Raises one of TRY_AGAIN; what was not stored waits on."""
    commit = GroupCommit()
    try:
        return await _empty_files(commit) + await _empty_stream(commit)
    finally:
        commit.close_now()


async def _empty_files(commit: GroupCommit) -> int:
    count = 0
    files = await asyncio.to_thread(spool().take)
    while files:
        file = files[0]
        try:
            for batch in _batches(file):
                await _store(commit, batch)
                count += len(batch)
        except BaseException:
            for left in files:
                left.let_go()
            raise
        await asyncio.to_thread(file.remove)
        del files[0]
    return count


async def _store(commit: GroupCommit, touches: list[BrandsTouch]) -> None:
    """Each had its answer already: what is refused is not thrown away with the place where it waited."""
    refused = await store_touches(commit, touches)
    if refused:
        await asyncio.to_thread(set_aside, [each for each in touches if each.touch.id in refused])


def _batches(file: SpoolFile) -> Iterator[list[BrandsTouch]]:
    batch: list[BrandsTouch] = []
    for line in file.lines():
        batch += read_line(line)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _empty_stream(commit: GroupCommit) -> int:
    count = 0
    while entries := await read_stream(_ENTRIES_AT_ONCE):
        touches = [each for _, batch in entries for each in batch]
        if touches:
            await _store(commit, touches)
        count += len(touches)
        if not await forget_entries([entry_id for entry_id, _ in entries]):
            break
    return count
