"""One process of the site: started, watched, started again with growing pauses, stopped with all its children."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra.embedded import leash

_LONGEST_PAUSE = 30.0
# A process that lived this long was well; its next crash starts counting afresh.
_LIVED_WELL = 60.0


@dataclass(frozen=True)
class Program:
    """What to run. `death_signal` comes when the supervisor dies without a word; `stop_patience` is in seconds."""

    name: str
    command: Sequence[str]
    stop_patience: float
    death_signal: signal.Signals = signal.SIGTERM


class SiteProcess:
    """Call from the main thread only: the kernel ties the child to the thread that starts it."""

    def __init__(self, program: Program, *, folder: Path, logs: Path, say: Callable[[str], None]) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.crashes = 0
        self._folder = folder
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._environment: Mapping[str, str] = {}
        self._started_at = 0.0
        self._again_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._started_at = time.monotonic()
        self._process = leash.spawn(
            self.program.command,
            log=self.log,
            folder=self._folder,
            environment=environment,
            death_signal=self.program.death_signal,
        )

    def watch(self) -> bool:
        """Start it again if it stopped and its pause is over. True when its process id has changed."""
        now = time.monotonic()
        if self.alive:
            return False
        if self._process is not None:
            code = self._process.returncode
            # Whatever the dead leader left running would hold its port and its log.
            leash.stop(self._process)
            self._process = None
            self.crashes = 1 if now - self._started_at > _LIVED_WELL else self.crashes + 1
            pause = min(2.0 ** (self.crashes - 1), _LONGEST_PAUSE)
            self._again_at = now + pause
            self._say(f"{self.program.name} stopped ({ended_how(code)}); starting it again in {pause:.0f} s.")
            self._say(self.last_words())
        if now < self._again_at:
            return False
        self.start(self._environment)
        return True

    def stop(self) -> None:
        if self._process is not None:
            leash.stop(self._process, patience=self.program.stop_patience)
            self._process = None

    def kill(self) -> None:
        """At once, from a signal handler: nothing here waits."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, indented."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, self.log.stat().st_size - 8192))
                text = file.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
        return "\n".join(f"  {line}" for line in text.strip().splitlines()[-lines:])


def ended_how(code: int | None) -> str:
    """An exit status in words."""
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
