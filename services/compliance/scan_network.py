"""The network watch over live data: nightly, and whenever somebody asks."""

import asyncio
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from commission.compliance.network.figures import figures
from commission.compliance.report import JurisdictionReport, Report
from commission.compliance.scan import watch_network
from commission.compliance.vocabulary import Severity
from infra.database import Tx, transact
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.compliance.cases import case_of_finding, open_case
from services.compliance.errors import NoRulePack
from services.compliance.freezes import start_freeze
from services.compliance.take_snapshot import LiveNetwork, take_snapshot
from services.compliance.write_report import write_report
from services.outbox import enqueue

TOPIC = "compliance.scan_network"


class NetworkScanned(Struct, frozen=True):
    """`cases` is how many were opened anew; `findings` how many of each severity."""

    scan_id: UUID
    report_id: UUID
    verdicts: dict[str, str]
    findings: dict[str, int]
    cases: int


class ScanQueued(Struct, frozen=True):
    queued_at: datetime


async def queue_scan(scope: Scope) -> ScanQueued:
    """Ask for a scan now: the worker makes it, and it shows among the scans."""

    async def work(tx: Tx) -> ScanQueued:
        await enqueue(tx, TOPIC, {"cause": "demand"})
        return ScanQueued(tx.now)

    return await transact(scope, work)


async def scan_network(scope: Scope, cause: Literal["nightly", "demand"] = "nightly") -> NetworkScanned:
    """Read, judge and keep: a report, the figures of the trend, a case for each finding of weight.

    Where the law sees a pyramid, whatever would be paid above a seller is frozen at once (G-11). Raises NoRulePack.
    """
    started = scope.clock.now()
    try:
        network = await transact(scope, take_snapshot, snapshot=True)
    except LookupError as missing:
        raise NoRulePack(jurisdiction=str(missing)) from missing
    # Seconds of pure counting for a large brand: beside the event loop, which goes on serving others.
    report, told = await asyncio.to_thread(_judge, network)
    return await transact(scope, lambda tx: _keep(tx, network, report, told, cause, started))


def _judge(network: LiveNetwork) -> tuple[Report, dict[str, Any]]:
    report, watch = watch_network(
        network.snapshot, network.compiled.jurisdictions, network.compiled.plan, network.compiled.on
    )
    return report, figures(watch)


async def _keep(
    tx: Tx, network: LiveNetwork, report: Report, told: dict[str, Any], cause: str, started: datetime
) -> NetworkScanned:
    report_id = await write_report(tx, report, cause)
    counts: dict[str, int] = {}
    cases = 0
    for part in report.jurisdictions:
        for finding in part.findings:
            counts[finding.severity.value] = counts.get(finding.severity.value, 0) + 1
            if finding.severity is not Severity.ADVICE:
                case = case_of_finding("network", finding, report_id, subject=finding.path)
                cases += await open_case(tx, case) is not None
        why = _kill_switch(part)
        if why is not None:
            await start_freeze(tx, "upline_pay", f"{part.jurisdiction}: {why}", report_id)
    scan_id = new_id()
    await tx.execute(
        "INSERT INTO network_scans (brand_id, id, report_id, cause, as_of, started_at, finished_at, figures, findings)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb)",
        tx.brand_id,
        scan_id,
        report_id,
        cause,
        network.snapshot.as_of,
        started,
        tx.now,
        to_json(told),
        to_json(counts),
    )
    verdicts = {part.jurisdiction: part.verdict.value for part in report.jurisdictions}
    return NetworkScanned(scan_id, report_id, verdicts, counts, cases)


def _kill_switch(part: JurisdictionReport) -> str | None:
    """compliance.md, G-11: the criminal shape beside an illegal finding; and pay outside the plan (N-12)."""
    found = part.true_rules()
    illegal = any(finding.severity is Severity.ILLEGAL for finding in part.findings)
    if "N-01" in found and illegal:
        return "the shape of a pyramid (N-01) beside an illegal finding"
    return "pay outside the plan (N-12)" if "N-12" in found and illegal else None
