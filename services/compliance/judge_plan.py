"""A compiled plan judged where it runs, and what of it somebody has signed off."""

from collections.abc import Iterable
from dataclasses import dataclass

from commission.compliance.clearance import Standing, finding_key, standing
from commission.compliance.lint import lint_in
from commission.compliance.report import Report
from commission.compliance.schemas import DocumentRefused, checked_plan
from commission.compliance.vocabulary import Stage
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from services.compliance.compile_live import CompiledPlan, compile_live
from services.compliance.live_policies import LivePolicies

_SIGNED = (
    "SELECT DISTINCT finding_key FROM plan_sign_offs WHERE brand_id = $1 AND finding_key = ANY($2::text[])"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The plan, the report on it, and what stands in its way by jurisdiction."""

    live: LivePolicies
    compiled: CompiledPlan
    report: Report
    standings: tuple[Standing, ...]

    @property
    def passes(self) -> bool:
        return all(each.passes for each in self.standings)

    @property
    def illegal(self) -> bool:
        return any(each.illegal for each in self.standings)


async def judge_plan(tx: Tx, live: LivePolicies) -> Judged:
    """Compile and judge: by the packs of today, or of the day it takes effect where that is later.

    Raises InvalidInput for declarations that break the published schema, LookupError where no pack judges.
    """
    compiled = await compile_live(tx, live, max(tx.now, live.at).date())
    try:
        checked_plan(compiled.plan)
    except DocumentRefused as refused:
        raise InvalidInput(*(FieldFault(f.path, f.message, f.message) for f in refused.faults)) from refused
    parts = tuple(lint_in(compiled.plan, pack, compiled.on) for pack in compiled.packs)
    report = Report(
        stage=Stage.PLAN,
        subject={
            "plan_id": compiled.plan["plan_id"],
            "version": compiled.plan["version"],
            "plan_hash": compiled.hash,
        },
        on=compiled.on,
        jurisdictions=parts,
    )
    keys = [finding_key(compiled.plan, one) for part in parts for one in part.needs_sign_off()]
    signed = await _signed(tx, keys)
    return Judged(
        live,
        compiled,
        report,
        tuple(standing(compiled.plan, part, signed, live.missing) for part in parts),
    )


async def _signed(tx: Tx, keys: Iterable[str]) -> frozenset[str]:
    asked = list(keys)
    if not asked:
        return frozenset()
    return frozenset(row["finding_key"] for row in await tx.fetch(_SIGNED, tx.brand_id, asked))
