"""Lines kept in files of this host until they can be written elsewhere: what is appended is on the disk before the call
returns.

Each process appends to a file of its own, which it holds locked. A file whose lock is free was left by a process that
died, and whoever finds it takes it over. A line that was being written when its process died was never confirmed to
anybody and is passed over.
"""

import fcntl
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".spool"
ASIDE = ".refused"


@dataclass(eq=False)
class SpoolFile:
    """A file that this process holds locked."""

    path: Path
    file: BinaryIO = field(repr=False)

    def lines(self) -> Iterator[bytes]:
        """The whole lines, without their ends."""
        with os.fdopen(os.dup(self.file.fileno()), "rb") as reader:
            reader.seek(0)
            for line in reader:
                if line.endswith(b"\n"):
                    yield line[:-1]

    def remove(self) -> None:
        """Everything in it is written elsewhere."""
        self.path.unlink(missing_ok=True)
        self.file.close()

    def let_go(self) -> None:
        """Leave it for the next who looks."""
        self.file.close()


class Spool:
    """Blocking, as files are: call from a thread, or from several."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: SpoolFile | None = None
        # A file that is taken while a line is written to it would be emptied without that line, and removed.
        self._alone = threading.Lock()

    def append(self, line: bytes) -> None:
        """Keep a line, which holds no line end. Raises OSError where the disk does not take it."""
        with self._alone:
            self._append(line)

    def _append(self, line: bytes) -> None:
        if self._open is None:
            self._open = self._made()
        self._write(self._open.file.fileno(), line)

    @staticmethod
    def _write(file: int, line: bytes) -> None:
        """Past the file's own buffer: what a full disk refused would wait in it and come back with the next line."""
        end = os.lseek(file, 0, os.SEEK_END)
        try:
            left = memoryview(line + b"\n")
            while left:
                left = left[os.write(file, left) :]
            os.fsync(file)
        except OSError:
            # Half a line would swallow the next one.
            os.ftruncate(file, end)
            raise

    def take(self) -> list[SpoolFile]:
        """Files to empty: this process's own, and those of processes that died. Later lines go into a new file."""
        with self._alone:
            own, self._open = self._open, None
        return ([own] if own else []) + list(self._left_over(own))

    def set_aside(self, line: bytes) -> None:
        """Keep a line that cannot be written elsewhere for somebody to look at, in a file that nobody takes. Raises
        OSError where the disk does not take it."""
        made = self._made()
        self._write(made.file.fileno(), line)
        made.path.rename(made.path.with_suffix(ASIDE))
        made.file.close()

    def _left_over(self, own: SpoolFile | None) -> Iterator[SpoolFile]:
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            if own is not None and path == own.path:
                continue
            try:
                file = path.open("r+b")
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                continue
            yield SpoolFile(path, file)

    def _made(self) -> SpoolFile:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{os.getpid()}-{uuid.uuid4().hex}{SUFFIX}"
        # Locked under another name first: nobody may take it over in between.
        hidden = path.with_suffix(".new")
        file = hidden.open("x+b")
        fcntl.flock(file, fcntl.LOCK_EX)
        hidden.rename(path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return SpoolFile(path, file)
