"""The data folder of a checkout: where things are, who may read them, who holds it now."""

import errno
import fcntl
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from infra.embedded.system_account import SystemAccount
from infra.setup_errors import AlreadyRunningError, DataFolderError, DiskFullError

Purpose = Literal["site", "command"]

# A fresh cluster takes about 60 MB and its log up to 256 MB more; below this a start ends in a PANIC.
ROOM_TO_INITIALISE = 400 * 1024 * 1024
ROOM_TO_START = 100 * 1024 * 1024


class Secrets(msgspec.Struct, frozen=True):
    """Made at random once per data folder. Not shown in any representation."""

    secret_key: str
    owner_password: str
    service_password: str
    redis_password: str

    def __repr__(self) -> str:
        return "Secrets(…)"


class Running(msgspec.Struct, frozen=True):
    """How to reach the embedded servers that are up now. Holds no secret."""

    socket_folder: str | None
    redis_port: int | None


@dataclass(frozen=True)
class Holder:
    """Who holds the data folder: a process id, what for, and the address of the site if it serves one."""

    pid: int
    purpose: Purpose
    address: str = ""


class DataFolder:
    """Paths are absolute and without links, because they are compared with what the kernel reports."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self.postgres = self.path / "postgres"
        self.redis = self.path / "redis"
        self.logs = self.path / "logs"
        self.metrics = self.path / "metrics"
        self.sockets = self.path / "run"
        self._secrets = self.path / "secrets.json"
        self._running = self.path / "running.json"
        self._held = self.path / "held.lock"
        self._used = self.path / "used.lock"

    def make(self) -> None:
        """Create what is missing, for our eyes only (as root: others may pass through, not list).

        Raises DataFolderError when it cannot be written, DiskFullError when there is no room for it.
        """
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            for folder in (self.path, self.logs):
                if not folder.exists():
                    folder.mkdir(parents=True)
                    folder.chmod(mode)
            probe = self.path / f".probe-{os.getpid()}"
            probe.write_bytes(b"room for a byte")
            probe.unlink()
        except OSError as error:
            raise self.explain(error) from error

    def require_room(self, needed: int) -> None:
        """Raise DiskFullError unless `needed` bytes are free."""
        free = shutil.disk_usage(self.path).free
        if free < needed:
            raise DiskFullError(
                f"The disk of {self.path} is nearly full: {free >> 20} MiB free, {needed >> 20} MiB needed.",
                "Free some room, or put the data elsewhere: STORELET_DATA=/another/folder.",
            )

    def secrets(self) -> Secrets:
        """The folder's random secrets, made on first use with mode 0600."""
        if not self._secrets.exists():
            made = Secrets(*(secrets.token_urlsafe(32) for _ in Secrets.__struct_fields__))
            self.make()
            temporary = self._secrets.with_suffix(f".{os.getpid()}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(made))
                file.flush()
                os.fsync(file.fileno())
            try:
                # link, not rename: of two first starters one wins and the other reads the winner's secrets.
                os.link(temporary, self._secrets)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        try:
            return msgspec.json.decode(self._secrets.read_bytes(), type=Secrets)
        except OSError as error:
            raise self.explain(error) from error
        except msgspec.MsgspecError as error:
            raise DataFolderError(
                f"{self._secrets} is damaged ({error}).",
                "Put it back from a backup, or delete it: new secrets are made and everybody logs in again.",
            ) from error

    def adopt_secret_key(self, secret_key: str) -> None:
        """Take over the key of the site whose data were put back here: what they hold encrypted is read with it. The
        servers' passwords stay this folder's own."""
        replaced = msgspec.structs.replace(self.secrets(), secret_key=secret_key)
        temporary = self._secrets.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(msgspec.json.encode(replaced))
        temporary.replace(self._secrets)

    def running(self) -> Running | None:
        """What the holder of the folder published, or None when nothing is up."""
        try:
            return msgspec.json.decode(self._running.read_bytes(), type=Running)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        except OSError as error:
            raise self.explain(error) from error

    def publish(self, running: Running | None) -> None:
        """Say how the servers are reached (None: no longer). Only the holder calls this."""
        if running is None:
            self._running.unlink(missing_ok=True)
            return
        temporary = self._running.with_suffix(".new")
        temporary.write_bytes(msgspec.json.encode(running))
        temporary.replace(self._running)

    def remember(self, name: str, value: dict[str, Any]) -> None:
        """Keep a small fact across restarts, such as the port chosen for Redis. A full disk leaves the one before."""
        temporary = self.path / f"{name}.json.new"
        temporary.write_text(json.dumps(value))
        temporary.replace(self.path / f"{name}.json")

    def recall(self, name: str) -> dict[str, Any]:
        """What `remember` kept, or nothing."""
        try:
            kept = json.loads((self.path / f"{name}.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def destroy(self) -> None:
        """Remove everything that this class and its servers put here, and the folder if nothing else is in it.

        By name, because the folder is the operator's choice and may hold something else. The caller holds it.
        """
        try:
            for path in (
                self.postgres,
                self.postgres.with_name("postgres.making"),
                self.redis,
                self.sockets,
                self.logs,
            ):
                if path.exists():
                    shutil.rmtree(path)
            for pattern in ("*.json", "*.json.new", "*.lock", "beat-schedule*"):
                for path in self.path.glob(pattern):
                    path.unlink()
            if not any(self.path.iterdir()):
                self.path.rmdir()
        except OSError as error:
            raise self.explain(error) from error

    def socket_folder(self) -> Path:
        """Where PostgreSQL's socket goes: in the data folder, or in a short private one if that cannot be.

        The kernel takes at most 107 bytes for the path of a socket, and clients read a comma as two hosts.
        """
        if len(os.fsencode(self.sockets / ".s.PGSQL.5432.lock")) <= 100 and "," not in str(self.path):
            return self.sockets
        state = self.path.stat()
        return Path(tempfile.gettempdir()) / f"storelet-{state.st_dev:x}-{state.st_ino:x}"

    @contextmanager
    def hold(self, purpose: Purpose, address: str = "") -> Iterator[None]:
        """Be the one process that may start and stop servers here.

        Raises AlreadyRunningError with the holder's address. The kernel gives the lock back however we end.
        """
        self.make()
        with self._locked_file(self._held) as file:
            until = time.monotonic() + 0.5
            # A moment of patience: `holder` below touches the lock too, and must not pass for a site.
            while not _locked(file, fcntl.LOCK_EX):
                if time.monotonic() > until:
                    raise self._held_by_another()
                time.sleep(0.05)
            os.ftruncate(file, 0)
            os.pwrite(file, json.dumps([os.getpid(), purpose, address]).encode(), 0)
            try:
                yield
            finally:
                os.ftruncate(file, 0)
                self._hand_over()

    def holder(self) -> Holder | None:
        """Who holds the folder now, if anybody does."""
        if not self._held.exists():
            return None
        with self._locked_file(self._held) as file:
            return None if _locked(file, fcntl.LOCK_SH) else self._read_holder()

    @contextmanager
    def use(self) -> Iterator[bool]:
        """Share the servers that another process holds; its stop waits for us. False when none are up."""
        with self._locked_file(self._used) as file:
            # The note on disk outlives a holder that was killed; the lock does not.
            yield _locked(file, fcntl.LOCK_SH) and self.running() is not None and self.holder() is not None

    @contextmanager
    def no_longer_used(self) -> Iterator[None]:
        """Wait until nobody shares the servers, and let nobody begin to."""
        with self._locked_file(self._used) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def explain(self, error: OSError) -> DataFolderError | DiskFullError:
        """The set-up error that an operating system error on this folder means."""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFullError(
                f"The disk of {self.path} is full.",
                "Free some room, or put the data elsewhere: STORELET_DATA=/another/folder.",
            )
        return DataFolderError(
            f"The data folder {self.path} cannot be used: {error.strerror} ({error.filename}).",
            "Run as the account that made it, or use another one: STORELET_DATA=/another/folder.",
        )

    @contextmanager
    def _locked_file(self, path: Path) -> Iterator[int]:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self.explain(error) from error
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _hand_over(self) -> None:
        """Root leaves no file behind that the folder's own account could not open next time."""
        if os.geteuid() == 0 and self.logs.exists() and (owner := self.path.stat()).st_uid != 0:
            for path in (self.logs, *self.path.iterdir(), *self.logs.iterdir()):
                if path.lstat().st_uid == 0:
                    os.lchown(path, owner.st_uid, owner.st_gid)

    def _read_holder(self) -> Holder | None:
        try:
            return Holder(*json.loads(self._held.read_text()))
        except (ValueError, TypeError):
            return None

    def _held_by_another(self) -> AlreadyRunningError:
        holder = self._read_holder()
        if holder is None:
            return AlreadyRunningError(
                f"Another process is starting with {self.path}.", "Wait a moment and try again."
            )
        if holder.purpose == "site":
            return AlreadyRunningError(
                f"The site is already up at {holder.address} (process {holder.pid}); its data: {self.path}.",
                f"Use it, or stop it first (Ctrl-C there, or: kill {holder.pid}).",
            )
        return AlreadyRunningError(
            f"Another storelet command (process {holder.pid}) is working with {self.path}.",
            "Wait until it has ended and try again.",
        )


def _locked(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def private_folder(path: Path, account: SystemAccount) -> None:
    """Make a folder that only `account` may enter; refuse one that somebody else put there first."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = path.lstat()
    # In a shared temporary folder anybody could have made this name before us, and would own our socket.
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in (os.geteuid(), account.uid):
        raise DataFolderError(f"{path} belongs to somebody else.", "Remove it and start again.")
    account.own(path)
    path.chmod(0o700)
