"""Rule packs: the law of one jurisdiction as data, versioned with the days it is used from and to.

A pack is read from package data, merged over what it extends, and pinned by a hash of the whole content, citations
included. Rules hold no thresholds; packs hold no code.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from commission.compliance.canonical import content_hash
from commission.compliance.findings import Citation
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Text

JURISDICTIONS = ("CN", "US", "EU", "UK", "IN", "KR", "MY", "TW", "CA", "AU", "SG", "NO")


class PackNotFound(LookupError):
    """No pack of that jurisdiction is in force on the day, or of that version exists."""


@dataclass(frozen=True, slots=True)
class RulePack:
    """One version of one jurisdiction's law. In force on a day when `effective_from <= day < effective_to`."""

    jurisdiction: str
    version: str
    name: Text
    effective_from: date
    effective_to: date | None
    currency: str | None
    rules: Mapping[str, dict[str, Any]] = field(repr=False)
    caps: Mapping[str, Any] = field(repr=False)
    citations: Mapping[str, Citation] = field(repr=False)
    hash: str

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on < self.effective_to)

    def terms(self, rule: str, on: date, plan_findings: frozenset[str] | None = None) -> Terms | None:
        """The rule's entry, or None where this jurisdiction does not ask the question."""
        entry = self.rules.get(rule)
        if entry is None:
            return None
        cited = tuple(self.citations[key] for key in entry["cites"])
        return Terms(rule, self.jurisdiction, entry, cited, on, self.currency, plan_findings)


def pack_for(jurisdiction: str, on: date) -> RulePack:
    """The pack in force on a day. Raises PackNotFound."""
    for pack in _packs():
        if pack.jurisdiction == jurisdiction and pack.in_force(on):
            return pack
    raise PackNotFound(f"no rule pack for {jurisdiction} is in force on {on.isoformat()}")


def pack_version(jurisdiction: str, version: str) -> RulePack:
    """The pack of that version, to judge again what was judged then. Raises PackNotFound."""
    for pack in _packs():
        if (pack.jurisdiction, pack.version) == (jurisdiction, version):
            return pack
    raise PackNotFound(f"there is no rule pack {jurisdiction} {version}")


def all_packs() -> tuple[RulePack, ...]:
    """Every pack version, by jurisdiction and first day."""
    return _packs()


@cache
def citations() -> Mapping[str, Citation]:
    """Every article and case that rules cite, by key."""
    return {
        key: Citation(key, Text(entry["en"], entry["zh"]), entry["grade"])
        for key, entry in _read("citations-2026.1").items()
    }


@cache
def _packs() -> tuple[RulePack, ...]:
    data = files(__package__) / "data"
    names = sorted(
        entry.name.removesuffix(".json") for entry in data.iterdir() if entry.name.endswith(".json")
    )
    packs = [_pack(name, citations()) for name in names if name.split("-")[0] in JURISDICTIONS]
    return tuple(sorted(packs, key=lambda pack: (pack.jurisdiction, pack.effective_from)))


def _pack(name: str, known: Mapping[str, Citation]) -> RulePack:
    content = _merged(name)
    used = {key: known[key] for rule in content["rules"].values() for key in rule["cites"]}
    pinned = {**content, "citations": {key: [c.text.en, c.text.zh, c.grade] for key, c in used.items()}}
    until = content["effective_to"]
    return RulePack(
        jurisdiction=content["jurisdiction"],
        version=content["version"],
        name=Text(content["name"]["en"], content["name"]["zh"]),
        effective_from=date.fromisoformat(content["effective_from"]),
        effective_to=None if until is None else date.fromisoformat(until),
        currency=content["currency"],
        rules=content["rules"],
        caps=content["caps"],
        citations=used,
        hash=content_hash(pinned),
    )


def _merged(name: str) -> dict[str, Any]:
    content = _read(name)
    parent = content.get("extends")
    return content if parent is None else _over(_merged(parent), content)


def _over(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """`change` laid over `base`, object by object; lists and plain values replace what was there."""
    merged = dict(base)
    for key, value in change.items():
        below = merged.get(key)
        merged[key] = _over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


@cache
def _read(name: str) -> dict[str, Any]:
    text = (files(__package__) / "data" / f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return content
