"""Starts embedded servers again that ended by themselves, at once or, where the disk is full, when there is room."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.redis import EmbeddedRedis
from infra.setup_errors import DiskFullError, ServerDownError

_LONGEST_PAUSE = 30.0


@dataclass
class _Down:
    """A server that waits for room; told once, tried with growing pauses."""

    pause: float = 1.0
    again_at: float = 0.0


class Reviver:
    """For the supervisor's one thread."""

    def __init__(
        self, servers: Sequence[EmbeddedPostgres | EmbeddedRedis], say: Callable[[str], None]
    ) -> None:
        self._servers = servers
        self._say = say
        self._down: dict[str, _Down] = {}

    def revive(self, *, wait_for_room: bool) -> bool:
        """Start again what ended; True when something was started, whose address may have changed.

        With `wait_for_room` a full disk is waited out: somebody will make room, and the site should come back by itself
        when they do. Without (a start that nobody uses yet), and for a damaged folder, which mends by no waiting, the
        reason is raised.
        """
        started = False
        for server in self._servers:
            if server.ended():
                self._say_why(server, wait_for_room)
            elif server.name not in self._down:
                continue
            down = self._down[server.name]
            if time.monotonic() >= down.again_at:
                started = self._start(server, down, wait_for_room) or started
        return started

    def _say_why(self, server: EmbeddedPostgres | EmbeddedRedis, wait_for_room: bool) -> None:
        reason = server.diagnosis()
        if isinstance(reason, DiskFullError) and wait_for_room:
            self._say(f"{reason}\n{server.name} starts again as soon as there is room.")
        elif isinstance(reason, ServerDownError):
            self._say(f"{reason}\nStarting {server.name} again …")
        else:
            raise reason
        server.stop()
        self._down[server.name] = _Down()

    def _start(self, server: EmbeddedPostgres | EmbeddedRedis, down: _Down, wait_for_room: bool) -> bool:
        try:
            server.start()
        except DiskFullError as full:
            if not wait_for_room:
                raise
            if down.pause == 1.0:
                self._say(f"{full}\n{server.name} starts again as soon as there is room.")
            down.again_at = time.monotonic() + down.pause
            down.pause = min(2 * down.pause, _LONGEST_PAUSE)
            return False
        del self._down[server.name]
        return True
