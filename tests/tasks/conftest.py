"""A real worker beside the tests, on their servers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from infra.embedded.programs import CHECKOUT
from infra.settings import Settings

StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(settings: Settings, tmp_path: Path) -> Iterator[StartWorker]:
    """Start a worker that has the waiting task too; all are ended after the test."""
    started: list[subprocess.Popen[bytes]] = []
    environment = settings.child_environment() | {"WAITING_FOLDER": str(tmp_path)}
    # The supervisor makes it for the processes of a site.
    Path(environment["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "tests.tasks.waiting_app:celery_app", "worker"]
        command += ["--concurrency", "1", "--loglevel", "info", "--without-gossip", "--without-mingle"]
        with (tmp_path / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def until(holds: Callable[[], object], seconds: int = 40) -> None:
    """Wait for it to hold."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def pool_process(worker: subprocess.Popen[bytes]) -> psutil.Process:
    """The process of the worker that runs tasks."""
    return psutil.Process(worker.pid).children()[0]
