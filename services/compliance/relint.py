"""Live plans are judged again when a rule pack changes, and warned of one that is on its way."""

from datetime import timedelta

from msgspec import Struct

from commission.compliance.lint import lint_in
from commission.compliance.packs import RulePack, all_packs
from commission.compliance.report import ENGINE_VERSION
from infra.database import Tx, transact
from infra.scope import Scope
from services.compliance.accrual_stop import judge_again
from services.compliance.cases import case_of_finding, open_case
from services.compliance.compile_live import CompiledPlan, compile_live
from services.compliance.live_policies import LivePolicies, live_policies

WARNED_AHEAD = timedelta(days=60)
_JUDGED = """
SELECT jurisdiction FROM plan_clearances
WHERE brand_id = $1 AND live_key = $2 AND pack_hash = ANY($3::text[]) AND engine = $4
"""


class Relinted(Struct, frozen=True):
    """`outcomes` by jurisdiction where the plan was judged anew, empty where nothing had changed; `ahead` is how many
    findings packs of the coming sixty days would make."""

    outcomes: dict[str, str]
    ahead: int


async def relint(scope: Scope) -> Relinted:
    """Judge the plan in force by the packs in force, where that was not done yet: an illegal finding freezes new
    accruals, and everything new is a case. A second call changes nothing."""
    return await transact(scope, _relint)


async def _relint(tx: Tx) -> Relinted:
    live = await live_policies(tx, tx.now)
    if "commission_plan" not in live.ids:
        return Relinted({}, 0)
    try:
        compiled = await compile_live(tx, live, tx.now.date())
    except LookupError:
        return Relinted({}, 0)  # no pack judges there, and nothing accrues either
    known = await tx.fetch(
        _JUDGED, tx.brand_id, live.key, [pack.hash for pack in compiled.packs], ENGINE_VERSION
    )
    judged = {row["jurisdiction"] for row in known}
    outcomes = {} if set(compiled.jurisdictions) <= judged else await judge_again(tx, "pack_update")
    return Relinted(outcomes, await _look_ahead(tx, live, compiled))


async def _look_ahead(tx: Tx, live: LivePolicies, compiled: CompiledPlan) -> int:
    """A pack that comes into force soon and finds more than today's is a case now, due the day it begins."""
    found = 0
    for pack in all_packs():
        if pack.jurisdiction not in compiled.jurisdictions or not _soon(pack, tx):
            continue
        today = next(each for each in compiled.packs if each.jurisdiction == pack.jurisdiction)
        known = lint_in(compiled.plan, today, compiled.on).true_rules()
        for finding in lint_in(compiled.plan, pack, pack.effective_from).findings:
            if finding.rule in known:
                continue
            subject = f"{finding.path} from {pack.effective_from.isoformat()} (pack {pack.version})"
            await open_case(tx, case_of_finding("plan", finding, None, subject=subject))
            found += 1
    return found


def _soon(pack: RulePack, tx: Tx) -> bool:
    today = tx.now.date()
    return today < pack.effective_from <= today + WARNED_AHEAD
