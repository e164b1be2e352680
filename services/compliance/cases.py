"""Findings become cases: evidence, an owner, a deadline, and an end."""

from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from commission.compliance.findings import Finding
from commission.compliance.vocabulary import Severity
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id, public_code
from infra.json_text import to_json
from infra.scope import Scope
from services.audit import record_change
from services.compliance.errors import CaseClosed, IllegalNotAccepted

# How long somebody has to answer. POLICY: the law of China acts on days, a counsel's review takes weeks.
DEADLINES = {
    Severity.ILLEGAL.value: timedelta(days=1),
    Severity.PRESUMED.value: timedelta(days=7),
    Severity.REVIEW.value: timedelta(days=30),
    Severity.ADVICE.value: timedelta(days=90),
}
_WEIGHT = {severity.value: severity.weight for severity in Severity}
_SEEN_AGAIN = """
UPDATE compliance_cases SET last_seen_at = $6, times_seen = times_seen + 1, finding = $7::jsonb, report_id = $8
WHERE brand_id = $1 AND stage = $2 AND rule = $3 AND jurisdiction = $4 AND subject = $5 AND state = 'open'
RETURNING id, severity, deadline
"""
_OPEN = """
INSERT INTO compliance_cases (brand_id, id, code, stage, rule, jurisdiction, subject, severity, finding, report_id,
  owner_id, deadline, state, opened_at, last_seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, 'open', $13, $13)
ON CONFLICT (brand_id, stage, rule, jurisdiction, subject) WHERE state = 'open' DO NOTHING RETURNING id
"""
# Somebody must own it from the first moment: the brand's longest-standing administrator, until it is handed on.
_OWNER = """
SELECT account_id FROM memberships WHERE brand_id = $1 AND role = 'admin' AND status = 'active'
ORDER BY created_at, id LIMIT 1
"""
_LOCK = "SELECT * FROM compliance_cases WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE"


class NewCase(Struct, frozen=True):
    """`subject` tells cases of one rule apart: a plan's field, a leader, an order. `finding` is the evidence."""

    stage: Literal["plan", "network", "money"]
    rule: str
    jurisdiction: str
    subject: str
    severity: str
    finding: dict[str, Any]
    report_id: UUID | None = None


class AssignCase(Struct, frozen=True, forbid_unknown_fields=True):
    owner_id: UUID
    note: Annotated[str, Meta(max_length=2000)] = ""


class NoteCase(Struct, frozen=True, forbid_unknown_fields=True):
    note: Annotated[str, Meta(min_length=1, max_length=4000)]


class CloseCase(Struct, frozen=True, forbid_unknown_fields=True):
    """`mended`: it is not so any more; `accepted`: it is lived with, for the reason given (never an illegal one);
    `unfounded`: it was not so."""

    ending: Literal["mended", "accepted", "unfounded"]
    reason: Annotated[str, Meta(min_length=10, max_length=4000)]


class CaseMoved(Struct, frozen=True):
    case_id: UUID
    state: str


def case_of_finding(
    stage: Literal["plan", "network", "money"], finding: Finding, report_id: UUID | None, *, subject: str
) -> NewCase:
    """The case of a rule's finding, with what it said, what would mend it, and what it rests on."""
    body = {
        "path": finding.path,
        "message": {"en": finding.message.en, "zh": finding.message.zh},
        "mend": {"en": finding.mend.en, "zh": finding.mend.zh},
        "citations": [
            {"key": c.key, "grade": c.grade, "en": c.text.en, "zh": c.text.zh} for c in finding.citations
        ],
        "evidence": finding.evidence,
    }
    return NewCase(
        stage, finding.rule, finding.jurisdiction, subject, finding.severity.value, body, report_id
    )


async def open_case(tx: Tx, case: NewCase) -> UUID | None:
    """A step: open the case, or see the open one again. The id of a new one."""
    where = (tx.brand_id, case.stage, case.rule, case.jurisdiction, case.subject)
    evidence = to_json(case.finding)
    again = await tx.fetchrow(_SEEN_AGAIN, *where, tx.now, evidence, case.report_id)
    if again is not None:
        await _graver(tx, again["id"], again["severity"], case.severity)
        return None
    case_id: UUID | None = await tx.fetchval(
        _OPEN,
        tx.brand_id,
        new_id(),
        public_code("C"),
        *where[1:],
        case.severity,
        evidence,
        case.report_id,
        await tx.fetchval(_OWNER, tx.brand_id),
        tx.now + DEADLINES[case.severity],
        tx.now,
    )
    if case_id is not None:
        await _note(tx, case_id, "opened", f"{case.rule} {case.severity} {case.subject}")
        told = {"rule": case.rule, "severity": case.severity, "subject": case.subject}
        await record_change(tx, "open_case", "compliance case", case_id, None, told)
    return case_id


async def _graver(tx: Tx, case_id: UUID, was: str, now: str) -> None:
    if _WEIGHT[now] > _WEIGHT[was]:
        await tx.execute(
            "UPDATE compliance_cases SET severity = $3, deadline = least(deadline, $4) WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            case_id,
            now,
            tx.now + DEADLINES[now],
        )
        await _note(tx, case_id, "graver", f"{was} → {now}")


async def assign_case(scope: Scope, case_id: UUID, command: AssignCase) -> CaseMoved:
    """Give an open case to an account of the brand's people. Raises NotFound, CaseClosed, InvalidInput."""

    async def work(tx: Tx) -> CaseMoved:
        await _locked(tx, case_id)
        name = await tx.fetchval(
            "SELECT a.display_name FROM accounts AS a JOIN memberships AS m ON m.brand_id = a.brand_id"
            " AND m.account_id = a.id WHERE a.brand_id = $1 AND a.id = $2 AND m.status = 'active'"
            " AND m.role IN ('admin', 'finance', 'operator') LIMIT 1",
            tx.brand_id,
            command.owner_id,
        )
        if name is None:
            raise InvalidInput(FieldFault("owner_id", "is none of the brand's people", "不是品牌的工作人员"))
        await tx.execute(
            "UPDATE compliance_cases SET owner_id = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            case_id,
            command.owner_id,
        )
        await _note(tx, case_id, "assigned", f"{name}. {command.note}".strip())
        return CaseMoved(case_id, "open")

    return await transact(scope, work)


async def note_case(scope: Scope, case_id: UUID, command: NoteCase) -> CaseMoved:
    """Add what was found out. Raises NotFound, CaseClosed."""

    async def work(tx: Tx) -> CaseMoved:
        await _locked(tx, case_id)
        await _note(tx, case_id, "note", command.note)
        return CaseMoved(case_id, "open")

    return await transact(scope, work)


async def close_case(scope: Scope, case_id: UUID, command: CloseCase) -> CaseMoved:
    """End a case with its reason. Found again, it is opened anew. Raises NotFound, CaseClosed, IllegalNotAccepted."""

    async def work(tx: Tx) -> CaseMoved:
        case = await _locked(tx, case_id)
        if case["severity"] == Severity.ILLEGAL.value and command.ending == "accepted":
            raise IllegalNotAccepted
        await tx.execute(
            "UPDATE compliance_cases SET state = $3, closed_at = $4, closed_by = $5 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            case_id,
            command.ending,
            tx.now,
            tx.scope.actor.account_id,
        )
        await _note(tx, case_id, "closed", f"{command.ending}: {command.reason}")
        told = {"state": command.ending, "reason": command.reason}
        await record_change(tx, "close_case", "compliance case", case_id, {"state": "open"}, told)
        return CaseMoved(case_id, command.ending)

    return await transact(scope, work)


async def _locked(tx: Tx, case_id: UUID) -> Any:
    case = await tx.fetchrow(_LOCK, tx.brand_id, case_id)
    if case is None:
        raise NotFound(what="compliance case", ref=case_id)
    if case["state"] != "open":
        raise CaseClosed(case=case["code"], state=case["state"])
    return case


async def _note(tx: Tx, case_id: UUID, kind: str, note: str) -> None:
    await tx.execute(
        "INSERT INTO compliance_case_notes (brand_id, id, case_id, kind, note, by, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.brand_id,
        new_id(),
        case_id,
        kind,
        note,
        tx.scope.actor.account_id,
        tx.now,
    )
