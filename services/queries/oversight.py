"""What an inspector asks for beside the reports: evidence that was made, freezes, complaints, and the rule packs."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from commission.compliance.packs import all_packs
from infra.database import Tx, transact
from infra.scope import Scope
from services.compliance.compile_live import jurisdictions_of
from services.compliance.live_policies import live_policies
from services.queries.pages import Column, Page, PageRequest, Table, read_page

EVIDENCE_REPORTS = Table(
    select="e.id, e.since, e.until, e.hash, e.note, a.display_name, e.made_at",
    source="evidence_reports e LEFT JOIN accounts a ON a.brand_id = e.brand_id AND a.id = e.made_by",
    where="e.brand_id = $1",
    id="e.id",
    columns={
        "since": Column("e.since", "instant", matches="range"),
        "made_at": Column("e.made_at", "instant", matches="range"),
    },
    sort="-made_at",
    searched=("e.note", "e.hash"),
)
FREEZES = Table(
    select="""z.id, z.kind, z.reason, z.report_id, z.started_at, b.display_name, z.ended_at, f.display_name,
              z.ended_note""",
    source="""accrual_freezes z LEFT JOIN accounts b ON b.brand_id = z.brand_id AND b.id = z.started_by
      LEFT JOIN accounts f ON f.brand_id = z.brand_id AND f.id = z.ended_by""",
    where="z.brand_id = $1",
    id="z.id",
    columns={
        "kind": Column("z.kind"),
        "standing": Column("z.ended_at IS NULL", "bool", sorts=False),
        "started_at": Column("z.started_at", "instant", matches="range"),
    },
    sort="-started_at",
    searched=("z.reason", "z.ended_note"),
)
COMPLAINTS = Table(
    select="m.id, m.seller_id, s.display_name, m.topic, m.body, m.at, c.id, c.code, c.state",
    source="""seller_complaints m JOIN sellers s ON s.brand_id = m.brand_id AND s.id = m.seller_id
      LEFT JOIN LATERAL (
        SELECT id, code, state FROM compliance_cases
        WHERE brand_id = m.brand_id AND stage = 'money' AND rule = 'COMPLAINT' AND subject = m.id::text
        ORDER BY opened_at DESC LIMIT 1) c ON true""",
    where="m.brand_id = $1",
    id="m.id",
    columns={
        "topic": Column("m.topic"),
        "seller_id": Column("m.seller_id", "uuid", sorts=False),
        "at": Column("m.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("m.body", "s.display_name"),
)


class EvidenceReportRow(Struct, frozen=True):
    """An evidence report that was made: of which period, for whom, by whom."""

    evidence_id: UUID
    since: datetime
    until: datetime
    hash: str
    note: str
    made_by: str | None
    made_at: datetime


class FreezeHistoryRow(Struct, frozen=True):
    """New pay stood still from `started_at` until `ended_at`, or still does. `report_id`: a report froze it."""

    freeze_id: UUID
    kind: str
    reason: str
    report_id: UUID | None
    started_at: datetime
    started_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    ended_note: str


class ComplaintRow(Struct, frozen=True):
    """What a seller says is wrong, and the case that was opened where it is of weight."""

    complaint_id: UUID
    seller_id: UUID
    seller_name: str
    topic: str
    body: str
    at: datetime
    case_id: UUID | None
    case_code: str | None
    case_state: str | None


class PackRow(Struct, frozen=True):
    """One version of a jurisdiction's law as data. `in_force` today; `ours`: the brand's plan runs there."""

    jurisdiction: str
    version: str
    name: str
    name_zh: str
    effective_from: date
    effective_to: date | None
    hash: str
    rules: int
    in_force: bool
    ours: bool


async def list_evidence_reports(scope: Scope, request: PageRequest) -> Page[EvidenceReportRow]:
    """Evidence reports that were made, the latest first."""
    return await transact(scope, lambda tx: read_page(tx, EVIDENCE_REPORTS, request, EvidenceReportRow))


async def list_freezes(scope: Scope, request: PageRequest) -> Page[FreezeHistoryRow]:
    """When new pay stood still, and why; `standing=true` are those that do."""
    return await transact(scope, lambda tx: read_page(tx, FREEZES, request, FreezeHistoryRow))


async def list_complaints(scope: Scope, request: PageRequest) -> Page[ComplaintRow]:
    """What sellers say is wrong, the latest first."""
    return await transact(scope, lambda tx: read_page(tx, COMPLAINTS, request, ComplaintRow))


async def list_packs(scope: Scope) -> list[PackRow]:
    """Every rule pack of this release, by jurisdiction and first day."""

    async def work(tx: Tx) -> list[PackRow]:
        country = await tx.fetchval("SELECT jurisdiction FROM brands WHERE id = $1", tx.brand_id)
        live = await live_policies(tx, tx.now)
        ours = set(jurisdictions_of(country, live.bodies.get("declared_terms")))
        today = tx.now.date()
        return [
            PackRow(
                pack.jurisdiction,
                pack.version,
                pack.name.en,
                pack.name.zh,
                pack.effective_from,
                pack.effective_to,
                pack.hash,
                len(pack.rules),
                pack.in_force(today),
                pack.jurisdiction in ours,
            )
            for pack in all_packs()
        ]

    return await transact(scope, work)
