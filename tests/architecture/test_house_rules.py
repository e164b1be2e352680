"""The house rules that a linter does not know: sizes, floats near money, words, and what may be imported."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "cli", "commission", "infra", "models", "services", "tasks")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
# Where money is computed, stored or moved. Timings, sizes and seconds elsewhere may be floats.
NEAR_MONEY = ("commission", "models", "services")
# Statistics over a network are ratios of counts, never of somebody's money to be paid.
FLOATS_ALLOWED = ("commission/compliance/",)


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for here, below, names in os.walk(ROOT / folder):
            # Never entered: tens of thousands of files of other people.
            below[:] = sorted(name for name in below if name not in {"node_modules", "dist"})
            yield from (Path(here, name) for name in sorted(names) if name.endswith((".py", ".ts", ".vue")))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_a_few_screens() -> None:
    long = {
        name_of(path): lines
        for path in sources(*PACKAGES, "tests", "bench", "web")
        if "generated" not in path.name
        and (lines := len(path.read_text("utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in sources(*PACKAGES, "tests", "bench")
        if path.suffix == ".py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_no_float_comes_near_money() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources(*NEAR_MONEY)
        if path.suffix == ".py" and not name_of(path).startswith(FLOATS_ALLOWED)
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float" and isinstance(node.ctx, ast.Load))
    ]
    assert [place for place in found if not refuses_floats(place)] == []


def refuses_floats(place: str) -> bool:
    """A line that names float in order to refuse it."""
    path, _, number = place.rpartition(":")
    line = (ROOT / path).read_text("utf-8").splitlines()[int(number) - 1]
    return "isinstance(" in line


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{name_of(path)}:{inner.lineno}"
        for path in sources(*PACKAGES, "tests", "bench")
        if path.suffix == ".py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_todo_without_an_issue_number() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX)\b(?! ?\(?#\d+)")
    found = [
        f"{name_of(path)}:{number}"
        for path in sources(*PACKAGES, "bench", "web")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("table", ["journal_entries", "postings", "ledger_accounts", "seller_balances"])
def test_the_books_are_written_through_bookkeeping_alone(table: str) -> None:
    """Raw SQL escapes the import contracts, so it is read: who writes a table of the journal?"""
    writes = re.compile(
        rf"\b(INSERT INTO|UPDATE|DELETE FROM|COPY)\s+{table}\b|copy\(\s*\"{table}\"", re.IGNORECASE
    )
    writers = {
        name_of(path)
        for path in sources("api", "cli", "infra", "services", "tasks")
        if path.suffix == ".py" and writes.search(path.read_text("utf-8"))
    }
    assert {writer for writer in writers if not writer.startswith("services/bookkeeping/")} == set()


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4_000:]
