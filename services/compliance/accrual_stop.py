"""Whether commission may accrue now: only under a plan that has a passing report of the packs in force (G-10)."""

from uuid import UUID

from commission.compliance.report import ENGINE_VERSION
from infra.database import Tx
from services.compliance.cases import case_of_finding, open_case
from services.compliance.clear_plan import clear_plan
from services.compliance.compile_live import jurisdictions_of, rule_pack
from services.compliance.freezes import start_freeze
from services.compliance.judge_plan import judge_plan
from services.compliance.live_policies import live_ids, live_key, live_policies
from services.compliance.write_report import write_report

_FROZEN = """
SELECT f.reason, b.jurisdiction FROM brands AS b
LEFT JOIN accrual_freezes AS f ON f.brand_id = b.id AND f.kind = 'accruals' AND f.ended_at IS NULL WHERE b.id = $1
"""
_CLEARED = """
SELECT jurisdiction, outcome FROM plan_clearances
WHERE brand_id = $1 AND live_key = $2 AND pack_hash = ANY($3::text[]) AND engine = $4
"""
# Clearances are never changed, so a set of versions once passed under some packs stays so: asked of the database once.
_passed: set[tuple[UUID, str, tuple[str, ...]]] = set()
_MOST = 10_000


async def accrual_stop(tx: Tx) -> str | None:
    """Why no commission may accrue at this instant, in English; None where it may.

    Where the packs changed and nobody has judged the live plan again yet, it is judged here: a sale never accrues under
    a plan that the law of the day has not seen.
    """
    row = await tx.fetchrow(_FROZEN, tx.brand_id)
    if row is None:
        raise LookupError("the brand of a database transaction is not there")
    if row["reason"] is not None:
        return str(row["reason"])
    ids, declared = await live_ids(tx, tx.now)
    names = jurisdictions_of(row["jurisdiction"], {"jurisdictions": declared})
    packs = [rule_pack(name, tx.now.date()) for name in names]
    if any(pack is None for pack in packs):
        return f"no rule pack judges a plan in {', '.join(names)}"
    hashes = tuple(pack.hash for pack in packs if pack is not None)
    key = (tx.brand_id, live_key(ids), hashes)
    if key in _passed:
        return None
    known = await tx.fetch(_CLEARED, tx.brand_id, key[1], list(hashes), ENGINE_VERSION)
    outcomes = {each["jurisdiction"]: each["outcome"] for each in known}
    if not set(names) <= outcomes.keys():
        outcomes = await judge_again(tx, "accrual")
    if all(outcome != "frozen" for outcome in outcomes.values()):
        if len(_passed) >= _MOST:
            _passed.clear()
        _passed.add(key)
        return None
    return "the plan in force has no passing report"


async def judge_again(tx: Tx, cause: str) -> dict[str, str]:
    """Judge what is in force by the packs of today; the outcome by jurisdiction. What is new is told: each finding that
    nobody signed off becomes a case, and an illegal one freezes accruals."""
    judged = await judge_plan(tx, await live_policies(tx, tx.now))
    report_id = await write_report(tx, judged.report, cause, plan=judged.compiled.plan)
    outcomes = await clear_plan(tx, judged, report_id)
    for one in judged.standings:
        for finding in (*one.illegal, *one.unsigned):
            await open_case(tx, case_of_finding("plan", finding, report_id, subject=finding.path))
        if outcomes[one.report.jurisdiction] == "frozen":
            why = one.illegal[0].message.en if one.illegal else "it never passed"
            await start_freeze(
                tx,
                "accruals",
                f"the plan has no passing report in {one.report.jurisdiction} (pack {one.report.pack_version}): {why}",
                report_id,
            )
    return outcomes
