"""The evidence report of a period, for an inspector: as data, as a page, as PDF."""

import asyncio
from datetime import datetime
from typing import Literal

from litestar import Response, get
from litestar.params import FromQuery

from api.dependencies import BrandScope
from api.guards import allow
from services.compliance.evidence import Evidence, evidence
from services.compliance.evidence_files import evidence_html, evidence_pdf

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
    report = await evidence(brand_scope, since, until)
    # Setting a PDF is a second of pure work: beside the event loop.
    body = await asyncio.to_thread(evidence_pdf if form == "pdf" else evidence_html, report, language)
    days = f"{report.since:%Y%m%d}-{report.until:%Y%m%d}"
    named = f'attachment; filename="evidence-{report.slug}-{days}-{language}.{form}"'
    media = "application/pdf" if form == "pdf" else "text/html; charset=utf-8"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)


ROUTES = [data, file]
