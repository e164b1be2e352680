from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "law"


@pytest.mark.parametrize(
    ("page", "examples"),
    [("tiers-and-returns.md", 31), ("attribution.md", 32), ("commission.md", 31), ("ledger.md", 29)],
)
def test_the_worked_examples_of_the_docs_hold(page: str, examples: int) -> None:
    result = doctest.testfile(str(PAGES / page), module_relative=False)
    assert result.attempted >= examples
    assert result.failed == 0
