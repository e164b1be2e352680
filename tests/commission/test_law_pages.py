from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "law"


@pytest.mark.parametrize("page", ["tiers-and-returns.md"])
def test_the_worked_examples_of_the_docs_hold(page: str) -> None:
    result = doctest.testfile(str(PAGES / page), module_relative=False)
    assert result.attempted > 30
    assert result.failed == 0
