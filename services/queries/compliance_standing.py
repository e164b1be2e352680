"""Where a brand's plan stands now: what is in force, whether it may pay, and what waits for somebody."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.scope import Scope
from services.compliance.compile_live import jurisdictions_of, rule_pack
from services.compliance.live_policies import live_policies


class FreezeRow(Struct, frozen=True):
    kind: str
    reason: str
    report_id: UUID | None
    started_at: datetime


class JurisdictionStanding(Struct, frozen=True):
    """`outcome` under the pack in force: passed, tolerated, frozen, or null where it is not judged yet."""

    jurisdiction: str
    pack_version: str | None
    pack_hash: str | None
    outcome: str | None
    report_id: UUID | None


class ComplianceStanding(Struct, frozen=True):
    """Where the brand's plan stands now. `missing` are kinds of policy that are not in force."""

    versions: dict[str, int]
    missing: list[str]
    jurisdictions: list[JurisdictionStanding]
    freezes: list[FreezeRow]
    gate: str
    starter_cap: int
    cases_open: dict[str, int]
    cases_overdue: int
    stock_orders_waiting: int


async def show_standing(scope: Scope) -> ComplianceStanding:
    """The plan in force, whether it may pay, and what waits for somebody."""
    return await transact(scope, _standing, snapshot=True)


async def _standing(tx: Tx) -> ComplianceStanding:
    live = await live_policies(tx, tx.now)
    country = await tx.fetchval("SELECT jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    terms = live.bodies.get("declared_terms") or {}
    cleared = {
        (row["jurisdiction"], row["pack_hash"]): row
        for row in await tx.fetch(
            "SELECT jurisdiction, pack_hash, outcome, report_id FROM plan_clearances"
            " WHERE brand_id = $1 AND live_key = $2 ORDER BY at",
            tx.brand_id,
            live.key,
        )
    }
    parts = []
    for name in jurisdictions_of(country, terms):
        pack = rule_pack(name, tx.now.date())
        row = cleared.get((name, pack.hash)) if pack else None
        parts.append(
            JurisdictionStanding(
                name,
                None if pack is None else pack.version,
                None if pack is None else pack.hash,
                None if row is None else row["outcome"],
                None if row is None else row["report_id"],
            )
        )
    freezes = await tx.fetch(
        "SELECT kind, reason, report_id, started_at FROM accrual_freezes"
        " WHERE brand_id = $1 AND ended_at IS NULL ORDER BY kind",
        tx.brand_id,
    )
    cases = await tx.fetch(
        "SELECT severity, count(*)::int AS n, count(*) FILTER (WHERE deadline < $2)::int AS late"
        " FROM compliance_cases WHERE brand_id = $1 AND state = 'open' GROUP BY severity",
        tx.brand_id,
        tx.now,
    )
    waiting = await tx.fetchval(
        "SELECT count(*)::int FROM stock_order_checks k JOIN stock_orders o ON o.brand_id = k.brand_id"
        " AND o.id = k.order_id WHERE k.brand_id = $1 AND k.outcome = 'waiting' AND o.state = 'placed'",
        tx.brand_id,
    )
    stocking = terms.get("stocking") or {}
    return ComplianceStanding(
        dict(live.versions),
        list(live.missing),
        parts,
        [FreezeRow(*row) for row in freezes],
        stocking.get("gate", "review"),
        stocking.get("starter_cap", 100),
        {row["severity"]: row["n"] for row in cases},
        sum(row["late"] for row in cases),
        waiting,
    )
