"""The hand-worked scenarios of tests/scenarios: each a file to replay, and what the rule makes of it."""

import json
from pathlib import Path
from typing import Any

from tests.reference.compare import comparable

Json = dict[str, Any]
FOLDER = Path(__file__).parents[1] / "scenarios"
CASES = sorted(path.stem for path in FOLDER.glob("*.json"))


def document_of(case: str) -> Json:
    return dict(json.loads((FOLDER / f"{case}.json").read_text()))


def expected_of(case: str) -> Json:
    """The expected sections, in comparable form; or `faults`, the paths of a file that is refused."""
    expected = json.loads((FOLDER / "expected" / f"{case}.json").read_text())["expected"]
    return dict(expected) if "faults" in expected else comparable(expected)
