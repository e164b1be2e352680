"""The reference against figures worked by hand from the spec."""

import pytest

from tests.reference.cases import CASES, document_of, expected_of
from tests.reference.compare import comparable
from tests.reference.faults import find_faults
from tests.reference.replay import reference_replay


@pytest.mark.parametrize("case", CASES)
def test_the_reference_says_what_was_worked_by_hand(case: str) -> None:
    document, expected = document_of(case), expected_of(case)
    if "faults" in expected:
        assert sorted(find_faults(document)) == sorted(expected["faults"])
        return
    outcome = comparable(reference_replay(document))
    assert {key: outcome[key] for key in expected} == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 50
