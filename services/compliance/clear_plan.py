"""Keep under which packs a set of live policies was judged, and whether commission may accrue under it (G-10)."""

from uuid import UUID

from commission.compliance.clearance import Standing
from commission.compliance.jurisdiction_terms import total_rate_cap
from commission.compliance.packs import PackNotFound
from commission.compliance.report import ENGINE_VERSION
from infra.database import Tx
from infra.ids import new_id
from services.compliance.judge_plan import Judged

_INSERT = """
INSERT INTO plan_clearances (brand_id, id, live_key, jurisdiction, pack_version, pack_hash, engine, plan_hash,
  report_id, commission_plan_id, outcome, rate_cap, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (brand_id, live_key, jurisdiction, pack_hash, engine) DO NOTHING
"""
_WENT_LIVE = """
SELECT DISTINCT jurisdiction FROM plan_clearances WHERE brand_id = $1 AND live_key = $2 AND outcome <> 'frozen'
"""


async def clear_plan(tx: Tx, judged: Judged, report_id: UUID) -> dict[str, str]:
    """Write one clearance a jurisdiction; the outcome of each.

    A plan that went live under an earlier pack goes on under a newer one that asks for review or data, and stands still
    only where that finds it illegal. One that never passed stands still until it does: so fares a policy that got into
    its table by another way than being published.
    """
    before = {row["jurisdiction"] for row in await tx.fetch(_WENT_LIVE, tx.brand_id, judged.live.key)}
    outcomes: dict[str, str] = {}
    for one in judged.standings:
        outcomes[one.report.jurisdiction] = _outcome(one, one.report.jurisdiction in before)
        await tx.execute(
            _INSERT,
            tx.brand_id,
            new_id(),
            judged.live.key,
            one.report.jurisdiction,
            one.report.pack_version,
            one.report.pack_hash,
            ENGINE_VERSION,
            judged.compiled.hash,
            report_id,
            judged.live.ids.get("commission_plan"),
            outcomes[one.report.jurisdiction],
            _ceiling(one.report.jurisdiction, judged),
            tx.now,
        )
    return outcomes


def _outcome(one: Standing, went_live: bool) -> str:
    if one.passes:
        return "passed"
    return "tolerated" if went_live and not one.illegal else "frozen"


def _ceiling(jurisdiction: str, judged: Judged) -> object:
    """The jurisdiction's ceiling on what a line may pay; no plan goes above it (G-05)."""
    try:
        cap = total_rate_cap(jurisdiction, judged.compiled.on)
    except PackNotFound:
        return None
    return None if cap is None else cap.decimal
