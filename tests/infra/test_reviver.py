"""What ended starts again: at once, or when there is room; what does not mend by waiting is raised."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from infra.embedded import reviver
from infra.embedded.reviver import Reviver
from infra.setup_errors import DataFolderError, DiskFullError, ServerDownError, SetUpError

FULL = DiskFullError("PostgreSQL stopped because the disk is full.", "Free some room.")


class Server:
    """Ended, for a reason; starts as often as `starts` says nothing against it."""

    name = "PostgreSQL"

    def __init__(self, reason: SetUpError, *starts: SetUpError | None) -> None:
        self.reason, self.starts, self.up, self.running = reason, list(starts), False, True

    def ended(self) -> bool:
        return self.running and not self.up

    def diagnosis(self) -> SetUpError:
        return self.reason

    def stop(self) -> None:
        self.running = False

    def start(self) -> None:
        refused = self.starts.pop(0)
        if refused is not None:
            raise refused
        self.up = self.running = True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [100.0]
    monkeypatch.setattr(reviver.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def revived(server: Server, said: list[str]) -> Reviver:
    return Reviver(cast(Any, [server]), said.append)


def test_a_full_disk_is_waited_out_with_growing_pauses(clock: Callable[[float], None]) -> None:
    said: list[str] = []
    server = Server(FULL, FULL, FULL, None)
    keeper = revived(server, said)
    assert keeper.revive(wait_for_room=True) is False
    assert said[0].endswith("PostgreSQL starts again as soon as there is room.")
    assert keeper.revive(wait_for_room=True) is False
    assert len(server.starts) == 2
    clock(1)
    assert keeper.revive(wait_for_room=True) is False
    clock(1)
    assert keeper.revive(wait_for_room=True) is False
    assert len(server.starts) == 1
    clock(1)
    assert keeper.revive(wait_for_room=True) is True
    assert keeper.revive(wait_for_room=True) is False
    assert len(said) == 2


def test_nobody_waits_for_room_at_a_start() -> None:
    with pytest.raises(DiskFullError):
        revived(Server(FULL), []).revive(wait_for_room=False)


def test_what_merely_stopped_starts_at_once_and_damage_is_raised() -> None:
    said: list[str] = []
    assert revived(Server(ServerDownError("PostgreSQL stopped."), None), said).revive(wait_for_room=True)
    assert said == ["PostgreSQL stopped.\nStarting PostgreSQL again …"]
    with pytest.raises(DataFolderError):
        revived(Server(DataFolderError("damaged")), []).revive(wait_for_room=True)
