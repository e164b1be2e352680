"""A report as SARIF 2.1.0, for editors and CI."""

from collections.abc import Iterable
from typing import Any

from commission.compliance.findings import Citation, Rule
from commission.compliance.positions import nearest
from commission.compliance.registry import rule_by_id
from commission.compliance.report import ENGINE_VERSION, JurisdictionReport, Report
from commission.compliance.vocabulary import DISCLAIMER, Severity

_LEVELS = {
    Severity.ILLEGAL: "error",
    Severity.PRESUMED: "error",
    Severity.REVIEW: "warning",
    Severity.ADVICE: "note",
}


def sarif(report: Report, uri: str, places: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """`places` is where each JSON path stands in the file `uri` (`positions`). Gaps are results of kind `open`."""
    used = list(dict.fromkeys(one.rule for part in report.jurisdictions for one in part.results))
    results = [entry for part in report.jurisdictions for entry in _results(part, uri, places)]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "storelet",
                        "semanticVersion": ENGINE_VERSION,
                        "shortDescription": {"text": "Anti-pyramid plan lint and network watch"},
                        "fullDescription": {"text": DISCLAIMER.en},
                        "rules": [_rule(rule_by_id(rule)) for rule in used],
                    }
                },
                "results": results,
                "properties": {
                    "disclaimer": DISCLAIMER.en,
                    "disclaimer_zh": DISCLAIMER.zh,
                    "report_hash": report.hash,
                    **report.subject,
                },
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title.en},
        "help": {"text": f"{rule.mend.en}\n{rule.mend.zh}"},
    }


def _results(
    part: JurisdictionReport, uri: str, places: dict[str, tuple[int, int]]
) -> Iterable[dict[str, Any]]:
    for one in part.results:
        for finding in one.findings:
            cited = "; ".join(_cited(citation) for citation in finding.citations)
            text = f"[{part.jurisdiction} {finding.severity}] {finding.message.en} Rests on: {cited}. {finding.mend.en}"
            yield {
                "ruleId": one.rule,
                "kind": "fail",
                "level": _LEVELS[finding.severity],
                "message": {"text": text},
                "locations": [_location(uri, finding.path, places)],
                "properties": {
                    "jurisdiction": part.jurisdiction,
                    "severity": finding.severity.value,
                    "message_zh": finding.message.zh,
                    "mend": finding.mend.en,
                    "mend_zh": finding.mend.zh,
                    "citations": [
                        {"key": citation.key, "grade": citation.grade, "text": citation.text.en}
                        for citation in finding.citations
                    ],
                },
            }
        for gap in one.gaps:
            yield {
                "ruleId": one.rule,
                "kind": "open",
                "level": "none",
                "message": {
                    "text": f"[{part.jurisdiction}] Not known: {gap.path}. It could be: {gap.message.en}"
                },
                "locations": [_location(uri, gap.path, places)],
                "properties": {"jurisdiction": part.jurisdiction, "could_be": gap.severity.value},
            }


def _cited(citation: Citation) -> str:
    return f"{citation.text.en} [{citation.grade}]"


def _location(uri: str, path: str, places: dict[str, tuple[int, int]]) -> dict[str, Any]:
    line, column = nearest(path, places)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": line, "startColumn": column},
        },
        "logicalLocations": [{"fullyQualifiedName": path}],
    }
