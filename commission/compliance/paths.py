"""The value at a finding's JSON path, such as `$.tiers[1].qualify.metric`."""

import re
from typing import Any

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")


def value_at(document: Any, path: str) -> Any:
    """None where the path leads nowhere."""
    place = document
    for name, index in _STEP.findall(path):
        if name:
            place = place.get(name) if isinstance(place, dict) else None
        else:
            place = place[int(index)] if isinstance(place, list) and int(index) < len(place) else None
    return place
