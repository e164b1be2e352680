"""Time is passed in: services ask a clock, never the machine, so that a test or the demo can set the hour."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows the instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved; for tests, imports and the demo's three months."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def move_to(self, at: datetime) -> None:
        """Set the instant. It may go back: an import plays each file from its beginning."""
        self._at = at.astimezone(UTC)

    def move_by(self, step: timedelta) -> None:
        self._at += step
