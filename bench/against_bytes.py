"""A route of ours against a bare one that answers with the same bytes: same server program, one process each."""

import argparse
import os
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from bench.harness import LEAST_RUNS, in_turn, keep, machine, ratio, spread, told
from bench.site import bare_app, our_api, pids_of, processor_seconds
from bench.wrk import wrk, wrk_is_there
from infra.settings import Settings

_LUA = """
wrk.method = "{method}"
wrk.body = {body}
{headers}
"""


def arguments(about: str) -> argparse.Namespace:
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--runs", type=int, default=LEAST_RUNS)
    options.add_argument("--seconds", type=int, default=4)
    options.add_argument("--connections", type=int, default=32)
    return options.parse_args()


def against_bytes(
    name: str,
    options: argparse.Namespace,
    settings: Settings,
    *,
    path: str,
    reach: float,
    headers: Mapping[str, str],
    body: bytes | None = None,
    facts: Mapping[str, object] = {},
) -> int:
    """Measure, tell, keep; the program's exit code. The route is asked once first, and what it answers is what the bare
    one will."""
    if not wrk_is_there():
        print(f"wrk is not installed (Debian: apt-get install wrk): {name} is not measured")
        return 0
    about = machine()
    print(told(about))
    with our_api(settings) as ours:
        given, said = _ask(ours.address + path, headers, body)
        file = settings.data / f"{name}.bytes"
        file.write_bytes(given)
        environment = dict(os.environ) | {"BENCH_BYTES": str(file), "BENCH_TYPE": said}
        script = _script(settings.data / f"{name}.lua", headers, body)
        with bare_app("bench.bare_bytes:app", settings.data / "bare.log", environment) as bare:
            row = _measure(options, settings, script, (ours.port, path), (bare, "/bare"))
    row |= {"reach": reach, "bytes": len(given), **facts, "within_reach": row["ratio"] >= reach}
    print(row)
    keep(name, {"machine": about, "rows": [row]})
    return 0 if row["within_reach"] else 1


def _measure(
    options: argparse.Namespace,
    settings: Settings,
    script: Path,
    ours: tuple[int, str],
    bare: tuple[int, str],
) -> dict[str, Any]:
    ours_pids, postgres = pids_of(f"--port {ours[0]}"), pids_of(str(settings.data / "postgres"))
    bare_pids = pids_of(f"--port {bare[0]}")
    used, asked = {"ours": 0.0, "bare": 0.0, "postgresql": 0.0}, {"ours": 0, "bare": 0}

    def once(name: str, where: tuple[int, str], pids: list[int]) -> float:
        began = processor_seconds(pids), processor_seconds(postgres)
        got = wrk(where[0], script, options.connections, options.seconds, path=where[1])
        used[name] += processor_seconds(pids) - began[0]
        used["postgresql"] += processor_seconds(postgres) - began[1]
        asked[name] += int(got["requests"])
        return got["rate"]

    for port, path in (ours, bare):
        wrk(port, script, options.connections, 1, path=path)
    used["postgresql"] = 0.0
    rates, bound = in_turn(
        options.runs, lambda: once("ours", ours, ours_pids), lambda: once("bare", bare, bare_pids)
    )
    return {
        "ours_per_s": round(statistics.median(rates)),
        "bare_per_s": round(statistics.median(bound)),
        "ratio": ratio(rates, bound),
        "spread": spread(rates),
        "bare_spread": spread(bound),
        "processor_us_a_request": {
            "ours": round(used["ours"] / asked["ours"] * 1e6),
            "bare": round(used["bare"] / asked["bare"] * 1e6),
            "postgresql": round(used["postgresql"] / asked["ours"] * 1e6),
        },
    }


def _ask(address: str, headers: Mapping[str, str], body: bytes | None) -> tuple[bytes, str]:
    answer = httpx.request("GET" if body is None else "POST", address, headers=dict(headers), content=body)
    assert answer.is_success, (answer.status_code, answer.text[:500])
    return answer.content, answer.headers["content-type"]


def _script(path: Path, headers: Mapping[str, str], body: bytes | None) -> Path:
    # With a blank: two brackets in a row would begin a text.
    lines = "\n".join(f"wrk.headers[ {_lua(name)} ] = {_lua(text)}" for name, text in headers.items())
    said = "nil" if body is None else _lua(body.decode())
    path.write_text(_LUA.format(method="GET" if body is None else "POST", body=said, headers=lines))
    return path


def _lua(text: str) -> str:
    return f"[==[{text}]==]"
