"""A named reviewer answers for findings of R or R+ in a report."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from commission.compliance.clearance import finding_key
from commission.compliance.findings import Finding
from commission.compliance.vocabulary import Severity, Text
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.json_text import from_json
from infra.scope import Scope
from services.audit import record_change
from services.compliance.errors import NothingToSign

_INSERT = """
INSERT INTO plan_sign_offs (brand_id, id, report_id, jurisdiction, rule, severity, finding_key, reviewer, reviewer_id,
  reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (brand_id, report_id, finding_key) DO NOTHING
"""
_SIGNABLE = (Severity.REVIEW.value, Severity.PRESUMED.value)


class SignOff(Struct, frozen=True, forbid_unknown_fields=True):
    """`reviewer` is who answers, by name (a counsel outside the brand may); who entered it is kept beside."""

    jurisdiction: Annotated[str, Meta(min_length=2, max_length=2, examples=["CN"])]
    rule: Annotated[str, Meta(pattern=r"^P-[0-9]{2}$", examples=["P-07"])]
    reviewer: Annotated[str, Meta(min_length=2, max_length=200)]
    reason: Annotated[str, Meta(min_length=10, max_length=4000)]


class SignedOff(Struct, frozen=True):
    """How many findings of the rule are answered for now."""

    report_id: UUID
    rule: str
    findings: int


async def sign_off(scope: Scope, report_id: UUID, command: SignOff) -> SignedOff:
    """Sign off every finding of one rule in one jurisdiction of a plan's report. The same finding on the same value
    needs no second sign-off in later versions. Raises NotFound, NothingToSign; InvalidInput where no person signs.
    """
    reviewer_id = scope.actor.account_id
    if reviewer_id is None:
        raise InvalidInput(FieldFault("", "a sign-off is made by a person", "签署须由人员完成"))

    async def work(tx: Tx) -> SignedOff:
        row = await tx.fetchrow(
            "SELECT plan, document FROM compliance_reports WHERE brand_id = $1 AND id = $2 AND stage = 'plan'",
            tx.brand_id,
            report_id,
        )
        if row is None:
            raise NotFound(what="plan report", ref=report_id)
        plan = from_json(row["plan"])
        found = list(_findings(from_json(row["document"]), command))
        if not found:
            raise NothingToSign(rule=command.rule, jurisdiction=command.jurisdiction)
        for finding in found:
            await tx.execute(
                _INSERT,
                tx.brand_id,
                new_id(),
                report_id,
                command.jurisdiction,
                command.rule,
                finding.severity.value,
                finding_key(plan, finding),
                command.reviewer.strip(),
                reviewer_id,
                command.reason,
                tx.now,
            )
        await record_change(tx, "sign_off", "compliance report", report_id, None, command)
        return SignedOff(report_id, command.rule, len(found))

    return await transact(scope, work)


def _findings(document: dict[str, Any], command: SignOff) -> list[Finding]:
    return [
        Finding(
            rule["rule"],
            part["jurisdiction"],
            Severity(one["severity"]),
            one["path"],
            Text(one["message"]["en"], one["message"]["zh"]),
            Text("", ""),
            (),
        )
        for part in document["jurisdictions"]
        if part["jurisdiction"] == command.jurisdiction
        for rule in part["rules"]
        if rule["rule"] == command.rule
        for one in rule["findings"]
        if one["severity"] in _SIGNABLE
    ]
