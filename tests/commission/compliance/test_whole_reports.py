"""Reports and refusals, word for word (told/reports.json, told/refused.json)."""

import json

import pytest

from tests.commission.compliance.answers import FOLDER, read
from tests.commission.compliance.reports import REFUSED, REPORTS, refused


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_whole(name: str) -> None:
    kept = json.loads((FOLDER / "reports.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(REPORTS[name](), default=str)) == kept[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_by_its_words(name: str) -> None:
    assert refused(name) == read("refused.json")[name]
