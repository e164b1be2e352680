"""The whole site beside a test: API, worker and beat as the supervisor starts them, on the test's own servers."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

from infra.embedded.programs import CHECKOUT
from infra.settings import Settings
from infra.supervisor import programs_of

PATIENCE = 60


@contextmanager
def running_site(
    settings: Settings, folder: Path, programs: tuple[str, ...] = ("api", "worker", "beat")
) -> Iterator[Settings]:
    """The settings with the address under which the site answers. Everything is ended afterwards; logs are in
    `folder`."""
    port = _free_port()
    here = msgspec.structs.replace(
        settings, data=folder, host="127.0.0.1", port=port, public_url=f"http://127.0.0.1:{port}"
    )
    environment = here.child_environment() | {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
    (folder / "metrics").mkdir(parents=True)
    started: list[subprocess.Popen[bytes]] = []
    try:
        for program in programs_of(here):
            if program.name not in programs:
                continue
            with (folder / f"{program.name}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        program.command,
                        cwd=CHECKOUT,
                        env=environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )
        _wait_until_ready(here, folder)
        yield here
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_ready(settings: Settings, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if httpx.get(f"{settings.address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < end, (folder / "api.log").read_text()
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
