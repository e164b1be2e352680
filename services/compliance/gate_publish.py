"""Nothing goes live without a passing report of the current pack (G-10): the gate that every publication passes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from infra.database import Tx, transact
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.compliance.clear_plan import clear_plan
from services.compliance.errors import NoRulePack, PlanNotPassed, refusal_of
from services.compliance.freezes import thaw_for_plan
from services.compliance.judge_plan import Judged, judge_plan
from services.compliance.live_policies import changes_after, live_policies
from services.compliance.write_report import write_report
from services.policies.kinds import JUDGED_KINDS


async def gate_publish(tx: Tx, kind: str, policy_id: UUID, version: int, body: Any, at: datetime) -> None:
    """Judge the plan as it will be from `at` on, and as it will be at each later change that is scheduled already: two
    parts that pass by themselves may not pass together. Under the lock of the brand's rules.

    Raises PlanIllegal, PlanNeedsData, SignOffNeeded; NoRulePack.
    """
    if kind not in {judged.name for judged in JUDGED_KINDS}:
        return
    for instant in [at, *await _until_replaced(tx, kind, at)]:
        judged = await _judged(tx, kind, policy_id, version, body, instant)
        refusal = refusal_of(judged)
        if refusal is not None:
            raise refusal
        report_id = await write_report(tx, judged.report, "publish", plan=judged.compiled.plan)
        await clear_plan(tx, judged, report_id)
    await thaw_for_plan(tx, f"{kind} version {version} passes")


async def _until_replaced(tx: Tx, kind: str, at: datetime) -> list[datetime]:
    """Later instants at which the plan changes while this version still is a part of it."""
    table = next(judged.table for judged in JUDGED_KINDS if judged.name == kind)
    replaced = await tx.fetchval(
        f"SELECT min(effective_from) FROM {table} WHERE brand_id = $1 AND effective_from > $2",  # noqa: S608
        tx.brand_id,
        at,
    )
    return [each for each in await changes_after(tx, at) if replaced is None or each < replaced]


async def _judged(tx: Tx, kind: str, policy_id: UUID, version: int, body: Any, at: datetime) -> Judged:
    live = (await live_policies(tx, at)).with_policy(kind, policy_id, version, body)
    try:
        return await judge_plan(tx, live)
    except LookupError as missing:
        raise NoRulePack(jurisdiction=str(missing)) from missing


async def keep_refusal(scope: Scope, kind: str, body: Any, refusal: PlanNotPassed) -> None:
    """Keep the report and the refusal for an inspector, in a transaction of their own: the publication rolled back."""

    async def work(tx: Tx) -> None:
        report_id = await write_report(
            tx,
            refusal.judged.report,
            "publish",
            plan=refusal.judged.compiled.plan,
            report_id=refusal.report_id,
        )
        await tx.execute(
            "INSERT INTO publish_refusals (brand_id, id, report_id, kind, body, code, refused, at)"
            " VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)",
            tx.brand_id,
            new_id(),
            report_id,
            kind,
            to_json(body),
            refusal.code,
            scope.actor.account_id,
            tx.now,
        )

    await transact(scope, work)
