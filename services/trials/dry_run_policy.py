"""Leave a draft to a worker that tries it on a past period."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.fields import Instant
from infra.scope import Scope
from services.jobs.start_job import JobStarted, start_job
from services.policies.kinds import KINDS
from services.policies.past_period import past_period
from services.policies.read_draft import read_draft
from services.wholesale.dry_run_in_background import KIND as DRY_RUN_SCHEDULE

TriedKind = Literal["tier_schedule", "return_policy", "commission_plan", "attribution_policy"]
# A job of the first keeps the name that the lists of before know.
JOB_KINDS: dict[str, str] = {
    "tier_schedule": DRY_RUN_SCHEDULE,
    "return_policy": "dry_run_return_policy",
    "commission_plan": "dry_run_commission_plan",
    "attribution_policy": "dry_run_attribution_policy",
}
_EXAMPLE = {"window_days": 365, "restocking_rate": "0", "pricing": "keep_price"}


class DryRunPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`body` is the draft in the JSON shape of scenario.md. Without `start` and `end` (exclusive): the last whole
    calendar quarter in the brand's time zone."""

    body: Annotated[dict[str, Any], Meta(examples=[_EXAMPLE])]
    start: Instant | None = None
    end: Instant | None = None


class DryRunGiven(msgspec.Struct, frozen=True):
    """What the job is given: the draft whole, and the period as it was when it was asked for."""

    body: dict[str, Any]
    start: datetime
    end: datetime


async def start_dry_run(scope: Scope, kind: TriedKind, command: DryRunPolicy) -> JobStarted:
    """Leave it to a worker. Raises InvalidInput with every fault of the body and of the period at once, before anybody
    waits."""

    async def check(tx: Tx) -> DryRunGiven:
        draft = await read_draft(tx, KINDS[kind], command.body)
        return DryRunGiven(draft.body, *await past_period(tx, command.start, command.end))

    return await start_job(scope, JOB_KINDS[kind], await transact(scope, check))
