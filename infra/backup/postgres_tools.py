"""pg_dump, pg_restore and psql against one database, whoever runs the server."""

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from infra.embedded.programs import postgres_programs
from infra.setup_errors import ServerDownError

# Every table that holds rows of its own, so that progress can be said out of how many.
_TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
_READS_PAST_WALLS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


class PostgresTools:
    """`environment` says by PG* variables where and as whom: an argument list would show a password to everybody."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **environment}

    def may_read_everything(self) -> bool:
        """Row level security hides every brand's rows from whoever is under it, the tables' owner too."""
        return self.ask(_READS_PAST_WALLS) == "t"

    def is_empty(self) -> bool:
        return self.ask(_TABLES) == "0"

    def ask(self, statements: str, *, database: str | None = None) -> str:
        """Run SQL by psql, all of it in one transaction where it has several statements; its output."""
        command = [
            "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            *(["-d", database] if database else []),
            "-c",
            statements,
        ]
        return self._run(command).strip()

    def dump(self, target: Path, advance: Callable[[int], None]) -> None:
        """Write the whole database, in the format that pg_restore reads, as of one instant."""
        command = ["pg_dump", "--format=custom", "--compress=gzip:5", "--verbose", "--file", str(target)]
        self._run(command, lambda line: advance(1) if "dumping contents of table" in line else None)

    def restore(self, dump: Path, database: str | None, advance: Callable[[int], None]) -> None:
        """Fill an empty database, all or nothing."""
        place = database or self._environment["PGDATABASE"]
        command = [
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--verbose",
            "--dbname",
            place,
            str(dump),
        ]
        self._run(command, lambda line: advance(1) if "processing data for table" in line else None)

    def tables(self) -> int:
        """How many tables there are, for progress."""
        return int(self.ask(_TABLES))

    def _run(self, command: list[str], on_line: Callable[[str], None] | None = None) -> str:
        process = subprocess.Popen(
            [postgres_programs() / command[0], *command[1:]],
            env=self._environment,
            stdout=subprocess.PIPE if on_line is None else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if on_line is None else subprocess.PIPE,
            text=True,
        )
        said: list[str] = []
        for line in (process.stdout if on_line is None else process.stderr) or ():
            said.append(line)
            if on_line is not None:
                on_line(line)
        if process.wait():
            reason = "".join(line for line in said if "error" in line.lower()) or "".join(said[-3:])
            raise ServerDownError(
                f"{command[0]} failed: {reason.strip()}",
                "Nothing was changed; mend the reason and try again.",
            )
        return "".join(said)


def tools_for_url(url: str) -> PostgresTools:
    """The tools for a server of one's own."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    known = {
        "PGHOST": query.get("host") or parts.hostname or "localhost",
        "PGPORT": str(query.get("port") or parts.port or 5432),
        "PGUSER": unquote(parts.username or "postgres"),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")) or "postgres",
        "PGSSLMODE": query.get("sslmode", ""),
    }
    return PostgresTools({name: value for name, value in known.items() if value})
