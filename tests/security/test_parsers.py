"""Whatever a file, a header or a body holds, it is read or refused in words: no parser ever breaks."""

import ast
import re
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cli.lint_plan import lint_plan
from cli.replay import replay
from cli.scan_network import scan_network
from cli.verify_statement import verify_statement
from infra.settings import Settings
from tests.commission.compliance.network.test_snapshot import PRINTED
from tests.security.parsers import NOT_FROM_OUTSIDE, PARSERS, damaged

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "cli", "commission", "infra", "services", "tasks")
READS = re.compile(
    r"(read|parse|load|normalise|decode|draw|check_signature|minor_of|language_of|visitor_of|whole|without)"
)
RAW = re.compile(r"\b(str|bytes|Path|Any|object|Mapping)\b")


def readers() -> set[str]:
    """Functions that by their name read something and by their first parameters are given it raw."""
    found = set()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and READS.match(node.name):
                    given_ = [ast.unparse(each.annotation) for each in node.args.args if each.annotation]
                    if any(RAW.search(annotation) for annotation in given_):
                        found.add(f"{module}:{node.name}")
    return found


def test_every_parser_is_fed_or_says_why_not() -> None:
    known = {name.partition(" ")[0] for name in PARSERS} | NOT_FROM_OUTSIDE.keys()
    assert readers() - known == set(), "feed it in tests/security/parsers.py"


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_no_input_is_refused_and_never_breaks_anything(name: str, settings: Settings) -> None:
    parser = PARSERS[name]
    read = 0

    @given(parser.fed)
    @fuzzing(60)
    def feed(value: object) -> None:
        nonlocal read
        read += 1
        with suppress(*parser.refused):
            parser.read(value)

    feed()
    assert read >= 10


def fuzzing(examples: int) -> hypothesis_settings:
    return hypothesis_settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )


COMMANDS = {
    "replay": (replay, ".json", (b'{"brand": {}}', b"[[" * 2_000, b'{"a": 1e999}')),
    "lint-plan": (lint_plan, ".json", (b'{"version": "1", "jurisdictions": ["CN"]}', b"\xff\xfe{")),
    "scan-network": (scan_network, ".json", (PRINTED.encode(),)),
    "scan-network of columns": (scan_network, ".npz", (b"PK\x03\x04" + b"0" * 80,)),
    "verify-statement": (verify_statement, ".json", (b'{"signature": {}, "statement": {}}',)),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_given_any_file_ends_with_a_word_and_an_exit_code(name: str, tmp_path: Path) -> None:
    command, suffix, samples = COMMANDS[name]
    file = tmp_path / f"any{suffix}"

    @given(damaged(*samples) | st.sampled_from(samples))
    @fuzzing(25)
    def feed(body: bytes) -> None:
        file.write_bytes(body)
        args = [str(file), *(["--public-key", "A" * 43 + "="] if name.startswith("verify") else [])]
        done = CliRunner().invoke(command, args)
        assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
        assert done.output or done.stderr

    feed()
