"""What a rule says, as lines that are kept and compared: status, severities, paths, words in both languages, figures
and citations."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commission.compliance.findings import RuleResult

FOLDER = Path(__file__).parent / "told"
Told = dict[str, list[str]]


def lines_of(result: RuleResult) -> list[str]:
    """A finding is a line, and so is a gap, which begins with a question mark."""
    found = [
        f"{one.severity.value} {one.path}: {one.message.en} / {one.message.zh}"
        f" [{', '.join(citation.key for citation in one.citations)}]{_figures(one.evidence)}"
        for one in result.findings
    ]
    asked = [f"? {gap.severity.value} {gap.path}: {gap.message.en} / {gap.message.zh}" for gap in result.gaps]
    return [result.status.value, *found, *asked]


def short_line_of(result: RuleResult) -> str:
    """Severities and paths alone."""
    found = [f"{one.severity.value} {one.path}" for one in result.findings]
    asked = [f"? {gap.severity.value} {gap.path}" for gap in result.gaps]
    return "; ".join([result.status.value, *found, *asked])


def _figures(evidence: Mapping[str, Any]) -> str:
    return f" {json.dumps(evidence, ensure_ascii=False)}" if evidence else ""


def read(file: str) -> Told:
    told: Told = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    return told


def write(file: str, told: Told) -> None:
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (FOLDER / file).write_text(text + "\n", encoding="utf-8")


class Answers:
    """What each test of a folder was told, in the order in which it asked."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.kept: Told | None = None
        self.written: Told | None = None
        self.test, self.asked = "", 0

    def begin(self, test: str) -> None:
        """From now on it is this test that asks; without a name nothing is compared."""
        self.test, self.asked = test, 0

    def compare(self, result: RuleResult, jurisdiction: str) -> None:
        """The answer is the one that was read, word for word."""
        if not self.test:
            return
        self.asked += 1
        name = f"{self.test} {self.asked}: {result.rule} {jurisdiction}"
        if self.written is not None:
            self.written[name] = lines_of(result)
            return
        if self.kept is None:
            self.kept = read(self.file)
        assert lines_of(result) == self.kept.get(name), name


NETWORKS = Answers("networks.json")
