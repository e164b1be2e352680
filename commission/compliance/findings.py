"""What a rule says: readings inside a rule, findings and gaps outside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from commission.compliance.tri import Tri
from commission.compliance.vocabulary import Family, Severity, Stage, Status, Text


@dataclass(frozen=True, slots=True)
class Citation:
    """An article or a case with its evidence grade (V1, V2, G-h, G-m, G-l; compliance.md, top)."""

    key: str
    text: Text
    grade: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One test a rule made: true is a finding, None a gap, false nothing. `path` is the field it rests on."""

    truth: Tri
    path: str
    severity: Severity | None
    message: Text
    evidence: dict[str, Any] = field(default_factory=dict)


def not_given(path: str, severity: Severity | None) -> Reading:
    """A reading for a whole part of the document that is missing."""
    name = path.rpartition(".")[2]
    return Reading(None, path, severity, Text(f"`{name}` is not given", f"未提供 `{name}`"))


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    jurisdiction: str
    severity: Severity
    path: str
    message: Text
    mend: Text
    citations: tuple[Citation, ...]
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that must be known before the rule can be answered; `severity` is what it might become."""

    rule: str
    jurisdiction: str
    severity: Severity
    path: str
    message: Text


@dataclass(frozen=True, slots=True)
class RuleResult:
    rule: str
    title: Text
    family: Family
    status: Status
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, one file. `check` yields readings from its subject (a plan or a counted network) and pack terms."""

    id: str
    name: str
    stage: Stage
    family: Family
    title: Text
    mend: Text
    check: Callable[[Any, Any], Iterator[Reading]]
