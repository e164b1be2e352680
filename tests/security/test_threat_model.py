"""The pages on security name tests and files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("SECURITY.md", "docs/threat-model.md", "docs/privacy.md", "docs/limits.md")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"`((?:api|cli|deploy|docs|infra|migrations|services|tests|web)/[\w./-]*)`", text))
    assert len(named) >= 2
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    assert [link for link in linked if not ((ROOT / page).parent / link).exists()] == []


def test_every_attack_has_a_test_that_tries_it() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8").split("## Attacks")[1].split("\n## ")[0]
    rows = [
        row for row in text.splitlines() if row.startswith("| ") and not row.startswith(("| attack", "|---"))
    ]
    assert len(rows) > 25
    assert [row for row in rows if "`tests/" not in row.split("|")[3]] == []


def test_every_test_of_this_folder_is_in_the_model() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    here = {f"tests/security/{file.name}" for file in Path(__file__).parent.glob("test_*.py")}
    assert {name for name in here if name not in text} == {"tests/security/test_threat_model.py"}
