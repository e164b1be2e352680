"""What is read and counted before any rule asks, whole."""

import pytest

from tests.commission.compliance.answers import read
from tests.commission.compliance.network.derived import MADE, derived


@pytest.mark.parametrize("name", MADE)
def test_what_is_read_and_counted(name: str) -> None:
    kept = read("derived.json")
    for part, lines in derived(name).items():
        assert lines == kept[part], part
