"""A request of the access matrix."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Ids = dict[str, UUID | str]


@dataclass(frozen=True)
class Row:
    """`body` makes the JSON body from ids. `foreign` is what the caller gets who names another brand's rows: 404, or a
    word for why not (a route whose path and body name no row)."""

    body: Callable[[Ids], Any] | None = None
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    foreign: int | str = 404


NAMES_NOTHING = "names no row"
KEY = {"Idempotency-Key": "matrix"}
