"""A report, a case and a waiting stock order's check, for the access matrix."""

from datetime import timedelta
from uuid import UUID

from infra.database import Tx, transact
from infra.scope import Scope
from services.compliance.cases import NewCase, open_case
from services.compliance.judge_plan import judge_plan
from services.compliance.keep_evidence import MakeEvidence, keep_evidence
from services.compliance.live_policies import live_policies
from services.compliance.write_report import write_report


async def make_compliance_ids(scope: Scope, marker: str) -> dict[str, UUID | str]:
    """`report_id`, `case_id` and `evidence_id`."""

    async def work(tx: Tx) -> dict[str, UUID | str]:
        judged = await judge_plan(tx, await live_policies(tx, tx.now))
        report_id = await write_report(tx, judged.report, "demand", plan=judged.compiled.plan)
        case_id = await open_case(tx, NewCase("plan", "P-07", "CN", marker, "R", {}, report_id))
        assert case_id is not None
        return {"report_id": report_id, "case_id": case_id}

    period = MakeEvidence(scope.clock.now() - timedelta(days=30), scope.clock.now(), marker)
    kept = await keep_evidence(scope, period)
    return {**await transact(scope, work), "evidence_id": kept.evidence_id}
