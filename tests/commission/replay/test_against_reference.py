"""The replay against the independent, naive reference: the same outcome to the last cent.

300 documents in an ordinary run; `pytest --hypothesis-profile=deep` for many thousands. A difference is shown as
the smallest document that has it.
"""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay
from tests.reference.broken import BREAKS, SOUND, broken
from tests.reference.compare import comparable
from tests.reference.replay import reference_replay
from tests.reference.scenarios import documents, make_document
from tests.reference.shrink import smallest

Json = dict[str, Any]
EXAMPLES = max(300, settings().max_examples)


def differences(document: Json) -> Json:
    """Section to (reference, replay), where they differ."""
    expected, found = comparable(reference_replay(document)), comparable(replay(document))
    return {key: (expected[key], found[key]) for key in expected if expected[key] != found[key]}


def told(document: Json) -> str:
    """A difference in the fewest events, ready to be replayed by hand."""
    least = smallest(document, lambda smaller: bool(differences(smaller)))
    return f"{differences(least)}\n{json.dumps(least, indent=1)}"


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents())
def test_the_replay_agrees_with_the_reference(document: Json) -> None:
    assert not differences(document), told(document)


@settings(max_examples=EXAMPLES // 10, deadline=None)
@given(documents(), st.integers(0, 2**32))
def test_the_order_of_the_file_is_no_matter(document: Json, seed: int) -> None:
    shuffled = list(document["events"])
    Random(seed).shuffle(shuffled)
    assert replay(document | {"events": shuffled}) == replay(document)


def test_a_difference_would_be_found() -> None:
    """The comparison can fail: one cent in one line of one document is told apart."""
    document = next(one for one in map(make_document, map(Random, range(99))) if replay(one)["commissions"])
    outcome = replay(document)
    outcome["commissions"][0]["amount"] += 1
    assert comparable(outcome) != comparable(reference_replay(document))


def test_a_sound_file_is_replayed() -> None:
    assert not differences(SOUND)


@pytest.mark.parametrize(("change", "value", "path"), BREAKS)
def test_a_broken_file_is_refused_at_the_same_path(change: str, value: Any, path: str) -> None:
    with pytest.raises(ScenarioRefused) as refused:
        replay(broken(change, value))
    assert [fault.path for fault in refused.value.faults] == [path]
