"""The whole site in the foreground: embedded servers, schema, API, worker and beat, until Ctrl-C.

Order of start: PostgreSQL, Redis, schema, loading, API, worker, beat. Order of stop: API, worker, beat, Redis,
PostgreSQL. On Linux the kernel ends every child when this process dies, even by SIGKILL; elsewhere, and for what
is still ending, the next start clears what an earlier one left.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psutil

from infra.embedded import leash
from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.embedded.reviver import Reviver
from infra.embedded.servers import EmbeddedServers
from infra.log_files import LogFollower, trim_logs
from infra.reach import require_redis
from infra.schema_version import schema_is_current
from infra.settings import Settings
from infra.setup_errors import (
    AlreadyRunningError,
    ChildFailedError,
    PortTakenError,
    SetUpError,
)
from infra.site_process import Program, SiteProcess

_TICK = 0.2
_COMMAND_PATIENCE = 600.0
_CRASHES_BEFORE_READY = 3


@dataclass(frozen=True)
class Site:
    """What `serve` brings up. `load` runs after the schema is current and before the API opens; `ready` when it
    answers. Both get settings with addresses filled in."""

    api: bool = True
    worker: bool = True
    beat: bool = True
    follow_logs: bool = False
    ready_patience: float = 60.0
    load: Callable[[Settings], None] | None = None
    ready: Callable[[Settings, dict[str, int]], None] = field(default=lambda settings, pids: None)
    programs: Callable[[Settings], list[Program]] | None = None


class _StopAsked(KeyboardInterrupt):
    """SIGINT, SIGTERM or SIGHUP. A KeyboardInterrupt, so that loading code treats it as Ctrl-C."""


def serve(settings: Settings, site: Site, say: Callable[[str], None]) -> None:
    """Bring the site up and keep it up until asked to stop; then stop all of it and return.

    Raises a SetUpError (port taken, disk full, already running, a process that keeps stopping …) after stopping
    whatever was started.
    """
    if site.api:
        require_free_port(settings)
    supervisor = _Supervisor(settings, site, say)
    with supervisor.signals(), suppress(_StopAsked), supervisor.hold():
        try:
            supervisor.start()
            supervisor.watch()
        finally:
            supervisor.stop()


def programs_of(settings: Settings) -> list[Program]:
    """The site's own processes, in order of start. Each is a module of the checkout, run by this interpreter."""
    python = [sys.executable, "-m"]
    level = settings.log_level.lower()
    api = [*python, "uvicorn", "api.app:app", "--host", settings.host, "--port", str(settings.port)]
    api += [
        "--workers",
        str(settings.api_processes),
        "--log-level",
        level,
        "--no-server-header",
        "--no-access-log",
        # Opens links before a task is made for each (docs/adr/0120-links-in-the-server.md).
        "--http",
        "api.link_protocol:LinkProtocol",
    ]
    api += ["--timeout-graceful-shutdown", "8"]
    api += ["--timeout-keep-alive", str(settings.caps.keep_alive_seconds)]
    api += ["--limit-concurrency", str(settings.caps.open_requests)]
    celery = [*python, "celery", "-A"]
    worker = [
        *celery,
        "tasks.app:celery_app",
        "worker",
        "--concurrency",
        str(settings.worker_concurrency),
        "--loglevel",
        level,
    ]
    # Workers need not know of each other; asking around takes a second of every start.
    worker += ["--without-mingle", "--without-gossip"]
    beat = [
        *celery,
        "tasks.beat:celery_app",
        "beat",
        "--loglevel",
        level,
        "--schedule",
        str(settings.data / "beat-schedule"),
    ]
    beat += ["--pidfile", ""]
    return [
        Program("api", api, stop_patience=12),
        # When we die without a word the databases go too: a worker must not wait for a task that cannot end.
        Program("worker", worker, stop_patience=20, death_signal=signal.SIGQUIT),
        Program("beat", beat, stop_patience=5),
    ]


def require_free_port(settings: Settings) -> None:
    """Raise PortTakenError, with the holder's name if we may see it, unless we could listen there."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError:
            raise PortTakenError(
                f"Port {settings.port} is reserved for the administrator of this machine.",
                "Choose one above 1023: STORELET_PORT=8000 make up",
            ) from None
        except OSError as error:
            holder = DataFolder(settings.data).holder()
            if holder and holder.purpose == "site":
                raise AlreadyRunningError(
                    f"The site is already up at {holder.address} (process {holder.pid}).",
                    f"Use it, or stop it first (Ctrl-C there, or: kill {holder.pid}).",
                ) from None
            raise PortTakenError(
                f"Port {settings.port} on {settings.host} is taken{_listener(settings.port)} ({error.strerror}).",
                f"Stop that program, or choose another port: STORELET_PORT={settings.port + 1} make up",
            ) from None


def _listener(port: int) -> str:
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:2] == (port,)
            if listens and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return " by another program"


class _Supervisor:
    def __init__(self, settings: Settings, site: Site, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._site = site
        self._say = say
        self._data = DataFolder(settings.data)
        self._servers = EmbeddedServers(settings, say)
        self._reviver = Reviver(self._servers.all, say)
        self._was_ready = False
        self._children: list[SiteProcess] = []
        self._follower: LogFollower | None = None
        self._stopping = False

    @contextmanager
    def signals(self) -> Iterator[None]:
        """The first signal unwinds whatever is going on; from then on nothing may interrupt the stopping."""

        def asked(_number: int, _frame: object) -> None:
            if not self._stopping:
                self._stopping = True
                raise _StopAsked
            for child in self._children:
                child.kill()

        watched = [signal.SIGINT, signal.SIGTERM]
        # Under nohup a closed terminal is not to stop the site.
        watched += [signal.SIGHUP] if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN else []
        before = {number: signal.signal(number, asked) for number in watched}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the data folder for the site, waiting for a single command that is at work with it."""
        until = time.monotonic() + _COMMAND_PATIENCE
        told = False
        while True:
            holder = self._data.holder()
            if holder is None or holder.purpose == "site" or time.monotonic() > until:
                break
            if not told:
                self._say(f"Waiting for another storelet command (process {holder.pid}) to end …")
                told = True
            time.sleep(_TICK)
        with self._data.hold("site", self._settings.address):
            yield

    def start(self) -> None:
        trim_logs(self._data.logs)
        self._end_leftovers()
        # Figures of processes that are gone: a new start counts from zero, as Prometheus expects.
        shutil.rmtree(self._data.metrics, ignore_errors=True)
        self._data.metrics.mkdir(mode=0o700)
        if self._site.follow_logs:
            self._follower = LogFollower(self._data.logs, self._say)
        self._settings = self._servers.start()
        if not self._settings.embedded_redis:
            require_redis(self._settings.redis_url)
        if not schema_is_current(self._settings.database_owner_url):
            self._migrate()
        if self._site.load is not None:
            self._site.load(self._settings)
        wanted = {"api": self._site.api, "worker": self._site.worker, "beat": self._site.beat}
        for program in (self._site.programs or programs_of)(self._settings):
            if wanted.get(program.name, True):
                child = SiteProcess(program, folder=CHECKOUT, logs=self._data.logs, say=self._say)
                self._children.append(child)
                child.start(self._settings.child_environment())
                self._remember_children()
                if program.name == "api":
                    # People wait for this one: it has the processors to itself until it answers. What worker and beat
                    # do waits in the outbox meanwhile.
                    self._await_ready()

    def watch(self) -> None:
        """Until asked to stop: start again what crashed, show logs if wanted, keep them short."""
        self._was_ready = True
        self._site.ready(self._settings, self._pids())
        ticks = 0
        while True:
            time.sleep(_TICK)
            ticks += 1
            self._revive_servers()
            self._revive_children()
            if ticks % 300 == 0:
                trim_logs(self._data.logs)

    def stop(self) -> None:
        self._stopping = True
        if self._children:
            self._say("Stopping …")
        for child in self._children:
            child.stop()
        self._servers.stop()
        with suppress(OSError):
            self._data.remember("children", {})
        self._say("Stopped.")

    def _migrate(self) -> None:
        """In a process of its own, so that no start has to import the ORM just to find nothing to do."""
        self._say("Bringing the schema up to date …")
        owner = {
            "DATABASE_OWNER_URL": self._settings.database_owner_url,
            "STORELET_DATA": str(self._settings.data),
        }
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", "migrate"],
            cwd=CHECKOUT,
            env=self._settings.child_environment() | owner,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise ChildFailedError("The schema could not be brought up to date.", "The reason is above.")

    def _await_ready(self) -> None:
        until = time.monotonic() + self._site.ready_patience
        while self._site.api and not _answers(self._settings.address):
            self._revive_servers()
            self._revive_children()
            for child in self._children:
                if child.crashes >= _CRASHES_BEFORE_READY:
                    raise self._child_failed(child)
            if time.monotonic() > until:
                raise ChildFailedError(
                    f"The site did not become ready in {self._site.ready_patience:.0f} s.",
                    f"Its logs are in {self._data.logs}.",
                )
            time.sleep(0.05)

    def _child_failed(self, child: SiteProcess) -> SetUpError:
        words = child.last_words()
        if "address already in use" in words.lower():
            return PortTakenError(
                f"Port {self._settings.port} was taken by another program at this moment.",
                f"Choose another port: STORELET_PORT={self._settings.port + 1} make up",
            )
        return ChildFailedError(
            f"{child.program.name} keeps stopping. It said:\n{words}", f"The whole log: {child.log}"
        )

    def _revive_children(self) -> None:
        for child in self._children:
            if child.watch():
                self._remember_children()
        if self._follower:
            self._follower.follow()

    def _revive_servers(self) -> None:
        if not self._reviver.revive(wait_for_room=self._was_ready):
            return
        before = self._settings
        self._settings = self._servers.publish()
        if self._settings != before:
            for child in self._children:
                child.stop()
                child.start(self._settings.child_environment())

    def _pids(self) -> dict[str, int]:
        servers = {server.name.lower(): server.process_id() for server in self._servers.all}
        children = {child.program.name: child.pid for child in self._children}
        return {name: pid for name, pid in (servers | children).items() if pid}

    def _remember_children(self) -> None:
        known: dict[str, Any] = {}
        for child in self._children:
            with suppress(psutil.Error):
                if child.pid:
                    known[child.program.name] = [child.pid, psutil.Process(child.pid).create_time()]
        # Without it the kernel still ends them when we die; on a full disk that must do.
        with suppress(OSError):
            self._data.remember("children", known)

    def _end_leftovers(self) -> None:
        """Children of a supervisor that was killed, if the kernel has not ended them or is not done with it."""
        for name, (pid, created) in self._data.recall("children").items():
            with suppress(psutil.Error, ProcessLookupError):
                process = psutil.Process(pid)
                # The same number and the same birth: the same process.
                if process.create_time() == created:
                    self._say(f"An earlier run was killed; ending its {name} first …")
                    leash.end_process(process, [signal.SIGTERM], patience=5)
                    os.killpg(pid, signal.SIGKILL)


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
