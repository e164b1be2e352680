"""The embedded Redis: loopback only, with a random password, its log of writes in the data folder."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable

from infra.embedded import leash
from infra.embedded.data_folder import DataFolder, private_folder
from infra.embedded.log_reader import ServerLog
from infra.embedded.programs import redis_program
from infra.embedded.system_account import SystemAccount, account_for, grant_reading, grant_traverse
from infra.redis_ping import ping_redis
from infra.setup_errors import ServerDownError

_START_PATIENCE = 60.0

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
appendonly yes
appendfsync {sync}
save ""
maxmemory-policy noeviction
databases {databases}
daemonize no
logfile ""
"""


class EmbeddedRedis:
    """Only the process that holds the data folder may call start and stop."""

    name = "Redis"

    def __init__(self, data: DataFolder, say: Callable[[str], None], *, durable: bool = True) -> None:
        self.data = data
        self.folder = data.redis
        self.log = data.logs / "redis.log"
        self.port = 0
        self._say = say
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._server_log = ServerLog(self.log)

    def start(self) -> None:
        """Start on the remembered port, or on another free one when somebody took it meanwhile.

        Raises DataFolderError, DiskFullError, SystemAccountError or ServerDownError, each with what to do.
        """
        self.data.make()
        account = account_for(self.folder)
        try:
            private_folder(self.folder, account)
            grant_traverse(self.folder, account, self._say)
            grant_traverse(redis_program(), account, self._say)
            grant_reading(redis_program(), account)
            self.end_leftover()
            self._spawn(account)
        except OSError as error:
            raise self.data.explain(error) from error
        self._await_ready()

    def stop(self, patience: float = 10) -> None:
        """Writes its log out and ends."""
        if self._process is not None:
            leash.stop(self._process, patience=patience)
            self._process = None

    def ended(self) -> bool:
        """True when the server that we started has stopped by itself."""
        return self._process is not None and self._process.poll() is not None

    def diagnosis(self) -> Exception:
        """Why it ended, from its own log."""
        return self._server_log.diagnose(self.name)

    def process_id(self) -> int | None:
        """The process id of the live server of this folder, whoever started it."""
        pid = self.data.recall("redis").get("pid")
        leftover = leash.leftover_in(self.folder, pid, "redis-server")
        return leftover.pid if leftover else None

    def url(self, number: int = 0) -> str:
        """The address of logical database `number`, password included."""
        return f"redis://:{self.data.secrets().redis_password}@127.0.0.1:{self.port}/{number}"

    def _spawn(self, account: SystemAccount) -> None:
        self.port = _free_port(self.data.recall("redis").get("port", 0))
        file = self.folder / "redis.conf"
        folder = str(self.folder).replace("\\", "\\\\").replace('"', '\\"')
        file.touch(mode=0o600)
        file.write_text(
            _CONFIGURATION.format(
                port=self.port,
                password=self.data.secrets().redis_password,
                folder=f'"{folder}"',
                sync="everysec" if self._durable else "no",
                databases=16 if self._durable else 64,
            )
        )
        account.own(file)
        self._server_log = ServerLog(self.log)
        self._process = leash.spawn(
            [redis_program(), file],
            log=self.log,
            folder=self.folder,
            environment={"LC_ALL": "C", "TZ": "UTC"},
            account=account,
        )
        self.data.remember("redis", {"port": self.port, "pid": self._process.pid})

    def _await_ready(self) -> None:
        process = self._process
        assert process is not None  # noqa: S101 - _spawn has just set it
        until = time.monotonic() + _START_PATIENCE
        while time.monotonic() < until:
            if process.poll() is not None:
                self._process = None
                raise self.diagnosis()
            try:
                ping_redis(self.url(), patience=2)
            except OSError:
                time.sleep(0.02)  # not listening yet, or still loading its log
            else:
                return
        self.stop()
        raise ServerDownError("Redis did not become ready in time.", f"Log: {self.log}")

    def end_leftover(self) -> None:
        """We hold the folder, so a live server here belongs to a supervisor that was killed."""
        pid = self.data.recall("redis").get("pid")
        leftover = leash.leftover_in(self.folder, pid, "redis-server")
        if leftover is None:
            return
        self._say("An earlier run was killed; ending its Redis first …")
        if not leash.end_process(leftover, [signal.SIGTERM, signal.SIGKILL], patience=10):
            raise ServerDownError(
                f"A Redis of an earlier run (process {leftover.pid}) does not end.",
                f"End it by hand: kill -KILL {leftover.pid}",
            )


def _free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, else any free port of the loopback address."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerDownError("No free port on 127.0.0.1 for Redis.", "Set REDIS_URL to a Redis of your own.")
