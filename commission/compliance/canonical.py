"""One byte form for one content, so that a plan, a pack and a report can be pinned by hash."""

import hashlib
import json
from decimal import Decimal
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    # 0.30 and 0.3 are one rate, and 365.0 is 365: a number is written in its shortest decimal form.
    number = Decimal(str(value)).normalize()
    return int(number) if number == number.to_integral_value() else format(number, "f")


def canonical_json(document: Any) -> str:
    """Sorted keys, no spaces, numbers in shortest decimal form (a fraction as text, never a binary float)."""
    return json.dumps(_plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(document: Any) -> str:
    """`sha256:` and the hex digest of the canonical form."""
    return "sha256:" + hashlib.sha256(canonical_json(document).encode()).hexdigest()
