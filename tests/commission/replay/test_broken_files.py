"""Whatever a file holds, it is replayed or refused with paths; it never breaks the replay."""

import copy
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from commission.money.faults import Fault
from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay
from tests.reference.scenarios import make_document

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    "0",
    "0.5",
    "1e9",
    "off",
    "s1",
    "2026-02-30T00:00:00Z",
    "9999-12-31T23:59:59Z",
    [],
    [None],
    {},
    {"id": "s1"},
]


def places(node: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every (container, key) of a document."""
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        found.append((node, key))
        places(node[key], found)
    return found


def faults_of(document: dict[str, Any]) -> tuple[Fault, ...]:
    """The faults of a refused file; none where it is replayed, and then the books add up."""
    try:
        outcome = replay(document)
    except ScenarioRefused as refused:
        return refused.faults
    assert sum(outcome["ledger"]["trial_balance"].values()) == 0
    return ()


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 3))
def test_an_odd_value_anywhere_is_replayed_or_refused_with_its_path(seed: int, changes: int) -> None:
    chance = Random(seed)
    document = copy.deepcopy(make_document(chance))
    for _ in range(changes):
        container, key = chance.choice(places(document, []))
        if chance.random() < 0.15:
            del container[key]
        else:
            container[key] = copy.deepcopy(chance.choice(ODD))
    assert all(fault.path and fault.message for fault in faults_of(document))
