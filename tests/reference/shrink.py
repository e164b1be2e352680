"""Bring a document that shows a difference down to the events that matter."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Shows = Callable[[Json], bool]


def smallest(document: Json, shows: Shows) -> Json:
    """The document with no event, line or policy version left that the difference can do without."""
    found = document
    while True:
        smaller = next((one for one in smaller_ones(found) if shows(one)), None)
        if smaller is None:
            return found
        found = smaller


def smaller_ones(document: Json) -> list[Json]:
    tries: list[Json] = []
    events = document["events"]
    for size in (8, 4, 2, 1):
        for i in range(0, len(events), size):
            tries.append(document | {"events": events[:i] + events[i + size :]})
    for i, event in enumerate(events):
        lines = event.get("lines", [])
        for j in range(len(lines) if len(lines) > 1 else 0):
            shorter = event | {"lines": lines[:j] + lines[j + 1 :]}
            tries.append(document | {"events": [*events[:i], shorter, *events[i + 1 :]]})
    for part in ("tier_schedule", "return_policy", "attribution_policy", "commission_plan"):
        if isinstance(document.get(part), list):
            tries += [document | {part: version} for version in document[part]]
    plan = document.get("commission_plan")
    if isinstance(plan, dict):
        rules = plan["rules"]
        for i in range(len(rules)):
            shorter_plan = plan | {"rules": rules[:i] + rules[i + 1 :]}
            tries.append(document | {"commission_plan": shorter_plan})
    return tries
