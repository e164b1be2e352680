"""Whether a judged plan may go live in a jurisdiction (compliance.md, G-10): no illegal finding, nothing unknown, and
every finding of R or R+ answered for by somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commission.compliance.canonical import content_hash
from commission.compliance.findings import Finding, Gap
from commission.compliance.paths import value_at
from commission.compliance.report import JurisdictionReport
from commission.compliance.vocabulary import Severity

# What a policy that is not published yet would say. Without it the step that needs it stands still (no sale is paid
# without an attribution policy and a plan, no stock without a schedule and a right of return), so nothing is live.
_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "tier_schedule": ("$.tiers", ".rate_depends_on", ".requires_own_purchase"),
    "return_policy": ("$.buyback",),
    "attribution_policy": (".eligible_buyers",),
    "commission_plan": ("$.rewards", "$.caps"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a plan's way in one jurisdiction."""

    report: JurisdictionReport
    illegal: tuple[Finding, ...]
    unknown: tuple[Gap, ...]
    unsigned: tuple[Finding, ...]

    @property
    def passes(self) -> bool:
        return not (self.illegal or self.unknown or self.unsigned)


def finding_key(plan: Mapping[str, Any], finding: Finding) -> str:
    """What a sign-off answers for: this finding with the value it was made on. Another value needs another one."""
    return content_hash(
        [
            finding.jurisdiction,
            finding.rule,
            finding.severity.value,
            finding.path,
            finding.message.en,
            value_at(plan, finding.path),
        ]
    )


def standing(
    plan: Mapping[str, Any],
    report: JurisdictionReport,
    signed: frozenset[str] = frozenset(),
    missing_kinds: Iterable[str] = (),
) -> Standing:
    """`signed` are finding keys; `missing_kinds` the kinds of policy that are not published."""
    later = tuple(part for kind in missing_kinds for part in _OF_KIND.get(kind, ()))
    return Standing(
        report,
        tuple(found for found in report.findings if found.severity is Severity.ILLEGAL),
        tuple(
            gap for gap in report.gaps if gap.severity is not Severity.ADVICE and not _is_of(gap.path, later)
        ),
        tuple(found for found in report.needs_sign_off() if finding_key(plan, found) not in signed),
    )


def _is_of(path: str, parts: tuple[str, ...]) -> bool:
    return any(path.startswith(part) if part.startswith("$") else path.endswith(part) for part in parts)
