"""The whole site (`storelet up`) on an initialised data folder: how long until it is ready, and what it takes of memory
when nothing happens. `python -m bench.bench_idle_site`.

Reach: ready in 5 s; under 400 MiB for all its processes together, PostgreSQL and Redis included. Memory is proportional
(PSS): what processes share is counted once; the resident sum (RSS), which counts it once for each, is told beside.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import psutil

from bench.harness import LEAST_RUNS, keep, machine, told
from bench.site import free_port
from infra.embedded.programs import CHECKOUT

READY_REACH_SECONDS, MEMORY_REACH_MIB = 5, 400
_MIB = 2**20


def start(folder: Path) -> tuple[subprocess.Popen[str], float]:
    """The site, and the seconds it took to be ready."""
    environment = {
        **os.environ,
        "STORELET_DATA": str(folder / "data"),
        "STORELET_PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }
    began = time.perf_counter()
    site = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "up", "--json", "--wait-ready", "300"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert site.stdout is not None
    for line in site.stdout:
        if line.startswith("{") and json.loads(line).get("event") == "ready":
            return site, time.perf_counter() - began
    raise RuntimeError("the site did not become ready")


def stop(site: subprocess.Popen[str]) -> None:
    site.send_signal(signal.SIGINT)
    site.wait(60)


def memory(site: subprocess.Popen[str]) -> dict[str, Any]:
    """MiB of all its processes, in all and by what they are."""
    root = psutil.Process(site.pid)
    parts: dict[str, float] = defaultdict(float)
    total = {"pss": 0.0, "rss": 0.0}
    processes = [root, *root.children(recursive=True)]
    for process in processes:
        info = process.memory_full_info()
        parts[_part(process)] += info.pss / _MIB
        total["pss"] += info.pss / _MIB
        total["rss"] += info.rss / _MIB
    return {
        "pss_mib": round(total["pss"]),
        "rss_mib": round(total["rss"]),
        "processes": len(processes),
        "parts_pss_mib": {name: round(size) for name, size in sorted(parts.items())},
    }


def _part(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    for name, sign in (
        ("postgres", "postgres"),
        ("redis", "redis-server"),
        ("api", "api.app:app"),
        ("beat", " beat"),
        ("worker", " worker"),
        ("supervisor", "cli.main"),
    ):
        if sign in words:
            return name
    return "other"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=LEAST_RUNS)
    options.add_argument("--idle", type=int, default=15, help="seconds until memory is read")
    chosen = options.parse_args()
    about = machine()
    print(told(about))
    with tempfile.TemporaryDirectory(prefix="storelet-idle-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        site, first = start(folder)
        stop(site)
        taken = []
        for run in range(chosen.runs):
            site, seconds = start(folder)
            taken.append(seconds)
            if run == chosen.runs - 1:
                time.sleep(chosen.idle)
                held = memory(site)
            stop(site)
    row = {
        "ready_s": round(statistics.median(taken), 2),
        "ready_each_s": [round(seconds, 2) for seconds in taken],
        "first_start_s": round(first, 2),
        **held,
        "ready_reach_s": READY_REACH_SECONDS,
        "memory_reach_mib": MEMORY_REACH_MIB,
    }
    row["within_reach"] = row["ready_s"] <= READY_REACH_SECONDS and row["pss_mib"] < MEMORY_REACH_MIB
    print(row)
    keep("idle_site", {"machine": about, "rows": [row]})
    return 0 if row["within_reach"] else 1


if __name__ == "__main__":
    sys.exit(main())
