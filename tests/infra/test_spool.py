"""Lines kept in files: each comes out once and whole, whoever writes and takes at one moment, on a full disk too."""

import errno
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra import spool as module
from infra.spool import Spool


def emptied(spool: Spool) -> Iterator[bytes]:
    for file in spool.take():
        yield from file.lines()
        file.remove()


def test_no_line_is_lost_to_whoever_empties_while_it_is_written(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    spool = Spool(tmp_path)
    lines = [f"line {number}".encode() for number in range(3_000)]
    taken: list[bytes] = []
    # Threads change places within a call, not only between calls.
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    request.addfinalizer(lambda: sys.setswitchinterval(usual))
    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(lambda: [spool.append(line) for line in lines])
        while not writing.done():
            taken += emptied(spool)
        writing.result()
    taken += emptied(spool)
    assert sorted(taken) == sorted(lines)
    assert list(tmp_path.iterdir()) == []


def test_what_a_full_disk_refused_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    spool.append(b"before")
    real = os.write

    def half(file: int, data: bytes | memoryview) -> int:
        monkeypatch.setattr(module.os, "write", full)
        return real(file, data[:3])

    def full(file: int, data: bytes | memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.os, "write", half)
    with pytest.raises(OSError, match="No space"):
        spool.append(b"refused")
    monkeypatch.setattr(module.os, "write", real)
    spool.append(b"after")
    assert list(emptied(spool)) == [b"before", b"after"]


def test_what_is_set_aside_is_taken_by_nobody(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.set_aside(b"refused")
    assert list(emptied(spool)) == []
    (aside,) = tmp_path.iterdir()
    assert (aside.suffix, aside.read_bytes()) == (".refused", b"refused\n")
