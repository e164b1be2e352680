"""Touches that arrive together share a commit; while PostgreSQL is away they wait, and are stored once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import asyncpg
import msgspec
import pytest
from redis.asyncio import Redis

from infra.group_commit import GroupCommit, Work
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import Settings, use_settings
from services.sharing import touch_writer as module
from services.sharing import waiting_touches
from services.sharing.record_touches import Touch
from services.sharing.store_touches import BrandsTouch, store_touches
from services.sharing.store_waiting_touches import store_waiting_touches
from services.sharing.touch_writer import MOST_PENDING, TooManyTouches, TouchWriter
from services.sharing.waiting_touches import STREAM, TouchesLost, read_line, spool
from tests.support.world import make_brand, rows, value

COUNT = "SELECT count(*) FROM touches WHERE brand_id = $1"


def touch(scope: Scope, **more: object) -> Touch:
    said = {"kind": "click", "channel": "wechat", **more}
    return Touch(new_id(), scope.clock.now(), new_id(), new_id(), new_id(), new_id(), **said)


class CountingCommit(GroupCommit):
    """The real one, which counts its commits, and fails while it is told to."""

    commits = 0
    away = False

    async def run(self, parts: Sequence[tuple[Scope, Work]]) -> None:
        if self.away:
            raise ConnectionRefusedError
        await super().run(parts)
        self.commits += 1


@pytest.fixture
def commit(database: Settings, tmp_path: Path) -> AsyncIterator[CountingCommit]:
    # A data folder of the test's own: what waits there is nobody else's.
    use_settings(msgspec.structs.replace(database, data=tmp_path))
    waiting_touches._Process.redis_again_at = 0
    yield CountingCommit()
    use_settings(database)


@pytest.fixture
async def writer(commit: CountingCommit, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TouchWriter]:
    # What waits is stored when the test says so.
    monkeypatch.setattr(TouchWriter, "store_what_waits", lambda self: None)
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0)
    made = TouchWriter()
    made._commit = commit
    yield made
    await made.close()


@pytest.fixture
async def stream(own_redis: None, redis_client: Redis) -> AsyncIterator[Redis]:
    await redis_client.delete(STREAM)
    yield redis_client
    await redis_client.delete(STREAM)


async def test_what_arrives_together_is_one_commit_each_brand_in_its_scope(
    writer: TouchWriter, commit: CountingCommit
) -> None:
    brands = [await make_brand() for _ in range(3)]
    await asyncio.gather(*(writer.record(b.brand_id, touch(b)) for _ in range(20) for b in brands))
    assert [await value(brand, COUNT) for brand in brands] == [20, 20, 20]
    assert [await value(b, "SELECT count(*) FROM visitors WHERE brand_id = $1") for b in brands] == [20] * 3
    assert commit.commits == 1


async def test_a_touch_that_cannot_be_stored_keeps_no_other_out(writer: TouchWriter) -> None:
    brand = await make_brand()
    good, bad = touch(brand), touch(brand, channel="Not A Channel \x00")
    done = await asyncio.gather(
        *(writer.record(brand.brand_id, each) for each in (good, bad)), return_exceptions=True
    )
    assert done[0] is None
    assert isinstance(done[1], Exception)
    assert await rows(brand, "SELECT id FROM touches WHERE brand_id = $1") == [(good.id,)]


async def test_while_postgresql_is_away_they_wait_in_redis_and_on_the_disk_and_are_stored_once(
    writer: TouchWriter, commit: CountingCommit, stream: Redis
) -> None:
    one, other = await make_brand(), await make_brand()
    commit.away = True
    await asyncio.gather(*(writer.record(b.brand_id, touch(b)) for _ in range(5) for b in (one, other)))
    assert await value(one, COUNT) == 0
    assert await stream.xlen(STREAM) == 1
    assert len(list(spool().folder.glob("*.spool"))) == 1
    # Both copies, by two who empty at once.
    counts = await asyncio.gather(store_waiting_touches(), store_waiting_touches())
    assert sum(counts) >= 20
    assert [await value(brand, COUNT) for brand in (one, other)] == [5, 5]
    assert await stream.xlen(STREAM) == 0
    assert list(spool().folder.iterdir()) == []


async def test_redis_away_too_the_disk_keeps_them(
    writer: TouchWriter, commit: CountingCommit, redis_away: None
) -> None:
    brand = await make_brand()
    commit.away = True
    for _ in range(3):
        await writer.record(brand.brand_id, touch(brand))
    (file,) = spool().folder.glob("*.spool")
    assert file.read_bytes().count(b"\n") == 3
    # A process that was killed in the middle of a line had promised nobody that one.
    with file.open("ab") as end:
        end.write(b'[{"brand_id": "half')
    assert await store_waiting_touches() == 3
    assert await value(brand, COUNT) == 3


async def test_the_file_of_a_process_that_died_is_taken_over(
    writer: TouchWriter, commit: CountingCommit, redis_away: None
) -> None:
    brand = await make_brand()
    commit.away = True
    await writer.record(brand.brand_id, touch(brand))
    (held,) = spool().folder.glob("*.spool")
    left = held.with_name(f"1-dead{held.suffix}")
    left.write_bytes(held.read_bytes())
    # Whoever comes next takes what nobody holds, and leaves what a process that lives has open.
    living, waiting_touches._Process.spool = spool(), None
    assert await store_waiting_touches() == 1
    assert (left.exists(), held.exists()) == (False, True)
    assert [file.path for file in living.take()] == [held]
    assert await value(brand, COUNT) == 1


async def test_what_comes_to_wait_while_others_are_stored_is_stored_too(
    commit: CountingCommit, redis_away: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand = await make_brand()
    writer = TouchWriter()
    writer._commit = commit
    commit.away = True
    calls = 0

    async def slow() -> int:
        nonlocal calls
        calls += 1
        count = await store_waiting_touches()
        if calls == 1:
            await writer.record(brand.brand_id, touch(brand))
        return count

    monkeypatch.setattr(module, "store_waiting_touches", slow)
    await writer.record(brand.brand_id, touch(brand))
    assert writer._emptying is not None
    await writer._emptying
    assert (calls, await value(brand, COUNT)) == (2, 2)
    await writer.close()


async def test_what_postgresql_refuses_when_it_is_back_is_set_aside_for_somebody_to_look_at(
    writer: TouchWriter, commit: CountingCommit, redis_away: None
) -> None:
    brand = await make_brand()
    good, bad = touch(brand), touch(brand, channel="Not A Channel \x00")
    commit.away = True
    await asyncio.gather(*(writer.record(brand.brand_id, each) for each in (good, bad)))
    await store_waiting_touches()
    assert await rows(brand, "SELECT id FROM touches WHERE brand_id = $1") == [(good.id,)]
    (aside,) = spool().folder.iterdir()
    assert aside.suffix == ".refused"
    assert [each.touch for each in read_line(aside.read_bytes())] == [bad]


@pytest.mark.parametrize("error", [asyncpg.DeadlockDetectedError("x"), asyncpg.LockNotAvailableError("x")])
async def test_what_postgresql_gives_up_for_the_moment_is_tried_again_whole(error: Exception) -> None:
    brand = await make_brand()

    class GivesUp(GroupCommit):
        async def run(self, parts: Sequence[tuple[Scope, Work]]) -> None:
            raise error

    with pytest.raises(type(error)):
        await store_touches(GivesUp(), [BrandsTouch(brand.brand_id, touch(brand)) for _ in range(2)])


async def test_nowhere_to_keep_it_is_said(
    writer: TouchWriter, commit: CountingCommit, redis_away: None, database: Settings, tmp_path: Path
) -> None:
    brand = await make_brand()
    commit.away = True
    (tmp_path / "file").write_text("")
    use_settings(msgspec.structs.replace(database, data=tmp_path / "file"))
    with pytest.raises(TouchesLost):
        await writer.record(brand.brand_id, touch(brand))


async def test_a_stop_writes_what_somebody_waits_for_first(
    writer: TouchWriter, commit: CountingCommit
) -> None:
    brand = await make_brand()
    waiting = [asyncio.create_task(writer.record(brand.brand_id, touch(brand))) for _ in range(30)]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*waiting)
    assert await value(brand, COUNT) == 30


async def test_memory_is_bounded(writer: TouchWriter) -> None:
    brand = await make_brand()
    writer._pending = [None] * MOST_PENDING  # type: ignore[list-item]
    with pytest.raises(TooManyTouches):
        await writer.record(brand.brand_id, touch(brand))
    writer._pending = []
