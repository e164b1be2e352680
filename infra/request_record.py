"""What is kept of every request: its figures and its log line, written for little.

A request for a link is answered in a tenth of a millisecond; looked up, formatted and written the usual way, its log
line and its six figures would take longer than its answer. So both are gathered, and written every twentieth of a
second. The line is the one that `infra.logging` writes, in the same form: it holds figures, a route's template and ids,
nothing that would have to be hidden.
"""

import asyncio
import logging
import sys
from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from infra.database import pool_state
from infra.metrics import (
    BEFORE_SHOWN,
    DATABASE_CONNECTIONS,
    LATENCY,
    REQUEST_SECONDS,
    REQUESTS,
    REQUESTS_OPEN,
)

_LOGGER = "storelet.http"
_WRITTEN_AFTER_SECONDS = 0.05
_MOST_LINES = 500


class RequestRecorder:
    """One per process and event loop."""

    def __init__(self) -> None:
        self._open = 0
        # Requests by (method, route, status); seconds in all and by bucket, by (method, route).
        self._answered: dict[tuple[str, str, int], int] = {}
        self._seconds: dict[tuple[str, str], list[float]] = {}
        self._lines: list[bytes] = []
        self._asked = False
        self._encoder = msgspec.json.Encoder()
        self._logger = logging.getLogger(_LOGGER)
        BEFORE_SHOWN.append(self.write)

    def begin(self) -> None:
        """A request came."""
        self._open += 1
        if not self._asked:
            self._asked = True
            asyncio.get_running_loop().call_later(_WRITTEN_AFTER_SECONDS, self.write)

    def pass_on(self) -> None:
        """It is answered another way, which begins and ends it once more."""
        self._open -= 1

    def end(
        self, method: str, route: str, status: int, seconds: float, context: Mapping[str, Any] | None
    ) -> None:
        """It was answered. The route's template, never the address: addresses hold link codes and the secret names of
        orders. `context` is what its log line says beside (request id, brand); None for no line."""
        self._open -= 1
        key = (method, route, status)
        self._answered[key] = self._answered.get(key, 0) + 1
        took = self._seconds.get((method, route))
        if took is None:
            took = self._seconds[method, route] = [0.0] * (len(LATENCY) + 2)
        took[-1] += seconds
        took[bisect_left(LATENCY, seconds)] += 1
        if not self._asked:
            self._asked = True
            asyncio.get_running_loop().call_later(_WRITTEN_AFTER_SECONDS, self.write)
        if context is not None and self._logger.isEnabledFor(logging.INFO):
            self._lines.append(
                self._encoder.encode(
                    {
                        "method": method,
                        "route": route,
                        "status": status,
                        "ms": round(seconds * 1000, 1),
                        "event": "request",
                        **context,
                        "level": "info",
                        "logger": _LOGGER,
                        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
                    }
                )
            )
            if len(self._lines) >= _MOST_LINES:
                self._write_lines()

    def write(self) -> None:
        """Write what was gathered."""
        self._asked = False
        self._write_lines()
        answered, self._answered = self._answered, {}
        taken, self._seconds = self._seconds, {}
        for (method, route, status), count in answered.items():
            REQUESTS.labels(method, route, str(status)).inc(count)
        for (method, route), took in taken.items():
            # The library has no way to add many observations at once, and one at a time they cost more than the rest.
            histogram = REQUEST_SECONDS.labels(method, route)
            histogram._sum.inc(took[-1])
            for bucket, fell in zip(histogram._buckets, took[:-1], strict=True):
                if fell:
                    bucket.inc(fell)
        REQUESTS_OPEN.set(self._open)
        for state, connections in pool_state().items():
            DATABASE_CONNECTIONS.labels(state).set(connections)

    def _write_lines(self) -> None:
        lines, self._lines = self._lines, []
        if lines:
            sys.stdout.write(b"\n".join(lines).decode() + "\n")
            sys.stdout.flush()
