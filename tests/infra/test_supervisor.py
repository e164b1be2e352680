"""The whole site under one supervisor, with real servers and stand-ins for API, worker and beat."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from infra.embedded.programs import CHECKOUT
from tests.support.fresh_folder import fresh_folder

SERVERS = {"postgresql", "redis"}
CHILDREN = {"api", "worker", "beat"}
PATIENCE = 60.0


class Running:
    """A stand-in site in a process of its own; `said` is what it wrote to stderr."""

    def __init__(self, data: Path, port: int, *arguments: str, account: str | None = None) -> None:
        python = interpreter_for(account)
        command = [python, "-m", "tests.support.stand_in_site", *arguments]
        environment = {**os.environ, "STORELET_DATA": str(data), "STORELET_PORT": str(port)}
        if python != sys.executable:
            environment["PYTHONPATH"] = sysconfig.get_path("purelib")
        environment = {
            name: value for name, value in environment.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        entry = pwd.getpwnam(account) if account else None
        self.process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            user=entry.pw_uid if entry else None,
            group=entry.pw_gid if entry else None,
            extra_groups=[] if entry else None,
        )
        self.said = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def ready(self) -> dict[str, int]:
        """Wait until it says that it is ready; its process ids by name."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"it ended with {self.process.wait()}: {self.said}"
        pids: dict[str, int] = json.loads(line)["pids"]
        return pids

    def end(self) -> int:
        """Its exit code, once it has ended and everything it said is here."""
        code = self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return code


def interpreter_for(account: str | None) -> str:
    """A Python of our version that the account may run: ours may lie below somebody's closed home folder."""
    if account is None:
        return sys.executable
    ours = f"python{sys.version_info.major}.{sys.version_info.minor}"
    entry = pwd.getpwnam(account)
    for python in filter(None, [sys.executable, shutil.which(ours, path="/usr/local/bin:/usr/bin")]):
        command = [python, "-c", "import os; os.listdir(os.getcwd())"]
        with suppress(OSError):
            done = subprocess.run(command, cwd=CHECKOUT, user=entry.pw_uid, group=entry.pw_gid, check=False)
            if done.returncode == 0:
                return python
    pytest.skip(f"the account {account} may run no {ours} here, or may not read the checkout")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A parent for data folders, in a path with a space."""
    with fresh_folder() as outer:
        inner = outer / "with a space"
        inner.mkdir(mode=0o711)
        yield inner


@pytest.fixture(scope="module")
def data(folder: Path) -> Path:
    return folder / "data"


@contextmanager
def site(
    data: Path, *arguments: str, port: int | None = None, account: str | None = None
) -> Iterator[Running]:
    running = Running(data, port or free_port(), *arguments, account=account)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                running.process.wait(PATIENCE)
            running.process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(pids: list[int]) -> list[int]:
    """Those still alive when patience ends."""
    until = time.monotonic() + 20
    while time.monotonic() < until and not all(map(gone, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if not gone(pid)]


def family(pids: dict[str, int]) -> list[int]:
    """The processes and all they started."""
    found = set(pids.values())
    for pid in pids.values():
        found |= {child.pid for child in psutil.Process(pid).children(recursive=True)}
    return sorted(found)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_everything_and_says_so(how: signal.Signals, data: Path) -> None:
    with site(data) as running:
        pids = running.ready()
        assert set(pids) == SERVERS | CHILDREN
        everyone = family(pids)
        # The stand-in worker has a child of its own and ignores SIGTERM; PostgreSQL has several.
        assert len(everyone) > len(pids) + 2
        running.process.send_signal(how)
        assert running.end() == 0
        assert [pid for pid in everyone if not gone(pid)] == []
        assert running.said.endswith("Stopping …\nStopped.\n")
    assert not (data / "running.json").exists()


def test_children_get_the_service_log_in_only(data: Path) -> None:
    port = free_port()
    with site(data, port=port) as running:
        pids = running.ready()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            assert answer.read().decode().startswith("postgresql://storelet_service:")
        assert "DATABASE_OWNER_URL" not in psutil.Process(pids["api"]).environ()
        assert all("storelet_" not in " ".join(psutil.Process(pid).cmdline()) for pid in family(pids))


def test_killed_without_a_word_it_leaves_nothing_and_the_next_start_copes(data: Path) -> None:
    with site(data) as running:
        pids = running.ready()
        everyone = family(pids)
        running.process.kill()
        running.end()
        # The next start does not wait for what is still ending.
        with site(data) as second:
            again = second.ready()
            assert wait_until_gone(everyone) == []
            assert not set(again.values()) & set(pids.values())


def test_a_second_start_says_that_the_site_is_up(data: Path) -> None:
    port = free_port()
    with site(data, port=port) as running:
        running.ready()
        sentence = f"The site is already up at http://127.0.0.1:{port} (process {running.process.pid})"
        for other in (port, free_port()):
            with site(data, port=other) as second:
                assert second.end() == 4
                assert sentence in second.said
        assert running.process.poll() is None


def test_a_taken_port_is_named_with_its_holder_and_nothing_is_started(folder: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with site(folder / "untouched", port=port) as running:
            assert running.end() == 5
            assert f"Port {port} on 127.0.0.1 is taken by" in running.said
            assert f"(process {os.getpid()})" in running.said
            assert f"STORELET_PORT={port + 1}" in running.said
    assert not (folder / "untouched" / "postgres").exists()


def test_what_crashes_is_started_again(data: Path) -> None:
    with site(data) as running:
        pids = running.ready()
        for name in ("beat", "redis", "postgresql"):
            os.kill(pids[name], signal.SIGKILL)
        assert wait_until_gone([pids[name] for name in ("beat", "redis", "postgresql")]) == []
        until = time.monotonic() + 30
        while "Starting Redis again" not in running.said or "starting it again in 1 s" not in running.said:
            assert time.monotonic() < until, running.said
            time.sleep(0.1)
        assert "beat stopped (signal SIGKILL); starting it again in 1 s." in running.said
        assert "Starting PostgreSQL again …" in running.said
        time.sleep(1.5)
        running.process.send_signal(signal.SIGINT)
        assert running.end() == 0


def test_what_never_runs_ends_the_start_with_its_last_words(data: Path) -> None:
    with site(data, "crash") as running:
        assert running.end() == 10
        assert "api keeps stopping. It said:" in running.said
        assert "the reason is here" in running.said
    assert not (data / "running.json").exists()


def test_a_damaged_folder_ends_the_start_and_is_left_as_it_is(folder: Path) -> None:
    damaged = folder / "damaged"
    (damaged / "postgres").mkdir(parents=True)
    (damaged / "postgres" / "PG_VERSION").write_text("18\n")
    with site(damaged) as running:
        assert running.end() == 7
        assert "make reset" in running.said
    assert [path.name for path in (damaged / "postgres").iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become an ordinary person; runs as one anyway")
def test_as_an_ordinary_person_and_afterwards_as_root(folder: Path) -> None:
    mine = folder / "nobody's"
    mine.mkdir()
    shutil.chown(mine, "nobody")
    with site(mine / "data", account="nobody") as running:
        pids = running.ready()
        assert {psutil.Process(pid).username() for pid in family(pids)} == {"nobody"}
        running.process.send_signal(signal.SIGINT)
        assert running.end() == 0
    # Root must not leave files that the folder's own account cannot open next time.
    with site(mine / "data") as running:
        pids = running.ready()
        assert psutil.Process(pids["postgresql"]).username() == "nobody"
        running.process.send_signal(signal.SIGINT)
        assert running.end() == 0
    with site(mine / "data", account="nobody") as running:
        running.ready()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another account")
def test_as_root_the_servers_run_as_an_account_without_rights(data: Path) -> None:
    with site(data) as running:
        pids = running.ready()
        assert {psutil.Process(pids[name]).username() for name in SERVERS} == {"pgserver"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_named(folder: Path) -> None:
    small = folder / "small"
    small.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", small]
    if not mount or not unmount or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        with site(small / "data") as running:
            assert running.end() == 6
            assert "nearly full: 63 MiB free, 400 MiB needed" in running.said
            assert "STORELET_DATA=" in running.said
    finally:
        subprocess.run([unmount, small], check=True)
