"""The replay against the scenarios whose figures were worked by hand from the spec."""

import pytest

from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay
from tests.reference.cases import CASES, document_of, expected_of
from tests.reference.compare import comparable


@pytest.mark.parametrize("case", CASES)
def test_the_replay_says_what_was_worked_by_hand(case: str) -> None:
    document, expected = document_of(case), expected_of(case)
    if "faults" in expected:
        with pytest.raises(ScenarioRefused) as refused:
            replay(document)
        assert sorted(fault.path for fault in refused.value.faults) == sorted(expected["faults"])
        return
    outcome = comparable(replay(document))
    assert {key: outcome[key] for key in expected} == expected
