"""Rules over a subject, readings into results, results into a verdict."""

from collections.abc import Iterable
from datetime import date

from commission.compliance.findings import Finding, Gap, Reading, Rule, RuleResult
from commission.compliance.packs import RulePack
from commission.compliance.terms import Terms
from commission.compliance.vocabulary import Family, Severity, Status, Verdict

_VERDICTS = {
    Severity.ILLEGAL: Verdict.ILLEGAL,
    Severity.PRESUMED: Verdict.BLOCK,
    Severity.REVIEW: Verdict.REVIEW,
}


def run_rule(
    rule: Rule, subject: object, pack: RulePack, on: date, plan_findings: frozenset[str] | None = None
) -> RuleResult:
    """One rule in one jurisdiction. A rule the pack does not ask is not applicable, which is not a pass."""
    terms = pack.terms(rule.id, on, plan_findings)
    if terms is None:
        return RuleResult(rule.id, rule.title, rule.family, Status.NOT_APPLICABLE)
    return results_of(rule, terms, rule.check(subject, terms))


def results_of(rule: Rule, terms: Terms, readings: Iterable[Reading]) -> RuleResult:
    """Readings as findings and gaps: a reading without a severity is not asked for in this jurisdiction."""
    findings: list[Finding] = []
    gaps: dict[str, Gap] = {}
    for reading in readings:
        if reading.severity is None or reading.truth is False:
            continue
        if reading.truth:
            findings.append(_finding(rule, terms, reading, reading.severity))
        elif reading.path not in gaps or gaps[reading.path].severity.weight < reading.severity.weight:
            # One field asked for once, at the gravest it might turn out to be.
            gaps[reading.path] = Gap(
                rule.id, terms.jurisdiction, reading.severity, reading.path, reading.message
            )
    status = Status.FINDING if findings else Status.NEEDS_DATA if gaps else Status.CLEAR
    return RuleResult(rule.id, rule.title, rule.family, status, tuple(findings), tuple(gaps.values()))


def _finding(rule: Rule, terms: Terms, reading: Reading, severity: Severity) -> Finding:
    return Finding(
        rule=rule.id,
        jurisdiction=terms.jurisdiction,
        severity=severity,
        path=reading.path,
        message=reading.message,
        mend=rule.mend,
        citations=terms.citations,
        evidence=reading.evidence,
    )


def verdict_of(results: Iterable[RuleResult], families: tuple[Family, ...] = tuple(Family)) -> Verdict:
    """The gravest finding decides; without one of weight, any gap means data are needed; advice alone is clear."""
    judged = [result for result in results if result.family in families]
    graves = [finding.severity for result in judged for finding in result.findings]
    gravest = max(graves, key=lambda severity: severity.weight, default=Severity.ADVICE)
    if gravest in _VERDICTS:
        return _VERDICTS[gravest]
    return Verdict.NEEDS_DATA if any(result.gaps for result in judged) else Verdict.CLEAR
