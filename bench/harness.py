"""What every benchmark does alike: the machine and its noise told, ours and the bound it is judged by measured in turn
in one run, medians, and the results kept as JSON with the commit they were measured at (`bench/results/NAME.json`)."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

RESULTS = Path(__file__).parent / "results"
LEAST_RUNS = 5
_NOISE_RUNS = 15


def machine() -> dict[str, Any]:
    """What it was measured on, and what else the machine was doing."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "noise": noise(),
    }


def noise() -> float:
    """How far a fixed piece of work strays from its own best on this machine now: 0.1 is ten per cent, in the
    middle of fifteen runs. A machine that is busy with other things strays far."""
    times = []
    for _ in range(_NOISE_RUNS):
        began = time.perf_counter()
        sum(number * number for number in range(200_000))
        times.append(time.perf_counter() - began)
    return round(statistics.median(times) / min(times) - 1, 2)


def commit() -> str:
    """The commit of the checkout, with a plus where files differ from it; empty outside of one."""
    try:
        at = _git("rev-parse", "--short=12", "HEAD")
        return at + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def in_turn(runs: int, *measured: Callable[[], float]) -> list[list[float]]:
    """Each of `measured`, one after another, `runs` times: what disturbs the machine for a while disturbs all."""
    taken: list[list[float]] = [[] for _ in measured]
    for _ in range(runs):
        for measure, into in zip(measured, taken, strict=True):
            into.append(measure())
    return taken


def spread(values: Sequence[float]) -> float:
    """The distance between best and worst, in parts of the median."""
    return round((max(values) - min(values)) / statistics.median(values), 2)


def ratio(ours: Sequence[float], bound: Sequence[float]) -> float:
    """The medians' ratio."""
    return round(statistics.median(ours) / statistics.median(bound), 2)


def keep(name: str, result: dict[str, Any]) -> None:
    """Write the results beside the benchmarks: one file each, its history is the repository's."""
    RESULTS.mkdir(exist_ok=True)
    body = {"commit": commit(), "at": datetime.now(UTC).isoformat(timespec="seconds"), **result}
    (RESULTS / f"{name}.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


def told(about: dict[str, Any]) -> str:
    """The machine in one line."""
    return (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gib']} GiB, {about['system']}, Python"
        f" {about['python']}, load {about['load'][0]}, noise {about['noise']:.0%}"
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def _git(*words: str) -> str:
    program = shutil.which("git") or "git"
    done = subprocess.run(
        [program, *words], cwd=RESULTS.parent, capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.strip()
