"""The page that shows each decided case's verdict beside the authority's.

`python -m tests.commission.compliance.verdict_table` writes it.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from commission.compliance.cases import CaseVerdict, judge_case
from commission.compliance.vocabulary import Family, Severity

CASES = Path(__file__).parent / "cases"
PAGE = Path(__file__).parents[3] / "docs" / "compliance" / "verdicts.md"
ON = date(2026, 3, 1)

_LABELS = {
    "pyramid": "pyramid",
    "not_pyramid": "not a pyramid",
    "mixed": "mixed",
    "other_offence": "other offence",
}

_HEAD = """# Decided cases: the engine's verdict beside the authority's

This page is written by `python -m tests.commission.compliance.verdict_table` from the fixtures in
`tests/commission/compliance/cases`, and a test fails when it is not up to date. It is engineering research for a brand
and its counsel, not legal advice.

How to read it. *Pyramid* is the engine's answer on the pyramid itself; *other* is its answer on other conduct (claims,
licences, refunds), on which an authority may have ruled separately. The order is: illegal, block (presumed unlawful),
review (counsel decides), needs data, clear. A fixture holds only what the published decision says; everything else is
unknown, and unknown never passes, so a case without findings reads "needs data", not "clear".

What must hold, and is tested. In China no case held pyramid selling is clear and no case held lawful is illegal.
Elsewhere no case held lawful is illegal on the pyramid, and no case held a pyramid is clear once its known network
facts are given.

"""

_FOOT = """
Notes.

- CN35 is no crime for want of thirty people, and the conduct stays prohibited: the plan rules find it illegal and N-01,
  the criminal threshold, finds nothing.
- US02: the plan was held no pyramid, and the earnings claims were ordered to stop; the engine says both.
- EU01: a payment for each friend is a finding everywhere (P-02). Where the law asks whether pay comes *primarily* from
  introductions, a known small share of such money lowers the finding from illegal to presumed (decision 0063).
- CA01, US04, AU01, EU03, KR01 and US16 differ from their neighbours in facts that a plan does not hold. The engine
  sends them to counsel, which is what it can honestly say.
"""


def cases() -> list[dict[str, Any]]:
    return [
        json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        for file in sorted(CASES.glob("*.json"))
    ]


def page() -> str:
    rows = [_row(judge_case(case, ON)) for case in cases()]
    titles = (
        "case",
        "where",
        "authority and date",
        "held",
        "pyramid",
        "other",
        "findings, gravest first",
        "grade",
    )
    head = "| " + " | ".join(titles) + " |\n"
    return _HEAD + head + "|---|---|---|---|---|---|---|---|\n" + "".join(rows) + _FOOT


def _row(verdict: CaseVerdict) -> str:
    case, report = verdict.case, verdict.report
    authority = ", ".join(part for part in (case["authority"], case["decided"]) if part)
    words = [
        f"{case['case_id']} {case['name']}",
        case["jurisdiction"],
        authority,
        _LABELS[case["label"]],
        report.pyramid_verdict.value.replace("_", " "),
        report.verdict_on(Family.CONDUCT).value.replace("_", " "),
        _found(verdict),
        case["evidence"]["grade"],
    ]
    return "| " + " | ".join(words) + " |\n"


def _found(verdict: CaseVerdict) -> str:
    gravest: dict[str, Severity] = {}
    for finding in verdict.report.findings:
        known = gravest.get(finding.rule)
        if known is None or finding.severity.weight > known.weight:
            gravest[finding.rule] = finding.severity
    ordered = sorted(gravest.items(), key=lambda item: (-item[1].weight, item[0]))
    return ", ".join(f"{rule} {severity.value}" for rule, severity in ordered) or "none"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
