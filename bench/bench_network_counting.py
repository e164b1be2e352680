"""Network counting against one random gather over the parent column, side by side.
`python -m bench.bench_network_counting`.

Counting is: levels of everybody, heads of every sub-tree, and one flow of money by sub-tree, ids in any order. Reach:
at most 20 times the gather at one and at ten million people, for every shape. Medians of at least five, gather and
counting taken in turn so that noise falls on both. The bound is the gather over the column as it is kept, 32-bit
positions; beside it stands the gather over the same positions as NumPy's own 64-bit index, for whoever keeps them so.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.harness import keep, machine, told
from bench.networks import Parents, network, shapes
from commission.compliance.counting.forest import Forest
from commission.compliance.scan import scan_network

REACH = 20
SCAN_SECONDS, SCAN_GIB = 30, 4


def seconds(work: Callable[[], object]) -> float:
    """Of the processor: gather and counting are one thread each, and waiting for other programs is neither's cost."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


def count(parent: Parents, flow: npt.NDArray[np.int64]) -> None:
    forest = Forest(parent)
    _ = forest.level, forest.heads
    forest.sum_up(flow)


def counting(people: int, runs: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    flow = rng.integers(0, 10**6, people)
    anywhere = rng.permutation(people)
    rows = []
    for shape, parent in shapes(people).items():
        gathers, wide, counts = [], [], []
        parent64 = parent.astype(np.int64)
        count(parent, flow)
        for _ in range(runs):
            gathers.append(seconds(lambda parent=parent: np.take(parent, anywhere)))
            wide.append(seconds(lambda parent64=parent64: np.take(parent64, anywhere)))
            counts.append(seconds(lambda parent=parent: count(parent, flow)))
        ratio = statistics.median(counts) / statistics.median(gathers)
        rows.append(
            {
                "people": people,
                "shape": shape,
                "gather_s": round(statistics.median(gathers), 4),
                "counting_s": round(statistics.median(counts), 4),
                "ratio": round(ratio, 1),
                "gather_64_bit_s": round(statistics.median(wide), 4),
                "ratio_64_bit": round(statistics.median(counts) / statistics.median(wide), 1),
                "spread": round((max(counts) - min(counts)) / statistics.median(counts), 2),
                "within_reach": ratio <= REACH,
            }
        )
        print(
            f"{people:>12,}  {shape:<30}{rows[-1]['gather_s']:>9.4f}{rows[-1]['counting_s']:>10.4f}"
            f"{ratio:>8.1f} x  ({rows[-1]['ratio_64_bit']:.1f} x of 64 bits)   noise {rows[-1]['spread']:.0%}",
            flush=True,
        )
    return rows


def scan(people: int, orders: int) -> dict[str, Any]:
    snapshot = network(people, orders)
    began = time.perf_counter()
    scan_network(snapshot, ["CN", "US"])
    took = time.perf_counter() - began
    peak = _peak_gib()
    print(
        f"scan of {people:,} people and {orders:,} orders, two jurisdictions: {took:.1f} s, peak {peak:.2f} GiB"
    )
    return {
        "people": people,
        "orders": orders,
        "seconds": round(took, 1),
        "peak_gib": round(peak, 2),
        "within_reach": took <= SCAN_SECONDS and peak <= SCAN_GIB,
    }


def _peak_gib() -> float:
    """Linux says the most this process has held; elsewhere it is not known and counts as none."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 2**20


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, nargs="*", default=[1_000_000, 10_000_000])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--no-scan", action="store_true")
    chosen = options.parse_args()
    about = machine() | {"numpy": np.__version__}
    print(f"{told(about)}\n{'people':>12}  {'shape':<30}{'gather':>9}{'counting':>10}{'ratio':>8}")
    rows = [row for people in chosen.people for row in counting(people, max(chosen.runs, 5))]
    result: dict[str, Any] = {"machine": about, "counting": rows, "reach": REACH}
    if not chosen.no_scan:
        result["scan"] = scan(1_000_000, 10_000_000)
    keep("network_counting", result)
    return (
        0
        if all(row["within_reach"] for row in rows) and result.get("scan", {}).get("within_reach", True)
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
