"""The evidence report of a period, for an inspector: as data, as a page, as PDF."""

import asyncio
from datetime import datetime
from typing import Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from api.tables import ThePage, table
from services.compliance.evidence import Evidence, evidence
from services.compliance.evidence_files import evidence_html, evidence_pdf
from services.compliance.keep_evidence import (
    EvidenceKept,
    EvidencePage,
    MakeEvidence,
    keep_evidence,
    kept_evidence,
    show_evidence,
)
from services.queries.oversight import EVIDENCE_REPORTS, EvidenceReportRow, list_evidence_reports
from services.queries.pages import Page

READERS = [allow("admin", "finance")]


@get("/compliance/evidence", guards=READERS)
async def data(brand_scope: BrandScope, since: FromQuery[datetime], until: FromQuery[datetime]) -> Evidence:
    """Plan versions and their lint, network counts by level with the organiser included, retail share, sell-through,
    buy-back service times, findings and how they ended, with the query behind each figure."""
    return await evidence(brand_scope, since, until)


@get("/compliance/evidence/file", guards=READERS)
async def file(
    brand_scope: BrandScope,
    since: FromQuery[datetime],
    until: FromQuery[datetime],
    form: FromQuery[Literal["html", "pdf"]] = "html",
    language: FromQuery[Literal["zh", "en"]] = "zh",
) -> Response[bytes]:
    """The same as one file to hand over, in Chinese or English."""
    return await _file(await evidence(brand_scope, since, until), form, language)


@get("/compliance/evidence-reports", guards=READERS, opt=table(EVIDENCE_REPORTS))
async def made(brand_scope: BrandScope, page_request: ThePage) -> Page[EvidenceReportRow]:
    """Evidence reports that were made and kept."""
    return await list_evidence_reports(brand_scope, page_request)


@post("/compliance/evidence-reports", guards=READERS)
async def make(brand_scope: BrandScope, data: JSONBody[MakeEvidence]) -> EvidenceKept:
    """Make the report of a period from the books as they stand, and keep it as it was made."""
    return await keep_evidence(brand_scope, data)


@get("/compliance/evidence-reports/{evidence_id:uuid}", guards=READERS)
async def read(
    brand_scope: BrandScope, evidence_id: FromPath[UUID], language: FromQuery[Literal["zh", "en"]] = "zh"
) -> EvidencePage:
    """A kept report table by table, in one language."""
    return await show_evidence(brand_scope, evidence_id, language)


@get("/compliance/evidence-reports/{evidence_id:uuid}/file", guards=READERS)
async def kept_file(
    brand_scope: BrandScope,
    evidence_id: FromPath[UUID],
    form: FromQuery[Literal["html", "pdf"]] = "html",
    language: FromQuery[Literal["zh", "en"]] = "zh",
) -> Response[bytes]:
    """A kept report as one file to hand over."""
    return await _file(await kept_evidence(brand_scope, evidence_id), form, language)


async def _file(
    report: Evidence, form: Literal["html", "pdf"], language: Literal["zh", "en"]
) -> Response[bytes]:
    # Setting a PDF is a second of pure work: beside the event loop.
    body = await asyncio.to_thread(evidence_pdf if form == "pdf" else evidence_html, report, language)
    days = f"{report.since:%Y%m%d}-{report.until:%Y%m%d}"
    named = f'attachment; filename="evidence-{report.slug}-{days}-{language}.{form}"'
    media = "application/pdf" if form == "pdf" else "text/html; charset=utf-8"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)


ROUTES = [data, file, made, make, read, kept_file]
