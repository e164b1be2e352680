"""The log files of the data folder: shown as they grow, and kept from growing without bound."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_LARGEST = 32 * 1024 * 1024


def trim_logs(folder: Path) -> None:
    """Move what a large log holds into `<name>.1` and empty it in place.

    In place, because its writer keeps it open; writers append, so their next line lands at the new end. On a full disk
    the copy is left out: what helps there is the room.
    """
    for path in folder.glob("*.log"):
        with suppress(FileNotFoundError):
            if path.stat().st_size > _LARGEST:
                kept = path.with_name(f"{path.name}.1")
                try:
                    shutil.copy(path, kept)
                except OSError:
                    kept.unlink(missing_ok=True)
                os.truncate(path, 0)


class LogFollower:
    """Prints new lines of all logs of a folder, each with the name of its file before it."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._read_to = {path: path.stat().st_size for path in folder.glob("*.log")}

    def follow(self) -> None:
        for path in sorted(self._folder.glob("*.log")):
            with suppress(FileNotFoundError), path.open("rb") as file:
                begin = min(self._read_to.get(path, 0), path.stat().st_size)
                file.seek(begin)
                fresh = file.read()
                # An unfinished line waits for its end.
                whole = fresh[: fresh.rfind(b"\n") + 1]
                self._read_to[path] = begin + len(whole)
            for line in whole.decode("utf-8", "replace").splitlines():
                self._say(f"{path.stem:<9}| {line}")
