"""Reads on a real streaming replica, made by pg_basebackup: who wrote sees it, others may see what was; a replica that
falls behind or away is passed by, and stands in when the primary is away."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from infra import replica
from infra.database import Tx, close_database, open_database, transact
from infra.embedded import leash
from infra.embedded.data_folder import DataFolder, private_folder
from infra.embedded.postgres import SERVICE, EmbeddedPostgres
from infra.embedded.programs import postgres_programs
from infra.embedded.system_account import account_for
from infra.ids import new_id
from infra.postgres_away import means_away
from infra.replica import read
from infra.scope import Actor, Scope
from infra.settings import Settings
from tests.support.fresh_folder import fresh_folder

STREAMS = "wal_level = replica\nmax_wal_senders = 4\n"
_NOTES = "CREATE TABLE notes (said text); GRANT SELECT, INSERT ON notes TO storelet_service;\n"


@dataclass
class Pair:
    primary: EmbeddedPostgres
    folder: Path
    sockets: Path
    standby: "subprocess.Popen[bytes] | None" = None

    @property
    def read_url(self) -> str:
        password = self.primary.data.secrets().service_password
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{SERVICE}:{password}@/storelet?host={host}&port=5432"

    def start_standby(self) -> None:
        self.standby = leash.spawn(
            [
                postgres_programs() / "postgres",
                "-D",
                self.folder,
                "-c",
                f"unix_socket_directories={self.sockets}",
            ],
            log=self.folder.with_suffix(".log"),
            folder=self.folder,
            environment={"LC_ALL": "C", "TZ": "UTC"},
            account=account_for(self.primary.folder),
        )
        _until(lambda: self.tell_standby("SELECT pg_is_in_recovery()") == "t")

    def stop_standby(self) -> None:
        if self.standby is not None:
            leash.stop(self.standby)
            self.standby = None

    def tell_standby(self, statement: str) -> str:
        """As its superuser."""
        command = [
            postgres_programs() / "psql",
            "-XAtq",
            "-h",
            self.sockets,
            "-U",
            "postgres",
            "-c",
            statement,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else f"no: {done.stderr}"


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with fresh_folder() as folder:
        primary = EmbeddedPostgres(DataFolder(folder / "data"), lambda _: None, durable=False)
        primary.start()
        try:
            (primary.folder / "site.conf").write_text(STREAMS)
            account_for(primary.folder).own(primary.folder / "site.conf")
            with (primary.folder / "pg_hba.conf").open("a") as rules:
                rules.write("local replication postgres peer map=administrator\n")
            primary.stop()
            primary.start()
            primary.administer("\\connect storelet\n" + _NOTES)
            yield from _followed(primary, folder)
        finally:
            primary.stop()


def _followed(primary: EmbeddedPostgres, folder: Path) -> Iterator[Pair]:
    where, sockets = folder / "standby", folder / "run"
    command = [postgres_programs() / "pg_basebackup", "-h", primary.sockets, "-U", "postgres", "-D", where]
    subprocess.run([*command, "-R", "-X", "stream", "-c", "fast"], check=True, capture_output=True)
    account = account_for(primary.folder)
    private_folder(sockets, account)
    for path in (where, *where.rglob("*")):
        account.own(path)
    made = Pair(primary, where, sockets)
    try:
        made.start_standby()
        yield made
    finally:
        made.stop_standby()


def _until(holds: object) -> None:
    end = time.monotonic() + 180
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
async def scope(pair: Pair, database: Settings, own_redis: None) -> AsyncIterator[Scope]:
    """Somebody of a brand, in a process that was given the replica."""
    await close_database()
    await open_database(pair.primary.url(SERVICE), read_url=pair.read_url)
    replica._Process.horizon = replica.Horizon()
    try:
        yield somebody(Scope(brand_id=new_id()))
    finally:
        await close_database()
        await open_database(database.database_url)


def somebody(scope: Scope) -> Scope:
    return scope.acting_as(Actor("account", new_id()))


async def seen(tx: Tx) -> tuple[bool, int]:
    """Whether a replica answers, and how many notes there are."""
    row = await tx.fetchrow("SELECT pg_is_in_recovery(), (SELECT count(*)::int FROM notes)")
    assert row is not None
    return row[0], row[1]


async def note(scope: Scope) -> None:
    await transact(scope, lambda tx: tx.execute("INSERT INTO notes VALUES ('x')"))


async def reaches(scope: Scope, wanted: tuple[bool, int]) -> None:
    end = time.monotonic() + 60
    while (found := await read(scope, seen)) != wanted:
        assert time.monotonic() < end, found
        await asyncio.sleep(0.05)


async def test_who_wrote_sees_it_at_once_and_others_soon(pair: Pair, scope: Scope) -> None:
    before = (await read(scope, seen))[1]
    await reaches(scope, (True, before))
    pair.tell_standby("SELECT pg_wal_replay_pause()")
    try:
        await note(scope)
        assert await read(scope, seen) == (False, before + 1)
        # Another process that answers the same person knows it from Redis.
        replica._Process.horizon = replica.Horizon()
        assert await read(scope, seen) == (False, before + 1)
    finally:
        pair.tell_standby("SELECT pg_wal_replay_resume()")
    await reaches(scope, (True, before + 1))


async def test_others_may_see_what_was_but_not_for_long(
    pair: Pair, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = somebody(scope)
    before = (await read(other, seen))[1]
    await reaches(other, (True, before))
    pair.tell_standby("SELECT pg_wal_replay_pause()")
    try:
        await note(scope)
        assert await read(other, seen) == (True, before)
        # Seconds later the replica is too far behind to be read at all.
        monkeypatch.setattr(replica, "STALE_SECONDS", -1)
        monkeypatch.setattr(replica, "_ASKED_EVERY_SECONDS", 0)
        await reaches(other, (False, before + 1))
    finally:
        pair.tell_standby("SELECT pg_wal_replay_resume()")


@pytest.mark.usefixtures("redis_away")
async def test_where_nobody_can_say_what_the_caller_wrote_the_primary_is_read(scope: Scope) -> None:
    assert (await read(scope, seen))[0] is False


async def test_a_replica_that_is_away_is_passed_by_and_one_whose_primary_is_away_serves(
    pair: Pair, scope: Scope
) -> None:
    await note(scope)
    count = (await read(scope, seen))[1]
    other = somebody(scope)
    await reaches(other, (True, count))
    pair.primary.stop()
    try:
        assert await read(other, seen) == (True, count)
        with pytest.raises(Exception) as caught:  # noqa: PT011 - any of many, judged below
            await note(scope)
        assert means_away(caught.value)
    finally:
        pair.primary.start()
    pair.stop_standby()
    try:
        end = time.monotonic() + 60
        # From then on it is not asked again for every read.
        while not replica.horizon().paused_until:
            assert await read(other, seen) == (False, count)
            assert time.monotonic() < end
    finally:
        pair.start_standby()
