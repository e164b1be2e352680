"""Prometheus metrics, one place for all names.

With PROMETHEUS_MULTIPROC_DIR set (`storelet up` sets it) the processes of a host share their figures through that
folder, so that any of them answers for all, workers included; without it each process answers for itself.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY

from infra.metrics_room import take_room_for_metrics

take_room_for_metrics()
# When a series began is of no use to anybody here, and doubles the text.
disable_created_metrics()  # type: ignore[no-untyped-call]

LATENCY = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "storelet_http_requests",
    "Requests answered, by route template (never the address itself) and status",
    ["method", "route", "status"],
)
REQUEST_SECONDS = Histogram(
    "storelet_http_request_seconds",
    "Seconds from the request to the end of its answer",
    ["method", "route"],
    buckets=LATENCY,
)
REQUESTS_OPEN = Gauge(
    "storelet_http_requests_open", "Requests being answered now", multiprocess_mode="livesum"
)
DATABASE_CONNECTIONS = Gauge(
    "storelet_database_connections",
    "Connections of the pools to PostgreSQL, busy and idle",
    ["state"],
    multiprocess_mode="livesum",
)
OUTBOX_DUE = Gauge(
    "storelet_outbox_due",
    "Outbox messages of all brands that are due and were not handed to their tasks by the last relay",
    multiprocess_mode="mostrecent",
)
SHELF_PAGES = Counter(
    "storelet_shelf_pages",
    "Stores' pages that may be given again for a moment: made, or given from memory",
    ["source"],
)
LINK_LOOKUPS = Counter(
    "storelet_link_lookups",
    "Links looked up when opened: in memory, in the database, or stale in memory while that is away",
    ["source"],
)
TOUCHES_STORED = Counter(
    "storelet_touches_stored", "Touches this process committed, those delivered twice too"
)
TOUCHES_PARKED = Counter(
    "storelet_touches_parked", "Touches that wait in Redis and on the disk because PostgreSQL was away"
)


# What a part of this process gathers and has yet to count.
BEFORE_SHOWN: list[Callable[[], None]] = []


def metrics_text() -> bytes:
    """All figures in Prometheus' text format."""
    for write in BEFORE_SHOWN:
        write()
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    """A process that was killed has no open requests and no connections; what it counted stays."""
    for file in folder.glob("gauge_live*.db"):
        pid = re.search(r"_(\d+)\.db$", file.name)
        if pid and not Path(f"/proc/{pid[1]}").exists():
            file.unlink(missing_ok=True)
