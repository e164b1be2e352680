"""Pieces of a scenario file, right in all but what a test changes, and what reading it says."""

from typing import Any

import pytest

from commission.replay.events import Event
from commission.replay.read_scenario import read_scenario
from commission.replay.refused import ScenarioRefused
from tests.commission.replay.build import event, sale, scenario, stock

GIVEN = {"seller": "r1", "weight": "1", "channel": "app"}


def faults(document: object) -> list[str]:
    with pytest.raises(ScenarioRefused) as refused:
        read_scenario(document)
    return [str(fault) for fault in refused.value.faults]


def events(*written: dict[str, Any]) -> tuple[Event, ...]:
    return read_scenario(scenario(*written)).events


def bought(**line: Any) -> dict[str, Any]:
    return stock("e", 0, "w1", 1) | {"lines": [{"line": "1", "sku": "A", "qty": 1, **line}]}


def sold(**line: Any) -> dict[str, Any]:
    return sale("e", 0, "o1", 5) | {"lines": [{"line": "1", "sku": "A", "qty": 1, "paid": 5, **line}]}


def touched(**fields: Any) -> dict[str, Any]:
    return event("e", 0, "touch") | {"visitor": "v", "seller": "s2", "channel": "app", **fields}


def corrected(*given: Any, **fields: Any) -> dict[str, Any]:
    return event("e", 0, "credit_corrected", **{"order": "o", "line": "1", "credits": list(given), **fields})


def payout(**fields: Any) -> dict[str, Any]:
    return event("e", 0, "payout", **{"seller": "r1", **fields})
