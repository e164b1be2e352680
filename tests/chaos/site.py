"""The site of one run: `storelet up` in a process of its own, on a small disk of its own where that is allowed."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from infra.embedded import leash
from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.embedded.servers import with_addresses
from infra.settings import Settings, load_settings

# The first start wants 400 MiB; all that is free after it is filled by the fault.
DISK_MIB = 640
READY_PATIENCE = 180
_BALLAST = "ballast"


class ChaosSite:
    """What is killed is found by what the supervisor wrote into the data folder, as an operator would."""

    def __init__(self, folder: Path, *, small_disk: bool) -> None:
        self.folder = folder
        self.small_disk = small_disk
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._given = {
            "STORELET_DATA": str(folder / "data"),
            "STORELET_PORT": str(port),
            "STORELET_ENV": "test",
            "STORELET_API_PROCESSES": "1",
        }
        self.settings = load_settings(self._given)
        self.data = DataFolder(self.settings.data)
        # Beside the small disk, not on it.
        self._log = folder.with_name("supervisor.log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Settings:
        """Returns when it is ready; the settings with the servers' addresses. From the main thread: the kernel ends the
        site when that ends, however it does."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
        }
        command = [sys.executable, "-m", "cli.main", "up", "--json", "--wait-ready", str(READY_PATIENCE)]
        self._process = leash.spawn(
            command, log=self._log, folder=CHECKOUT, environment=environment | self._given
        )
        until = time.monotonic() + READY_PATIENCE + 60
        while '"event":"ready"' not in self.said.replace(" ", ""):
            assert self.alive and time.monotonic() < until, f"the site did not start: {self.said}"  # noqa: PT018
            time.sleep(0.1)
        self.settings = with_addresses(self.settings)
        return self.settings

    @property
    def said(self) -> str:
        """What the supervisor has said."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def alive(self) -> bool:
        """The supervisor, that is: what it looks after may be dead at this moment."""
        return self._process is not None and self._process.poll() is None

    def pid(self, name: str) -> int | None:
        """Of api, worker, beat, redis or postgres, if it is up at this moment."""
        if name == "postgres":
            with suppress(OSError, ValueError, IndexError):
                return int((self.data.postgres / "postmaster.pid").read_text().splitlines()[0])
            return None
        if name == "redis":
            return self.data.recall("redis").get("pid")
        known = self.data.recall("children").get(name)
        return known[0] if known else None

    def kill(self, name: str) -> bool:
        """SIGKILL. False where there was nothing to kill: it was on its way back from an earlier fault."""
        pid = self.pid(name)
        return pid is not None and self._send(pid, signal.SIGKILL)

    def kill_child_of(self, name: str) -> bool:
        """SIGKILL to one of its processes, not to itself."""
        pid = self.pid(name)
        with suppress(psutil.Error):
            for child in psutil.Process(pid).children() if pid else []:
                return self._send(child.pid, signal.SIGKILL)
        return False

    def freeze(self, name: str) -> int | None:
        """SIGSTOP: it is there and does not answer, like a host that is cut off. Its id, to `thaw`."""
        pid = self.pid(name)
        return pid if pid is not None and self._send(pid, signal.SIGSTOP) else None

    def thaw(self, pid: int) -> None:
        self._send(pid, signal.SIGCONT)

    @staticmethod
    def _send(pid: int, number: signal.Signals) -> bool:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            return True
        return False

    def fill_disk(self) -> None:
        """To the last byte. Without a disk of our own: PostgreSQL and Redis may write no file any further, which their
        code takes for the same thing (EFBIG where a full disk says ENOSPC)."""
        if not self.small_disk:
            self._limit_files(0)
            return
        with (self.folder / _BALLAST).open("ab") as file, suppress(OSError):
            for step in (16 * 2**20, 2**20, 4096):
                with suppress(OSError):
                    while True:
                        os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, step)

    def free_disk(self) -> None:
        if not self.small_disk:
            self._limit_files(resource.RLIM_INFINITY)
        (self.folder / _BALLAST).unlink(missing_ok=True)

    def _limit_files(self, size: int) -> None:
        for name in ("postgres", "redis"):
            with suppress(psutil.Error, OSError, ProcessLookupError):
                main = psutil.Process(self.pid(name) or 0)
                for process in (main, *main.children(recursive=True)):
                    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
                    soft = hard if size == resource.RLIM_INFINITY else size
                    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (soft, hard))

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(60)
        finally:
            self._process.kill()


@contextmanager
def chaos_site(folder: Path) -> Iterator[ChaosSite]:
    """A site that is not started yet, below `folder`; stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    small = _mount(folder)
    site = ChaosSite(folder, small_disk=small)
    try:
        yield site
    finally:
        site.stop()
        if small:
            _unmount(folder)


def _mount(folder: Path) -> bool:
    """Whether this machine let us have a small disk."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or not mount or not unmount:
        return False
    command = [mount, "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=0711", "tmpfs", folder]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _unmount(folder: Path) -> None:
    until = time.monotonic() + 30
    while subprocess.run(
        [shutil.which("umount") or "umount", folder], capture_output=True, check=False
    ).returncode:
        # The kernel is still ending the last process of the site.
        assert time.monotonic() < until, f"{folder} cannot be unmounted"
        time.sleep(0.2)
