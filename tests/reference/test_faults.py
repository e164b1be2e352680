"""Each break of the format is found, at its path and nowhere else."""

from typing import Any

import pytest

from tests.reference.broken import BREAKS, SOUND, broken
from tests.reference.faults import find_faults


def test_the_sound_document_has_no_fault() -> None:
    assert find_faults(SOUND) == {}


@pytest.mark.parametrize(("change", "value", "path"), BREAKS)
def test_the_reference_names_the_path(change: str, value: Any, path: str) -> None:
    assert list(find_faults(broken(change, value))) == [path]
