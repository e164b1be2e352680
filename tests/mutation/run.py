"""Mutation testing of the law: `make mutants` (docs/law/mutation.md).

    python tests/mutation/run.py [--again] [--minutes N] ['commission.money*' ...]

The tests are collected once; each mutant is a fork of the process that has them, runs the tests that reach the changed
function and ends at the first that fails. Results stay in `mutants/`: a run that was ended goes on where it stopped.
`--again` tries those anew that no test noticed; `--minutes` ends after so long.
"""

import argparse
import fnmatch
import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pytest
from generate import generate
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.file_utils import change_cwd, walk_mutatable_files
from mutmut.utils.format_utils import mangled_name_from_mutant_name
from reach import Reached, caches_of_the_law, forget_answers, pytest_arguments, reached
from report import print_report

KILLED, SURVIVED, TIMED_OUT, NO_TESTS = 1, 0, 36, 33
# Tests of other folders that reach the function too are run as far as they fit into this, the quickest first.
OTHERS_SECONDS = 2.0
SECONDS_AT_LEAST = 4.0
TIMES_AS_LONG = 6
MEMORY_MORE = 2 << 30


class Trials:
    """Runs inside pytest, in place of the tests: the tests are collected, and each mutant gets a fork of that."""

    def __init__(self, names: list[str], again: bool, minutes: float | None, reach: Reached) -> None:
        self.names, self.again, self.reach = names, again, reach
        self.ends_at = None if minutes is None else time.monotonic() + 60 * minutes
        self.workers = int(os.environ.get("WORKERS", "2"))
        self.running: dict[int, tuple[SourceFileMutationData, str]] = {}
        self.items: dict[str, pytest.Item] = {}
        self.tried = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        # What collecting the tests has left in the law's memory was answered by the law unchanged.
        forget_answers(caches_of_the_law())
        gc.freeze()
        for data, name in self._to_try():
            if self.ends_at is not None and time.monotonic() > self.ends_at:
                break
            tests = self._tests_of(name)
            if not tests:
                self._keep(data, name, NO_TESTS, 0.0)
                continue
            while len(self.running) >= self.workers:
                self._wait()
            budget = SECONDS_AT_LEAST + TIMES_AS_LONG * sum(self.reach.seconds[test] for test in tests)
            child = os.fork()
            if child == 0:
                os._exit(_try(session, name, [self.items[test] for test in tests], budget))
            self.running[child] = (data, name)
        while self.running:
            self._wait()
        return True

    def _to_try(self) -> Iterator[tuple[SourceFileMutationData, str]]:
        with change_cwd(".."):
            paths = sorted(walk_mutatable_files())
        for path in paths:
            with change_cwd(".."):
                data = SourceFileMutationData(path=path)
                data.load()
            for name, code in data.exit_code_by_key.items():
                wanted = not self.names or any(fnmatch.fnmatch(name, pattern) for pattern in self.names)
                if wanted and (code is None or (self.again and code != KILLED)):
                    yield data, name

    def _tests_of(self, name: str) -> list[str]:
        """Those of the module's own folder, then those of others, as far as their time reaches."""
        tests = [
            test
            for test in self.reach.tests.get(mangled_name_from_mutant_name(name), ())
            if test in self.items
        ]
        own = f"tests/commission/{name.split('.')[1]}/"
        chosen = [test for test in tests if test.startswith(own)]
        left = OTHERS_SECONDS
        for test in tests:
            left -= 0 if test.startswith(own) else self.reach.seconds[test]
            if left > 0 and not test.startswith(own):
                chosen.append(test)
        return chosen or tests

    def _wait(self) -> None:
        child, status, used = os.wait3(0)
        data, name = self.running.pop(child)
        code = os.waitstatus_to_exitcode(status)
        self._keep(data, name, TIMED_OUT if code < 0 else code, used.ru_utime + used.ru_stime)

    def _keep(self, data: SourceFileMutationData, name: str, code: int, seconds: float) -> None:
        data.exit_code_by_key[name] = code
        data.durations_by_key[name] = seconds
        with change_cwd(".."):
            data.save()
        self.tried += 1
        if self.tried % 100 == 0:
            sys.stderr.write(f"{self.tried} tried, now {name}\n")


def _try(session: pytest.Session, name: str, items: list[pytest.Item], budget: float) -> int:
    """In the fork: whether a test notices. A mutant that never ends uses up its seconds of processor, whatever else the
    machine does meanwhile."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_MORE, used + MEMORY_MORE))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, budget)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 60 + 20 * budget)
    set_mutant_under_test(name)
    for item, following in zip(items, [*items[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return KILLED
    return SURVIVED


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--minutes", type=float)
    asked = parser.parse_args()
    generate()
    reach = reached()
    set_mutant_under_test("")
    trials = Trials(asked.names, asked.again, asked.minutes, reach)
    with change_cwd("mutants"):
        pytest.main(pytest_arguments(), plugins=[trials])
    print_report(asked.names)


if __name__ == "__main__":
    main()
