"""Start a child that cannot outlive us, and stop it for certain."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from infra.embedded.system_account import SystemAccount

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: the child may not take the loader's lock between fork and exec.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    folder: Path,
    environment: Mapping[str, str],
    death_signal: signal.Signals = signal.SIGTERM,
    account: SystemAccount | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own with its output appended to `log`.

    A session of its own, so that Ctrl-C reaches only the supervisor, which stops the children in order. On
    Linux the kernel sends `death_signal` when the thread that called this ends, even by SIGKILL: call it from
    the main thread.
    """
    parent = os.getpid()

    def tie_to_parent() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        # The parent may have died before prctl, and then no signal would ever come.
        if os.getppid() != parent:
            os._exit(1)

    lowered = account is not None and account.lowered
    log.touch(mode=0o600)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
            # After the change of account, which would clear it; it touches nothing a thread could hold.
            preexec_fn=tie_to_parent,  # noqa: PLW1509
            user=account.uid if account and lowered else None,
            group=account.gid if account and lowered else None,
            extra_groups=[] if lowered else None,
        )


def stop(
    process: subprocess.Popen[bytes], *, ask: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask the child to end; after `patience` seconds end its whole process group by force."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.send_signal(ask)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    # Also after a polite end: a leader may have left children of its own behind.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def leftover_in(folder: Path, pid: int | None, name: str) -> psutil.Process | None:
    """The live process `pid`, if it is a `name` working in `folder`: numbers are reused, pid files lie."""
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or name not in process.name():
            return None
        return process if Path(process.cwd()) == folder else None
    except psutil.Error:
        return None


def workers_in(folder: Path, name: str) -> list[psutil.Process]:
    """The live processes called `name` that work in `folder`."""
    found = (leftover_in(folder, pid, name) for pid in psutil.pids())
    return [process for process in found if process is not None]


def end_process(process: psutil.Process, signals: Sequence[signal.Signals], patience: float) -> bool:
    """End a process that is not our child: each signal in turn, `patience` seconds apiece. True when gone."""
    for step in signals:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(step)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
            time.sleep(0.05)
    return not process.is_running()
