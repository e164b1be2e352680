"""The words of the claims check as data: patterns by family, why each is looked at, and the source."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from commission.compliance.findings import Citation
from commission.compliance.packs import citations
from commission.compliance.vocabulary import Text

VERSION = "claims-2026.1"


@dataclass(frozen=True, slots=True)
class LexiconRule:
    """`strength`: `claim` and `downline_copy` are judged by the jurisdiction's P-15, `refuse` is refused everywhere,
    `hint` is flagged for a look. `compact` patterns are searched in the text without spaces and punctuation (as Chinese
    is written to slip past a filter), `latin` ones in the text with its words apart."""

    id: str
    family: str
    strength: str
    why: Text
    sources: tuple[Citation, ...]
    compact: tuple[re.Pattern[str], ...]
    latin: tuple[re.Pattern[str], ...]
    only: frozenset[str]

    def asked_in(self, jurisdiction: str) -> bool:
        return not self.only or jurisdiction in self.only


@cache
def lexicon() -> tuple[LexiconRule, ...]:
    """All rules, in the order of the file."""
    own = {
        key: Citation(key, Text(entry["en"], entry["zh"]), entry["grade"])
        for key, entry in _content()["citations"].items()
    }
    known = {**citations(), **own}
    return tuple(_rule(entry, known) for entry in _content()["rules"])


def mark_words(sharer: str) -> Text:
    """The disclosure mark's words: `seller`, `customer` or `own_stock`."""
    entry = _content()["marks"][sharer]
    return Text(entry["en"], entry["zh"])


def _rule(entry: dict[str, Any], known: Mapping[str, Citation]) -> LexiconRule:
    return LexiconRule(
        id=entry["id"],
        family=entry["family"],
        strength=entry["strength"],
        why=Text(entry["why"]["en"], entry["why"]["zh"]),
        sources=tuple(known[key] for key in entry["cites"]),
        compact=tuple(re.compile(pattern) for pattern in entry["compact"]),
        latin=tuple(re.compile(pattern) for pattern in entry["latin"]),
        only=frozenset(entry.get("only", ())),
    )


@cache
def _content() -> dict[str, Any]:
    text = (files(__package__) / "data" / f"{VERSION}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
