"""Room for the files in which processes share their figures is taken when a file is made.

Prometheus' client maps files that have a length and no blocks yet: on a disk that has filled up meanwhile the first
write to such a page ends the process (SIGBUS), whatever it was counting for. A process that finds no room counts in
memory: its figures are missing from the host's until it is started again, and nothing else is.
"""

import os
from typing import Any

from prometheus_client import values
from prometheus_client.mmap_dict import MmapedDict

# Far more than our series need; a file that grows beyond it grows as the client does it.
ROOM_BYTES = 512 * 1024


class RoomyDict(MmapedDict):
    def __init__(self, filename: str, read_mode: bool = False) -> None:
        super().__init__(filename if read_mode else _with_room(filename), read_mode)  # type: ignore[no-untyped-call]


def take_room_for_metrics() -> None:
    """From here on, for the whole process. Call it before the first metric is made."""
    if hasattr(os, "posix_fallocate") and hasattr(os, "memfd_create"):
        module: Any = values
        module.MmapedDict = RoomyDict


def _with_room(filename: str) -> str:
    try:
        file = os.open(filename, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(file, 0, ROOM_BYTES)
        finally:
            os.close(file)
    except OSError:
        # What could be made of it holds no figures and would be read as damaged.
        if os.path.exists(filename):  # noqa: PTH110 - the client works with text
            os.truncate(filename, 0)
            os.unlink(filename)  # noqa: PTH108
        return f"/proc/self/fd/{os.memfd_create('metrics')}"
    return filename
