"""A report: what every rule said in each jurisdiction, pinned by hashes of plan, pack and itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commission.compliance.canonical import content_hash
from commission.compliance.findings import Finding, Gap, RuleResult
from commission.compliance.judge import verdict_of
from commission.compliance.packs import RulePack
from commission.compliance.vocabulary import DISCLAIMER, Family, Severity, Stage, Text, Verdict

ENGINE_VERSION = "1.0.2"
"""Version of the rule code. It is part of every report's hash, as the packs' hashes are."""


@dataclass(frozen=True, slots=True)
class JurisdictionReport:
    jurisdiction: str
    name: Text
    pack_version: str
    pack_hash: str
    results: tuple[RuleResult, ...]

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.results)

    @property
    def pyramid_verdict(self) -> Verdict:
        """The verdict on the pyramid itself, other conduct (claims, licences, refunds) left aside."""
        return self.verdict_on(Family.PYRAMID)

    def verdict_on(self, family: Family) -> Verdict:
        return verdict_of(self.results, (family,))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.results for finding in result.findings)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for result in self.results for gap in result.gaps)

    def true_rules(self) -> frozenset[str]:
        return frozenset(result.rule for result in self.results if result.findings)

    def needs_sign_off(self) -> tuple[Finding, ...]:
        """Findings a named reviewer may sign off with a reason: R and R+, never I."""
        return tuple(f for f in self.findings if f.severity in (Severity.REVIEW, Severity.PRESUMED))

    def may_go_live(self, signed_off: frozenset[str] = frozenset()) -> bool:
        """No I, no gap, and each rule with a finding of R or R+ signed off (`signed_off`: rule ids)."""
        illegal = any(finding.severity is Severity.ILLEGAL for finding in self.findings)
        unsigned = any(finding.rule not in signed_off for finding in self.needs_sign_off())
        return not illegal and not self.gaps and not unsigned


@dataclass(frozen=True, slots=True)
class Report:
    """Pure content: no instant of printing, so the same plan, packs and day give the same hash."""

    stage: Stage
    subject: Mapping[str, Any]
    on: date
    jurisdictions: tuple[JurisdictionReport, ...]
    notes: tuple[Text, ...] = ()

    @property
    def hash(self) -> str:
        return content_hash(self._content())

    @property
    def exit_code(self) -> int:
        """0 clear (advice at most); 1 a finding of I or R+; 3 data are needed; 4 only findings of R."""
        severities = {finding.severity for report in self.jurisdictions for finding in report.findings}
        if severities & {Severity.ILLEGAL, Severity.PRESUMED}:
            return 1
        if any(report.gaps for report in self.jurisdictions):
            return 3
        return 4 if Severity.REVIEW in severities else 0

    def as_document(self) -> dict[str, Any]:
        """The JSON form, its own hash last."""
        return {**self._content(), "report_hash": self.hash}

    def _content(self) -> dict[str, Any]:
        return {
            "format": "storelet.compliance-report/1",
            "disclaimer": _text(DISCLAIMER),
            "engine": ENGINE_VERSION,
            "stage": self.stage.value,
            "subject": dict(self.subject),
            "on": self.on.isoformat(),
            "notes": [_text(note) for note in self.notes],
            "jurisdictions": [_jurisdiction(report) for report in self.jurisdictions],
        }


def pack_report(pack: RulePack, results: Iterable[RuleResult]) -> JurisdictionReport:
    return JurisdictionReport(pack.jurisdiction, pack.name, pack.version, pack.hash, tuple(results))


def _jurisdiction(report: JurisdictionReport) -> dict[str, Any]:
    return {
        "jurisdiction": report.jurisdiction,
        "name": _text(report.name),
        "pack": {"version": report.pack_version, "hash": report.pack_hash},
        "verdict": report.verdict.value,
        "pyramid_verdict": report.pyramid_verdict.value,
        "rules": [_result(result) for result in report.results],
    }


def _result(result: RuleResult) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "title": _text(result.title),
        "family": result.family.value,
        "status": result.status.value,
        "findings": [_finding(finding) for finding in result.findings],
        "needs": [
            {"path": gap.path, "could_be": gap.severity.value, "message": _text(gap.message)}
            for gap in result.gaps
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "path": finding.path,
        "message": _text(finding.message),
        "mend": _text(finding.mend),
        "citations": [
            {"key": citation.key, "grade": citation.grade, "text": _text(citation.text)}
            for citation in finding.citations
        ],
        "evidence": finding.evidence,
    }


def _text(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
