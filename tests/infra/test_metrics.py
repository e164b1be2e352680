"""Processes of a host share their figures; what a killed one held is not counted any longer."""

import os
import subprocess
import sys
from pathlib import Path

from infra.metrics_room import ROOM_BYTES
from infra.settings import CHECKOUT

COUNT = """
from infra.metrics import REQUESTS, REQUESTS_OPEN
REQUESTS.labels("GET", "/x", "200").inc(2)
REQUESTS_OPEN.inc()
"""
# What the system says of a full disk.
FULL = """
import os
def refuse(*_): raise OSError(28, "No space left on device")
os.posix_fallocate = refuse
"""
SHOW = "import sys; from infra.metrics import metrics_text; sys.stdout.buffer.write(metrics_text())"


def _run(program: str, folder: Path) -> str:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environ,
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return done.stdout.decode()


def test_any_process_answers_for_all_and_the_dead_hold_nothing_open(tmp_path: Path) -> None:
    _run(COUNT, tmp_path)
    _run(COUNT, tmp_path)
    shown = _run(SHOW, tmp_path)
    assert 'storelet_http_requests_total{method="GET",route="/x",status="200"} 4.0' in shown
    assert "storelet_http_requests_open 2.0" not in shown


def test_without_room_for_its_files_a_process_counts_for_itself_and_lives(tmp_path: Path) -> None:
    _run(FULL + COUNT + "from infra.metrics import metrics_text; metrics_text()", tmp_path)
    assert list(tmp_path.glob("*.db")) == []
    _run(COUNT, tmp_path)
    assert 'route="/x",status="200"} 2.0' in _run(SHOW, tmp_path)


def test_the_room_is_taken_when_the_file_is_made(tmp_path: Path) -> None:
    _run(COUNT, tmp_path)
    files = list(tmp_path.glob("*.db"))
    assert files != []
    assert all(file.stat().st_blocks * 512 >= ROOM_BYTES for file in files)
