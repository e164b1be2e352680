"""Keep a report: whole, once, never changed."""

from typing import Any
from uuid import UUID

from commission.compliance.canonical import canonical_json
from commission.compliance.report import ENGINE_VERSION, Report
from infra.database import Tx
from infra.ids import new_id
from infra.json_text import to_json

_INSERT = """
INSERT INTO compliance_reports (brand_id, id, stage, cause, at, judged_on, plan_hash, report_hash, engine, packs,
  verdicts, plan, document, asked_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12::jsonb, $13::jsonb, $14)
"""


async def write_report(
    tx: Tx, report: Report, cause: str, *, plan: dict[str, Any] | None = None, report_id: UUID | None = None
) -> UUID:
    """The report's id. `cause` is why it was made: draft, publish, pack_update, accrual, nightly or demand."""
    made = report_id or new_id()
    parts = report.jurisdictions
    await tx.execute(
        _INSERT,
        tx.brand_id,
        made,
        report.stage.value,
        cause,
        tx.now,
        report.on,
        report.subject.get("plan_hash"),
        report.hash,
        ENGINE_VERSION,
        to_json(
            {part.jurisdiction: {"version": part.pack_version, "hash": part.pack_hash} for part in parts}
        ),
        to_json({part.jurisdiction: part.verdict.value for part in parts}),
        None if plan is None else canonical_json(plan),
        canonical_json(report.as_document()),
        tx.scope.actor.account_id,
    )
    return made
