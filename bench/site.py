"""A site for a benchmark: embedded servers with their durable settings, the schema, and server processes as the
supervisor starts them."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import psutil

from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.embedded.servers import EmbeddedServers
from infra.migrate import migrate
from infra.settings import Settings, load_settings, use_settings
from infra.supervisor import programs_of

_PATIENCE_SECONDS = 120


@contextmanager
def own_servers(prefix: str = "storelet-bench-") -> Iterator[Settings]:
    """PostgreSQL (fsync and synchronous_commit on, as for everybody) and Redis in a folder that is gone afterwards; the
    schema is current, and these are this process's settings."""
    with tempfile.TemporaryDirectory(prefix=prefix) as name:
        folder = Path(name)
        folder.chmod(0o711)
        settings = load_settings({"STORELET_DATA": str(folder / "data"), "STORELET_LOG_LEVEL": "INFO"})
        DataFolder(settings.data).make()
        with DataFolder(settings.data).hold("command"):
            servers = EmbeddedServers(settings, lambda _: None)
            try:
                settings = servers.start()
                use_settings(settings)
                asyncio.run(migrate(settings.database_owner_url))
                yield settings
            finally:
                servers.stop()


@contextmanager
def our_api(settings: Settings, *, processes: int = 1) -> Iterator[Settings]:
    """The API as the supervisor starts it, on a port of its own; the settings it answers under."""
    port = free_port()
    ours = msgspec.structs.replace(
        settings, port=port, public_url=f"http://127.0.0.1:{port}", api_processes=processes
    )
    command = next(program.command for program in programs_of(ours) if program.name == "api")
    metrics = settings.data / f"metrics-{port}"
    metrics.mkdir()
    environment = ours.child_environment() | {"PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    with serving(command, port, environment, settings.data / f"api-{port}.log"):
        yield ours


@contextmanager
def bare_app(app: str, log: Path, environment: dict[str, str], *, processes: int = 1) -> Iterator[int]:
    """A bare application under the same server program with the same settings; its port."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--workers", str(processes)]
    command += ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    with serving(command, port, environment, log):
        yield port


@contextmanager
def serving(command: Sequence[str], port: int, environment: dict[str, str], log: Path) -> Iterator[int]:
    """A server process until the block ends; its process id."""
    with log.open("wb") as file:
        server = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=file, stderr=file)
    try:
        until = time.monotonic() + _PATIENCE_SECONDS
        while not _answers(port):
            assert time.monotonic() < until and server.poll() is None, log.read_text()  # noqa: PT018
            time.sleep(0.05)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def pids_of(words: str) -> list[int]:
    """Processes whose command line holds these words, not those that are children of another such."""
    found = {
        process.pid: process.ppid()
        for process in psutil.process_iter(["cmdline"])
        if words in " ".join(process.info["cmdline"] or ())
    }
    return [pid for pid, parent in found.items() if parent not in found]


def processor_seconds(pids: Sequence[int]) -> float:
    """What these processes and those of their children that still run have used of the processor."""
    total = 0.0
    for pid in pids:
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            # A session of PostgreSQL may end between being listed and being read.
            with contextlib.suppress(psutil.NoSuchProcess):
                used = process.cpu_times()
                total += used.user + used.system
    return total


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def administrator(settings: Settings) -> dict[str, str]:
    """The environment in which PostgreSQL's own programs reach the embedded server as its superuser, whom the socket
    knows by operating system account."""
    query = parse_qs(urlsplit(settings.database_url).query)
    return {
        "PATH": os.defpath,
        "PGHOST": query["host"][0],
        "PGPORT": query["port"][0],
        "PGUSER": "postgres",
        "PGDATABASE": "postgres",
    }
