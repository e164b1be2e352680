"""The mark on a share: who earns from it says so, in words no template can take away (compliance.md, P-16)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from commission.compliance.claims.lexicon import mark_words
from commission.compliance.findings import Citation
from commission.compliance.packs import PackNotFound, pack_for
from commission.compliance.vocabulary import Severity, Text

Sharer = Literal["seller", "customer", "own_stock"]


@dataclass(frozen=True, slots=True)
class DisclosureMark:
    """`asked`: the law of the place asks for it, so it stands whatever the brand would like."""

    text: Text
    asked: bool
    sources: tuple[Citation, ...]


def disclosure_mark(jurisdiction: str, on: date, sharer: Sharer) -> DisclosureMark:
    """The mark for a share. Asked wherever P-16 of the pack in force is more than advice, and where there is no pack:
    silence about an interest is never the safe reading. A customer who shares earns nothing, and the mark says whose
    interest it is."""
    text = mark_words(sharer)
    try:
        terms = pack_for(jurisdiction, on).terms("P-16", on)
    except PackNotFound:
        terms = None
    if terms is None:
        return DisclosureMark(text, True, ())
    severity = terms.severity("undisclosed")
    return DisclosureMark(text, severity not in (None, Severity.ADVICE), terms.citations)
