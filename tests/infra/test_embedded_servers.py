"""The embedded PostgreSQL and Redis: made, started, stopped, found again, and what can be wrong with them."""

import asyncio
import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from infra.embedded import leash
from infra.embedded.data_folder import DataFolder, private_folder
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.programs import postgres_programs
from infra.embedded.redis import EmbeddedRedis
from infra.embedded.servers import servers_for_command, with_addresses
from infra.embedded.system_account import SystemAccount
from infra.settings import Settings, load_settings
from infra.setup_errors import AlreadyRunningError, DataFolderError, DiskFullError, ServerDownError
from tests.support.fresh_folder import fresh_folder


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A whole data folder in a path with spaces, stopped; each test leaves it whole and stopped again."""
    with fresh_folder() as folder:
        settings = load_settings({"STORELET_DATA": str(folder / "a shop 一店" / "data")})
        with servers_for_command(settings, _silent):
            pass
        yield settings.data


def _silent(_message: str) -> None:
    return None


def _settings(data: Path) -> Settings:
    return load_settings({"STORELET_DATA": str(data)})


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def _value(url: str, question: str) -> object:
    return asyncio.run(_ask(url, question))


def test_start_use_stop_start_again_keeps_what_was_written(data: Path) -> None:
    with servers_for_command(_settings(data), _silent) as up:
        assert _value(up.database_url, "SELECT current_user::text") == "storelet_service"
        assert _value(up.database_owner_url, "SELECT current_user::text") == "storelet_owner"
        _value(up.database_owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        with redis.Redis.from_url(up.redis_url) as client:
            client.set("kept", "yes")
        port = client.connection_pool.connection_kwargs["port"]
    for server in ("postgres", "redis"):
        assert not _live(data / server)
    with servers_for_command(_settings(data), _silent) as up:
        assert _value(up.database_owner_url, "SELECT answer FROM kept") == 42
        with redis.Redis.from_url(up.redis_url) as client:
            assert client.get("kept") == b"yes"
        assert client.connection_pool.connection_kwargs["port"] == port


def test_the_walls_around_the_embedded_servers(data: Path) -> None:
    with servers_for_command(_settings(data), _silent) as up:
        assert _value(up.database_url, "SHOW listen_addresses") == ""
        assert _value(up.database_url, "SHOW timezone") == "UTC"
        assert _value(up.database_url, "SHOW fsync") == "on"
        assert str(_value(up.database_url, "SELECT version()")).startswith("PostgreSQL 18.")
        rights = """SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
                    FROM pg_roles WHERE rolname = current_user"""
        for url in (up.database_url, up.database_owner_url):
            assert _value(url, rights) is False
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            _value(up.database_url, "SET ROLE storelet_owner")
        password = up.database_url.split(":")[2].split("@")[0]
        with pytest.raises(asyncpg.InvalidPasswordError):
            _value(up.database_url.replace(password, "guess"), "SELECT 1")
        with (
            pytest.raises(redis.exceptions.AuthenticationError),
            redis.Redis(port=int(up.redis_url.rsplit(":", 1)[1].split("/")[0])) as stranger,
        ):
            stranger.ping()
        for private in ("postgres", "redis", "run"):
            assert stat.S_IMODE((data / private).stat().st_mode) == 0o700
        assert stat.S_IMODE((data / "secrets.json").stat().st_mode) == 0o600
        for log in (data / "logs").glob("*.log"):
            assert stat.S_IMODE(log.stat().st_mode) == 0o600
        listening = [
            c for c in psutil.net_connections("tcp") if c.pid in _pids(data) and c.status == "LISTEN"
        ]
        assert {c.laddr[0] for c in listening} == {"127.0.0.1"}


def test_no_value_of_a_refused_row_reaches_the_log(data: Path) -> None:
    with servers_for_command(_settings(data), _silent) as up:
        _value(
            up.database_owner_url, "CREATE TABLE people (phone text UNIQUE CHECK (phone <> '+8613800000001'))"
        )
        _value(up.database_owner_url, "INSERT INTO people VALUES ('+8613800000000')")
        for phone in ("+8613800000000", "+8613800000001"):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                _value(up.database_owner_url, f"INSERT INTO people VALUES ('{phone}')")
        with pytest.raises(asyncpg.DuplicateObjectError):
            _value(
                up.database_owner_url,
                "ALTER TABLE people ADD CONSTRAINT people_phone_check CHECK ('hidden' <> '')",
            )
    log = (data / "logs" / "postgres.log").read_text()
    assert "people_phone_key" in log
    assert "+861380000000" not in log
    assert "hidden" not in log


def test_chinese_names_sort_by_code_point_on_every_machine(data: Path) -> None:
    with servers_for_command(_settings(data), _silent) as up:
        names = "SELECT string_agg(n, '' ORDER BY n) FROM unnest(ARRAY['黄','红','a','B','蓝','é']) AS n"
        assert _value(up.database_url, names) == "Baé红蓝黄"


def test_an_interrupted_first_start_is_made_again() -> None:
    with fresh_folder() as folder:
        data = DataFolder(folder / "data")
        data.make()
        making = data.path / "postgres.making"
        making.mkdir()
        (making / "PG_VERSION").write_text("18\n")
        said: list[str] = []
        postgres = EmbeddedPostgres(data, said.append, durable=False)
        with data.hold("command"):
            postgres.start()
            postgres.stop()
        assert "An earlier first start was interrupted; making the database again." in said
        assert not making.exists()
        assert (data.postgres / "global" / "pg_control").exists()


@pytest.mark.parametrize("part", ["PG_VERSION", "global/pg_control", "storelet.conf"])
def test_a_damaged_folder_is_left_alone_and_named(part: str, data: Path) -> None:
    lost, kept = data / "postgres" / part, data / "lost"
    lost.rename(kept)
    before = sorted((data / "postgres").rglob("*"))
    try:
        with pytest.raises(DataFolderError, match="is damaged: it has files, but not those") as caught:
            EmbeddedPostgres(DataFolder(data), _silent).start()
        assert "make reset" in caught.value.advice
        assert sorted((data / "postgres").rglob("*")) == before
    finally:
        kept.rename(lost)


def test_a_folder_of_another_version_is_left_alone_and_named(data: Path) -> None:
    version = data / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(DataFolderError, match="holds PostgreSQL 16; this is PostgreSQL 18"):
            EmbeddedPostgres(DataFolder(data), _silent).start()
    finally:
        version.write_text("18\n")


@pytest.mark.parametrize("name", ["深" * 40, "one, two"], ids=["long", "comma"])
def test_a_path_that_cannot_hold_a_socket_gets_a_short_private_one(name: str) -> None:
    with fresh_folder() as folder:
        data = DataFolder(folder / name / "data")
        postgres = EmbeddedPostgres(data, _silent, durable=False)
        with data.hold("command"):
            postgres.start()
            try:
                assert len(os.fsencode(postgres.sockets)) < 60
                assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
                assert _value(postgres.url("storelet_service"), "SELECT 1") == 1
            finally:
                postgres.stop()
                shutil.rmtree(postgres.sockets)


def test_a_socket_folder_that_somebody_else_put_there_first_is_refused(tmp_path: Path) -> None:
    account = SystemAccount("somebody", os.geteuid() + 1, os.getegid(), lowered=False)
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(DataFolderError, match="belongs to somebody else"):
        private_folder(tmp_path / "link", account)


def test_a_stale_pid_file_of_a_reused_number_is_no_obstacle(data: Path) -> None:
    # The number of a live process that is no PostgreSQL: this one.
    (data / "postgres" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{data / 'postgres'}\n1\n5432\n\n\n\nready\n"
    )
    (data / "redis.json").write_text(f'{{"port": 0, "pid": {os.getpid()}}}')
    with servers_for_command(_settings(data), _silent) as up:
        assert _value(up.database_url, "SELECT 1") == 1


def test_servers_that_a_killed_starter_left_behind_are_ended_first(data: Path) -> None:
    folder = DataFolder(data)
    said: list[str] = []
    left = [EmbeddedPostgres(folder, _silent), EmbeddedRedis(folder, _silent)]
    for server in left:
        server.start()
    pids = [server.process_id() for server in left]
    with servers_for_command(_settings(data), said.append) as up:
        assert _value(up.database_url, "SELECT 1") == 1
    assert said == [
        "An earlier run was killed; ending its PostgreSQL first …",
        "An earlier run was killed; ending its Redis first …",
    ]
    for server, pid in zip(left, pids, strict=True):
        server.stop()
        assert pid is not None
        assert not psutil.pid_exists(pid)


def test_a_session_that_outlives_its_killed_server_is_ended_before_the_next_starts(data: Path) -> None:
    postgres = EmbeddedPostgres(DataFolder(data), _silent)
    postgres.start()
    # Busy for minutes: only one that waits for something notices that its server is gone.
    asking = [postgres_programs() / "psql", "-XAtqc", "SELECT sum(n) FROM generate_series(1, 3000000000) n"]
    running = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT sum(n)%' AND state = 'active'"
    with subprocess.Popen(asking, env=postgres.administrator(), stderr=subprocess.DEVNULL) as asker:
        while not (busy := postgres.administer(running).strip()):
            time.sleep(0.02)
        os.kill(postgres.process_id() or 0, signal.SIGKILL)
        while not postgres.ended():
            time.sleep(0.02)
        assert leash.leftover_in(postgres.folder, int(busy), "postgres")
        postgres.start()
        try:
            assert leash.leftover_in(postgres.folder, int(busy), "postgres") is None
            assert _value(postgres.url("storelet_owner"), "SELECT 1") == 1
        finally:
            postgres.stop()
        assert asker.wait(10) == 2


def test_a_crash_loses_nothing_that_was_confirmed(data: Path) -> None:
    folder = DataFolder(data)
    postgres = EmbeddedPostgres(folder, _silent)
    postgres.start()
    _value(postgres.url("storelet_owner"), "CREATE TABLE confirmed AS SELECT 7 AS n")
    pid = postgres.process_id()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while not postgres.ended() and time.monotonic() < until:
        time.sleep(0.02)
    assert postgres.ended()
    postgres.start()
    try:
        assert _value(postgres.url("storelet_owner"), "SELECT n FROM confirmed") == 7
    finally:
        postgres.stop()


def test_a_port_that_somebody_took_meanwhile_is_not_fought_over(data: Path) -> None:
    with servers_for_command(_settings(data), _silent):
        pass
    folder = DataFolder(data)
    port = folder.recall("redis")["port"]
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        with (
            servers_for_command(_settings(data), _silent) as up,
            redis.Redis.from_url(up.redis_url) as client,
        ):
            assert client.ping()
            assert folder.recall("redis")["port"] != port


def test_too_little_room_is_said_before_anything_is_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(data)._replace(free=50 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DiskFullError, match="50 MiB free, 100 MiB needed") as caught:
        EmbeddedPostgres(DataFolder(data), _silent).start()
    assert "STORELET_DATA" in caught.value.advice
    assert not _live(data / "postgres")


def test_a_second_holder_is_told_who_the_first_is(data: Path) -> None:
    folder = DataFolder(data)
    with folder.hold("site", "http://127.0.0.1:8000"):
        assert folder.holder() is not None
        sentence = f"already up at http://127.0.0.1:8000 .process {os.getpid()}"
        with pytest.raises(AlreadyRunningError, match=sentence), DataFolder(data).hold("site"):
            pass
    assert folder.holder() is None


def test_a_command_shares_servers_that_are_up(data: Path) -> None:
    with servers_for_command(_settings(data), _silent) as first:
        pids = _pids(data)
        with servers_for_command(_settings(data), _silent) as second:
            assert second == first
            assert _pids(data) == pids
        assert _value(first.database_url, "SELECT 1") == 1


def test_asking_for_addresses_of_stopped_servers_is_a_clear_sentence(data: Path) -> None:
    with pytest.raises(ServerDownError, match="are stopped"):
        with_addresses(_settings(data))


def _pids(data: Path) -> set[int]:
    folder = DataFolder(data)
    servers = (EmbeddedPostgres(folder, _silent), EmbeddedRedis(folder, _silent))
    return {pid for server in servers if (pid := server.process_id())}


def _live(folder: Path) -> list[int]:
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()) == folder and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found
