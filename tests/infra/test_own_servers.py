"""DATABASE_URL and REDIS_URL: the same code and the same migrations on servers reached by TCP."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.embedded.data_folder import DataFolder
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.programs import CHECKOUT
from infra.embedded.redis import EmbeddedRedis
from infra.schema_version import migrations_on_disk
from tests.support.fresh_folder import fresh_folder

PASSWORD = "not-the-embedded-one"


@dataclass(frozen=True)
class OwnServers:
    """As an operator would set them up: one log-in that owns its database and may create roles, and nothing else."""

    folder: Path
    database_url: str
    redis_url: str

    def run(self, *arguments: str, **changed: str) -> tuple[int, str, str]:
        """A storelet command against them: exit code, stdout, stderr."""
        environment = {
            **os.environ,
            "STORELET_DATA": str(self.folder / "mine"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            **changed,
        }
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            cwd=CHECKOUT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServers]:
    with fresh_folder() as folder:
        data = DataFolder(folder / "server")
        postgres = EmbeddedPostgres(data, lambda _: None, durable=False)
        redis = EmbeddedRedis(data, lambda _: None, durable=False)
        with data.hold("command"):
            postgres.start()
            postgres.stop()
            port = _free_port()
            (data.postgres / "site.conf").write_text(f"listen_addresses = '127.0.0.1'\nport = {port}\n")
            (data.postgres / "site.conf").chmod(0o644)
            with (data.postgres / "pg_hba.conf").open("a") as rules:
                rules.write("host all all 127.0.0.1/32 scram-sha-256\n")
            try:
                postgres.start()
                redis.start()
                # Nothing of the embedded set-up is to help the migrations along.
                postgres.administer(
                    "DROP DATABASE storelet; DROP ROLE storelet_owner; DROP ROLE storelet_service;"
                    f"CREATE ROLE operator LOGIN CREATEROLE PASSWORD '{PASSWORD}'; CREATE DATABASE shop OWNER operator"
                )
                yield OwnServers(
                    folder, f"postgresql://operator:{PASSWORD}@127.0.0.1:{port}/shop", redis.url()
                )
            finally:
                redis.stop()
                postgres.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_up_down_up_over_tcp_by_the_command(own: OwnServers) -> None:
    everything = list(migrations_on_disk())
    steps: list[tuple[tuple[str, ...], dict[str, object]]] = [
        (("up",), {"applied": everything, "rolled_back": [], "version": everything[-1]}),
        (("up",), {"applied": [], "rolled_back": [], "version": everything[-1]}),
        (("down", "zero"), {"applied": [], "rolled_back": everything[::-1], "version": None}),
        (("up", "0001"), {"applied": everything[:1], "rolled_back": [], "version": "0001_initial"}),
        (("up",), {"applied": everything[1:], "rolled_back": [], "version": everything[-1]}),
    ]
    # Tests run in any order: whatever another one left goes first, and down from nothing is no error.
    assert own.run("migrate", "down", "zero")[0] == 0
    for arguments, result in steps:
        code, out, err = own.run("migrate", *arguments, "--json")
        assert (code, json.loads(out)) == (0, result), err


ASK_WHO_SERVES = """
import asyncio, sys
from infra.database import close_database, open_database, read_directory

async def main():
    await open_database(sys.argv[1])
    rows = await read_directory("SELECT current_user::text AS me, session_user::text AS login")
    print(rows[0]["me"], rows[0]["login"])
    await close_database()

asyncio.run(main())
"""


def test_one_log_in_serves_with_the_service_rights(own: OwnServers) -> None:
    assert own.run("migrate")[0] == 0
    # In a process of its own: this one's database is the other tests'.
    done = subprocess.run(
        [sys.executable, "-c", ASK_WHO_SERVES, own.database_url],
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
    )
    assert done.stdout.split() == ["storelet_service", "operator"]


def test_a_stopped_server_is_a_clear_sentence_with_its_own_exit_code(own: OwnServers) -> None:
    silent = f"postgresql://operator:{PASSWORD}@127.0.0.1:{_free_port()}/shop"
    code, out, err = own.run("migrate", "--json", DATABASE_URL=silent)
    assert code == 8
    error = json.loads(out)["error"]
    assert error["code"] == "server_down"
    assert "does not answer" in error["message"]
    assert "unset DATABASE_URL" in error["advice"]
    assert PASSWORD not in out + err


def test_a_refused_log_in_is_a_matter_of_settings(own: OwnServers) -> None:
    code, _, err = own.run("migrate", DATABASE_URL=own.database_url.replace(PASSWORD, "guess"))
    assert code == 3
    assert "refuses the log-in" in err
    code, _, err = own.run("migrate", DATABASE_URL=own.database_url.replace("/shop", "/nothing"))
    assert code == 3
    assert 'database "nothing" does not exist' in err


def test_a_stopped_redis_ends_the_start(own: OwnServers) -> None:
    assert own.run("migrate")[0] == 0
    code, _, err = own.run(
        "up", REDIS_URL=f"redis://:x@127.0.0.1:{_free_port()}/0", STORELET_PORT=str(_free_port())
    )
    assert code == 8
    assert "Redis at 127.0.0.1" in err
    assert "does not answer" in err


def test_reset_never_touches_servers_of_ones_own(own: OwnServers) -> None:
    code, _, err = own.run("reset", "--yes")
    assert code == 3
    assert "does not touch those" in err
