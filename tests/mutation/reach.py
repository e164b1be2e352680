"""Which tests reach which function of the law, and how long each takes: found by running them all once."""

import functools
import gc
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from mutmut.configuration import config
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd

KEPT = Path("mutants/reach.json").absolute()


class Reached:
    """`tests` by function, the quickest first; `seconds` by test."""

    def __init__(self, tests: dict[str, list[str]], seconds: dict[str, float]) -> None:
        self.tests = tests
        self.seconds = seconds


def forget_answers(caches: Iterable["functools._lru_cache_wrapper[Any]"]) -> None:
    """What the law answered before must not be what it answers now."""
    for each in caches:
        each.cache_clear()


def caches_of_the_law() -> list["functools._lru_cache_wrapper[Any]"]:
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith("commission.")
    ]


class _Listener:
    def __init__(self) -> None:
        self.tests: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}
        self.caches: list[functools._lru_cache_wrapper[Any]] = []

    def pytest_collection_finish(self) -> None:
        self.caches = caches_of_the_law()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        # Else only the first test to need a cached answer would be known to reach what makes it.
        forget_answers(self.caches)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        for function in state()._stats:
            self.tests.setdefault(function, []).append(item.nodeid)
        state()._stats.clear()


def pytest_arguments(files: Sequence[str] = ()) -> list[str]:
    chosen = files or config().pytest_add_cli_args_test_selection
    return ["--rootdir=.", *config().pytest_add_cli_args, *chosen]


def reached() -> Reached:
    """Kept from the last run; tests that changed since, or whose part of the law did, are run anew. In a process of its
    own: what tests leave behind in memory must not meet a mutant."""
    kept = _Kept.load()
    now = _fingerprints()
    if kept.files != now:
        child = os.fork()
        if child == 0:
            os._exit(_listen(kept, now))
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            raise SystemExit("the tests of the law fail without any mutant")
        kept = _Kept.load()
    tests = {
        function: sorted(names, key=lambda test: kept.seconds[test]) for function, names in kept.tests.items()
    }
    return Reached(tests, kept.seconds)


@dataclass
class _Kept:
    """`files`: a digest of each test file, with what it stands beside and on."""

    files: dict[str, str]
    tests: dict[str, list[str]]
    seconds: dict[str, float]

    @classmethod
    def load(cls) -> "_Kept":
        return cls(**json.loads(KEPT.read_text("utf-8"))) if KEPT.exists() else cls({}, {}, {})

    def without(self, files: set[str]) -> "_Kept":
        """What is known from other files."""

        def stays(test: str) -> bool:
            return test.partition("::")[0] not in files

        return _Kept(
            {path: digest for path, digest in self.files.items() if path not in files},
            {function: [each for each in tests if stays(each)] for function, tests in self.tests.items()},
            {test: seconds for test, seconds in self.seconds.items() if stays(test)},
        )


def _listen(kept: _Kept, now: dict[str, str]) -> int:
    os.environ["MUTMUT_DEPENDENCY_DEPTH"] = "-1"
    set_mutant_under_test("stats")
    kept = kept.without({path for path in kept.files if kept.files[path] != now.get(path)})
    anew = sorted(now.keys() - kept.files.keys())
    listener = _Listener()
    code = 0
    if anew:
        with change_cwd("mutants"):
            code = int(pytest.main(["-x", *pytest_arguments(anew)], plugins=[listener]))
    if code == 0:
        for function, tests in listener.tests.items():
            kept.tests.setdefault(function, []).extend(sorted(set(tests)))
        kept.seconds |= listener.seconds
        kept.files = now
        KEPT.write_text(json.dumps(asdict(kept)), "utf-8")
    return code


def _fingerprints() -> dict[str, str]:
    """By test file: what the file says, and the law that its folder is named after, and what lies beside the tests."""
    found: dict[str, str] = {}
    for path in sorted(Path("tests/commission").rglob("test_*.py")):
        folder = path.parts[2]
        digest = hashlib.sha256(path.read_bytes())
        beside = [each for each in path.parent.glob("*.py") if not each.name.startswith("test_")]
        for other in sorted([*beside, *Path("commission", folder).rglob("*.py")]):
            digest.update(other.read_bytes())
        found[str(path)] = digest.hexdigest()
    return found
