"""What became of the mutants, by module; or each that no test noticed, with what it changes.

python tests/mutation/report.py [--survivors] ['commission.money*' ...]
"""

import difflib
import fnmatch
import sys
from collections import Counter
from pathlib import Path

from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

KINDS = ("killed", "timeout", "survived", "no tests", "not checked")


def _wanted(name: str, patterns: list[str]) -> bool:
    return not patterns or any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def print_report(patterns: list[str]) -> None:
    """A row a module: mutants, and how many of them were killed, ran out of time, survived, met no test."""
    whole: Counter[str] = Counter()
    print("| module | mutants | " + " | ".join(KINDS) + " |\n|---|---:|" + "---:|" * len(KINDS))
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        counts = Counter(
            status_by_exit_code[code]
            for name, code in data.exit_code_by_key.items()
            if _wanted(name, patterns)
        )
        if counts:
            whole += counts
            _row(str(path).removeprefix("commission/").removesuffix(".py"), counts)
    _row("all", whole)


def _row(name: str, counts: Counter[str]) -> None:
    print(f"| `{name}` | {counts.total()} | " + " | ".join(str(counts[kind]) for kind in KINDS) + " |")


def print_survivors(patterns: list[str]) -> None:
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        spans = MutantLineSpans.load(path)
        for name, code in data.exit_code_by_key.items():
            status = status_by_exit_code[code]
            if status in ("survived", "no tests", "timeout", "suspicious") and _wanted(name, patterns):
                print(f"{name.removeprefix('commission.')}  {'' if status == 'survived' else status}")
                for line in () if spans is None else _changed(path, spans, name):
                    print(f"    {line}")


def _changed(path: Path, spans: MutantLineSpans, name: str) -> list[str]:
    mutant = name.rpartition(".")[2]
    of, _, number = mutant.rpartition("__mutmut_")
    before, after = spans.read_function_sources([f"{of}__mutmut_orig", mutant])
    lines = difflib.unified_diff(
        before.replace("__mutmut_orig", "").splitlines(),
        after.replace(f"__mutmut_{number}", "").splitlines(),
        lineterm="",
        n=0,
    )
    kept = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return [
        line[0] + " " + line[1:].strip().replace("# type: ignore # mutmut generated", "") for line in kept
    ]


if __name__ == "__main__":
    words = sys.argv[1:]
    if "--survivors" in words:
        print_survivors([word for word in words if word != "--survivors"])
    else:
        print_report(words)
