"""keep_evidence: make the evidence report of a period and keep it as it was made."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from commission.compliance.vocabulary import DISCLAIMER
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.fields import Instant
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.audit import record_change
from services.compliance.evidence import Evidence, evidence
from services.compliance.evidence_files import tables_of

_WRITE = """
INSERT INTO evidence_reports (brand_id, id, since, until, hash, body, note, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9)
"""


class MakeEvidence(Struct, frozen=True, forbid_unknown_fields=True):
    """The period `since <= t < until`, and for whom or why it is made."""

    since: Instant
    until: Instant
    note: Annotated[str, Meta(max_length=500)] = ""


class EvidenceKept(Struct, frozen=True):
    """`hash` pins the content: the same state of the books makes the same report again."""

    evidence_id: UUID
    hash: str


class EvidenceTable(Struct, frozen=True):
    name: str
    columns: list[str]
    rows: list[list[str]]


class EvidencePage(Struct, frozen=True):
    """A kept report as it is read: every table in one language, amounts and shares as text."""

    evidence_id: UUID
    language: str
    disclaimer: str
    hash: str
    tables: list[EvidenceTable]


async def keep_evidence(scope: Scope, command: MakeEvidence) -> EvidenceKept:
    """Make it from the books as they stand and keep it. Raises InvalidInput for an empty period."""
    report = await evidence(scope, command.since, command.until)

    async def work(tx: Tx) -> EvidenceKept:
        kept = EvidenceKept(new_id(), report.hash)
        await tx.execute(
            _WRITE,
            tx.brand_id,
            kept.evidence_id,
            report.since,
            report.until,
            report.hash,
            to_json(report),
            command.note,
            scope.actor.account_id,
            report.made_at,
        )
        await record_change(tx, "keep_evidence", "evidence report", kept.evidence_id, None, command)
        return kept

    return await transact(scope, work)


async def kept_evidence(scope: Scope, evidence_id: UUID) -> Evidence:
    """The report as it was made. Raises NotFound."""

    async def work(tx: Tx) -> Evidence:
        body = await tx.fetchval(
            "SELECT body FROM evidence_reports WHERE brand_id = $1 AND id = $2", tx.brand_id, evidence_id
        )
        if body is None:
            raise NotFound(what="evidence report", ref=evidence_id)
        return msgspec.json.decode(body, type=Evidence)

    return await transact(scope, work)


async def show_evidence(scope: Scope, evidence_id: UUID, language: Literal["zh", "en"]) -> EvidencePage:
    """The report in one language, table by table. Raises NotFound."""
    report = await kept_evidence(scope, evidence_id)
    said = DISCLAIMER.zh if language == "zh" else DISCLAIMER.en
    tables = [EvidenceTable(*table) for table in tables_of(report, language)]
    return EvidencePage(evidence_id, language, said, report.hash, tables)
