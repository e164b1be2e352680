"""Screen a share text for claims: which words, why, by which source, and whether they are refused or flagged."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commission.compliance.claims.lexicon import LexiconRule, lexicon
from commission.compliance.findings import Citation
from commission.compliance.packs import PackNotFound, pack_for
from commission.compliance.vocabulary import Severity, Text

REFUSE, FLAG = "refuse", "flag"
_LATIN_WORD = re.compile(r"[a-z0-9][a-z0-9' -]*")


@dataclass(frozen=True, slots=True)
class BrandWords:
    """A brand's own rule: plain words, never patterns. `allow` clears what would only be flagged; what the law refuses
    no brand can allow."""

    id: str
    family: str
    verdict: str
    words: tuple[str, ...]
    why: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """`words` as they stand in the text, from character `at` on."""

    rule: str
    family: str
    verdict: str
    words: str
    at: int
    why: Text
    sources: tuple[Citation, ...]
    brand_source: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as it is searched; `places[i]` is where its character `i` stands in the original."""

    text: str
    places: tuple[int, ...]


def screen(
    text: str, jurisdiction: str, on: date, brand_words: Sequence[BrandWords] = ()
) -> tuple[ClaimFound, ...]:
    """Everything found, in the order of the text; each place once for each rule.

    `jurisdiction` names a rule pack (countries.py). An income claim is refused where the pack in force on the day calls
    it illegal, and where no pack is known; elsewhere it is flagged (compliance.md, P-15).
    """
    spaced, packed = _spaced(text), _packed(text)
    found = [
        ClaimFound(rule.id, rule.family, _verdict(rule, jurisdiction, on), words, at, rule.why, rule.sources)
        for rule in lexicon()
        if rule.asked_in(jurisdiction)
        for at, words in _hits(rule, text, spaced, packed)
    ]
    for own in brand_words:
        if own.verdict in (REFUSE, FLAG):
            found += [
                ClaimFound(own.id, own.family, own.verdict, words, at, Text(own.why, own.why), (), own.source)
                for at, words in _plain_hits(own, text, spaced, packed)
            ]
    cleared = [
        (at, at + len(words))
        for own in brand_words
        if own.verdict == "allow"
        for at, words in _plain_hits(own, text, spaced, packed)
    ]
    kept = [each for each in found if each.verdict == REFUSE or not _inside(each, cleared)]
    return tuple(sorted(kept, key=lambda each: (each.at, each.rule)))


def _verdict(rule: LexiconRule, jurisdiction: str, on: date) -> str:
    if rule.strength in (REFUSE, "hint"):
        return REFUSE if rule.strength == REFUSE else FLAG
    try:
        terms = pack_for(jurisdiction, on).terms("P-15", on)
    except PackNotFound:
        return REFUSE
    if terms is None:
        return FLAG
    cases = ("any_claim", "claim") if rule.strength == "claim" else (rule.strength,)
    return REFUSE if any(terms.severity(case) is Severity.ILLEGAL for case in cases) else FLAG


def _hits(rule: LexiconRule, text: str, spaced: _Reading, packed: _Reading) -> Iterator[tuple[int, str]]:
    every = [
        _original(text, reading, match.start(), match.end())
        for patterns, reading in ((rule.compact, packed), (rule.latin, spaced))
        for pattern in patterns
        for match in pattern.finditer(reading.text)
    ]
    said = 0
    # Of words that overlap the first is said, and of those that begin together the longest.
    for at, words in sorted(every, key=lambda hit: (hit[0], -len(hit[1]))):
        if at >= said:
            said = at + len(words)
            yield at, words


def _plain_hits(own: BrandWords, text: str, spaced: _Reading, packed: _Reading) -> Iterator[tuple[int, str]]:
    for word in own.words:
        wanted = _spaced(word).text.strip()
        if _LATIN_WORD.fullmatch(wanted):
            pattern, reading = rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", spaced
        else:
            pattern, reading = re.escape(_packed(word).text), packed
        if pattern:
            for match in re.finditer(pattern, reading.text):
                yield _original(text, reading, match.start(), match.end())


def _original(text: str, reading: _Reading, start: int, end: int) -> tuple[int, str]:
    first, last = reading.places[start], reading.places[end - 1]
    return first, text[first : last + 1]


def _inside(found: ClaimFound, cleared: Sequence[tuple[int, int]]) -> bool:
    return any(start <= found.at and found.at + len(found.words) <= end for start, end in cleared)


def _spaced(text: str) -> _Reading:
    """Compatibility forms folded (full-width digits, ligatures), lower case, each run of spaces one space; what shows
    nothing (zero-width characters) is dropped."""
    out: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).casefold():
            kind = unicodedata.category(folded)
            if kind in ("Cf", "Mn"):
                continue
            piece = " " if folded.isspace() else "'" if folded in "’‘" else folded
            if piece == " " and out and out[-1] == " ":
                continue
            out.append(piece)
            places.append(index)
    return _Reading("".join(out), tuple(places))


def _packed(text: str) -> _Reading:
    """The same without spaces, punctuation and symbols: words written apart to slip past are words again."""
    spaced = _spaced(text)
    kept = [
        (char, place)
        for char, place in zip(spaced.text, spaced.places, strict=True)
        if char.isalnum() or char in ".%"
    ]
    return _Reading("".join(char for char, _ in kept), tuple(place for _, place in kept))
