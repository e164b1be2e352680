"""wrk, the load generator (Debian: apt-get install wrk): written in C, so that it leaves the processor to what is
measured."""

import re
import shutil
import subprocess
from pathlib import Path


def wrk_is_there() -> bool:
    return shutil.which("wrk") is not None


def wrk(port: int, script: Path, connections: int, seconds: int, *, path: str = "") -> dict[str, float]:
    """Load a port for so many seconds; requests a second, how many in all, and the 99th percentile."""
    ended = subprocess.run(
        [
            shutil.which("wrk") or "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--latency",
            "-s",
            script,
            f"http://127.0.0.1:{port}{path}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    # Whoever writes a script that cannot be read gets a run without it, and a line here.
    assert not ended.stderr, ended.stderr
    done = ended.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    worst = re.search(r"99%\s+([\d.]+)(us|ms|s)", done)
    total = re.search(r"(\d+) requests in", done)
    assert rate, done
    assert worst, done
    assert total, done
    assert "Non-2xx" not in done, done
    scale = {"us": 0.001, "ms": 1, "s": 1000}[worst[2]]
    return {"rate": float(rate[1]), "p99_ms": float(worst[1]) * scale, "requests": int(total[1])}
