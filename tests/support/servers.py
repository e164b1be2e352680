"""The servers of a test run: those of DATABASE_URL and REDIS_URL, or embedded ones started on first need."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from infra.embedded.programs import CHECKOUT
from infra.settings import load_settings
from tests.support.server_keeper import FAILED, READY

_FOLDER = "STORELET_TEST_FOLDER"
_RUN = "STORELET_TEST_RUN"
_PATIENCE = 90.0


@dataclass(frozen=True)
class TestServers:
    """Addresses of the run's servers; `folder` is shared by all its workers."""

    __test__ = False

    folder: Path
    database_url: str
    owner_url: str
    redis_url: str
    embedded: bool


def begin_run() -> None:
    """Called once, in the process that owns the run: names the folder that its workers share."""
    os.environ[_RUN] = str(os.getpid())
    os.environ[_FOLDER] = str(
        Path(tempfile.gettempdir()) / f"storelet-tests-{os.getpid()}-{time.time_ns():x}"
    )


def end_run() -> None:
    """Called once, after the last test: stops the keeper if there is one and waits until it has cleaned up."""
    folder = Path(os.environ[_FOLDER])
    if (folder / READY).exists():
        with suppress(ProcessLookupError):
            os.kill(json.loads((folder / READY).read_text())["pid"], signal.SIGTERM)
        until = time.monotonic() + 30
        while folder.exists() and time.monotonic() < until:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def run_folder() -> Path:
    """The folder of this run, made on first need; others may pass through it, not list it."""
    folder = Path(os.environ[_FOLDER])
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    return folder


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Only one worker of the run is inside at any moment."""
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def servers_of_run() -> TestServers:
    """The servers, started if this worker is the first to ask."""
    folder = run_folder()
    given = load_settings({**os.environ, "STORELET_DATA": str(folder / "data")})
    if given.embedded_postgres != given.embedded_redis:
        raise RuntimeError("Set both DATABASE_URL and REDIS_URL for the tests, or neither.")
    if not given.embedded_postgres:
        return TestServers(folder, given.database_url, given.database_owner_url, given.redis_url, False)
    with one_at_a_time("servers"):
        if not (folder / READY).exists():
            _start_keeper(folder)
    ready = json.loads((folder / READY).read_text())
    return TestServers(folder, ready["database_url"], ready["owner_url"], ready["redis_url"], True)


def with_database(url: str, name: str) -> str:
    """The same server and log-in, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _start_keeper(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.support.server_keeper", str(folder), os.environ[_RUN]]
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=CHECKOUT, start_new_session=True
        )
    until = time.monotonic() + _PATIENCE
    while not (folder / READY).exists():
        if (folder / FAILED).exists() or keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"The test servers did not start:\n{(folder / 'keeper.log').read_text()}")
        time.sleep(0.02)
