"""What an inspector and the console read: reports, sign-offs, refusals, cases, scans, checks of stock orders."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

REPORTS = Table(
    select="r.id, r.stage, r.cause, r.at, r.judged_on, r.plan_hash, r.report_hash, r.engine, r.packs::text,"
    " r.verdicts::text, a.display_name",
    source="compliance_reports r LEFT JOIN accounts a ON a.brand_id = r.brand_id AND a.id = r.asked_by",
    where="r.brand_id = $1",
    id="r.id",
    columns={
        "stage": Column("r.stage"),
        "cause": Column("r.cause"),
        "at": Column("r.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("r.report_hash", "coalesce(r.plan_hash, '')"),
)
SIGN_OFFS = Table(
    select="s.id, s.report_id, s.jurisdiction, s.rule, s.severity, s.reviewer, a.display_name, s.reason, s.at",
    source="plan_sign_offs s LEFT JOIN accounts a ON a.brand_id = s.brand_id AND a.id = s.reviewer_id",
    where="s.brand_id = $1",
    id="s.id",
    columns={
        "rule": Column("s.rule"),
        "jurisdiction": Column("s.jurisdiction"),
        "report_id": Column("s.report_id", "uuid", sorts=False),
        "at": Column("s.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("s.reviewer", "s.reason"),
)
REFUSALS = Table(
    select="f.id, f.report_id, f.kind, f.body::text, f.code, a.display_name, f.at",
    source="publish_refusals f LEFT JOIN accounts a ON a.brand_id = f.brand_id AND a.id = f.refused",
    where="f.brand_id = $1",
    id="f.id",
    columns={
        "kind": Column("f.kind"),
        "code": Column("f.code"),
        "at": Column("f.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("f.kind",),
)
CASES = Table(
    select="c.id, c.code, c.stage, c.rule, c.jurisdiction, c.subject, c.severity, c.finding::text, c.report_id,"
    " c.owner_id, a.display_name, c.deadline, c.state, c.opened_at, c.last_seen_at, c.times_seen, c.closed_at",
    source="compliance_cases c LEFT JOIN accounts a ON a.brand_id = c.brand_id AND a.id = c.owner_id",
    where="c.brand_id = $1",
    id="c.id",
    columns={
        "stage": Column("c.stage"),
        "rule": Column("c.rule"),
        "jurisdiction": Column("c.jurisdiction"),
        "severity": Column("c.severity"),
        "state": Column("c.state"),
        "owner_id": Column("c.owner_id", "uuid", sorts=False),
        "deadline": Column("c.deadline", "instant", matches="range"),
        "opened_at": Column("c.opened_at", "instant", matches="range"),
    },
    sort="-opened_at",
    searched=("c.code", "c.subject", "c.rule"),
)
SCANS = Table(
    select="n.id, n.report_id, n.cause, n.as_of, n.started_at, n.finished_at, n.figures::text, n.findings::text",
    source="network_scans n",
    where="n.brand_id = $1",
    id="n.id",
    columns={
        "cause": Column("n.cause"),
        "started_at": Column("n.started_at", "instant", matches="range"),
    },
    sort="-started_at",
)
STOCK_CHECKS = Table(
    select="k.order_id, o.code, o.seller_id, s.code, s.display_name, o.tier, o.currency, o.net_total, k.mode,"
    " k.outcome, k.units, k.starter_cap, k.sold, k.in_stock, k.allowed, k.tier_jump, k.at, o.expires_at, o.state,"
    " a.display_name, k.decided_at, k.reason",
    source="stock_order_checks k JOIN stock_orders o ON o.brand_id = k.brand_id AND o.id = k.order_id"
    " JOIN sellers s ON s.brand_id = o.brand_id AND s.id = o.seller_id"
    " LEFT JOIN accounts a ON a.brand_id = k.brand_id AND a.id = k.decided_by",
    where="k.brand_id = $1",
    id="k.id",
    columns={
        "outcome": Column("k.outcome"),
        "state": Column("o.state"),
        "seller_id": Column("o.seller_id", "uuid", sorts=False),
        "at": Column("k.at", "instant", matches="range"),
    },
    sort="-at",
    searched=("o.code", "s.code", "s.display_name"),
)


class ReportRow(Struct, frozen=True):
    """A report by its hashes; `packs` and `verdicts` by jurisdiction."""

    report_id: UUID
    stage: str
    cause: str
    at: datetime
    judged_on: date
    plan_hash: str | None
    report_hash: str
    engine: str
    packs: Any
    verdicts: Any
    asked_by: str | None

    def __post_init__(self) -> None:
        _decode(self, "packs", "verdicts")


class ReportDetail(Struct, frozen=True):
    """The whole report as it was written, the plan it judged, and who answered for what of it."""

    report: ReportRow
    document: dict[str, Any]
    plan: dict[str, Any] | None
    sign_offs: list["SignOffRow"]


class SignOffRow(Struct, frozen=True):
    sign_off_id: UUID
    report_id: UUID
    jurisdiction: str
    rule: str
    severity: str
    reviewer: str
    entered_by: str | None
    reason: str
    at: datetime


class RefusalRow(Struct, frozen=True):
    """What was not published, why, and whose attempt it was."""

    refusal_id: UUID
    report_id: UUID
    kind: str
    body: Any
    code: str
    refused: str | None
    at: datetime

    def __post_init__(self) -> None:
        _decode(self, "body")


class CaseRow(Struct, frozen=True):
    """A finding with its evidence, owner and deadline. `finding` has message, mend and citations in both languages."""

    case_id: UUID
    code: str
    stage: str
    rule: str
    jurisdiction: str
    subject: str
    severity: str
    finding: Any
    report_id: UUID | None
    owner_id: UUID | None
    owner: str | None
    deadline: datetime
    state: str
    opened_at: datetime
    last_seen_at: datetime
    times_seen: int
    closed_at: datetime | None

    def __post_init__(self) -> None:
        _decode(self, "finding")


class CaseNoteRow(Struct, frozen=True):
    kind: str
    note: str
    by: str | None
    at: datetime


class CaseDetail(Struct, frozen=True):
    case: CaseRow
    notes: list[CaseNoteRow]


class ScanRow(Struct, frozen=True):
    """One run of the watch: `figures` are a trend's points, `findings` how many of each severity."""

    scan_id: UUID
    report_id: UUID
    cause: str
    as_of: date
    started_at: datetime
    finished_at: datetime
    figures: Any
    findings: Any

    def __post_init__(self) -> None:
        _decode(self, "figures", "findings")


class StockCheckRow(Struct, frozen=True):
    """A stock order and what the gate said: `units` asked, `allowed` at most, `sold` in 90 days, `in_stock` before."""

    order_id: UUID
    order_code: str
    seller_id: UUID
    seller_code: str
    seller_name: str
    tier: str
    currency: str
    net_total: int
    mode: str
    outcome: str
    units: int
    starter_cap: int
    sold: int
    in_stock: int
    allowed: int
    tier_jump: bool
    at: datetime
    expires_at: datetime | None
    order_state: str
    decided_by: str | None
    decided_at: datetime | None
    reason: str


def _decode(row: Any, *names: str) -> None:
    for name in names:
        text = getattr(row, name)
        if isinstance(text, str):
            msgspec.structs.force_setattr(row, name, from_json(text))


async def list_reports(scope: Scope, request: PageRequest) -> Page[ReportRow]:
    return await read(scope, lambda tx: read_page(tx, REPORTS, request, ReportRow))


async def list_sign_offs(scope: Scope, request: PageRequest) -> Page[SignOffRow]:
    return await read(scope, lambda tx: read_page(tx, SIGN_OFFS, request, SignOffRow))


async def list_refusals(scope: Scope, request: PageRequest) -> Page[RefusalRow]:
    return await read(scope, lambda tx: read_page(tx, REFUSALS, request, RefusalRow))


async def list_cases(scope: Scope, request: PageRequest) -> Page[CaseRow]:
    return await read(scope, lambda tx: read_page(tx, CASES, request, CaseRow))


async def list_scans(scope: Scope, request: PageRequest) -> Page[ScanRow]:
    return await read(scope, lambda tx: read_page(tx, SCANS, request, ScanRow))


async def list_stock_checks(scope: Scope, request: PageRequest) -> Page[StockCheckRow]:
    """`outcome=waiting&state=placed` is the queue of those who decide."""
    return await read(scope, lambda tx: read_page(tx, STOCK_CHECKS, request, StockCheckRow))


async def show_report(scope: Scope, report_id: UUID) -> ReportDetail:
    """Raises NotFound."""

    async def work(tx: Tx) -> ReportDetail:
        row = await read_row(tx, REPORTS, report_id, ReportRow)
        if row is None:
            raise NotFound(what="compliance report", ref=report_id)
        body = await tx.fetchrow(
            "SELECT document, plan FROM compliance_reports WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            report_id,
        )
        if body is None:
            raise NotFound(what="compliance report", ref=report_id)
        of_report = ("s.report_id = $2", report_id)
        signed = await read_page(tx, SIGN_OFFS, PageRequest(limit=200), SignOffRow, fixed=of_report)
        plan = None if body["plan"] is None else from_json(body["plan"])
        return ReportDetail(row, from_json(body["document"]), plan, signed.rows)

    return await transact(scope, work)


async def show_case(scope: Scope, case_id: UUID) -> CaseDetail:
    """Raises NotFound."""

    async def work(tx: Tx) -> CaseDetail:
        row = await read_row(tx, CASES, case_id, CaseRow)
        if row is None:
            raise NotFound(what="compliance case", ref=case_id)
        notes = await tx.fetch(
            "SELECT n.kind, n.note, a.display_name, n.at FROM compliance_case_notes n"
            " LEFT JOIN accounts a ON a.brand_id = n.brand_id AND a.id = n.by"
            " WHERE n.brand_id = $1 AND n.case_id = $2 ORDER BY n.at, n.id",
            tx.brand_id,
            case_id,
        )
        return CaseDetail(row, [CaseNoteRow(*note) for note in notes])

    return await transact(scope, work)
