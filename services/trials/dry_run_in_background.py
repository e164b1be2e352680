"""The work of a dry run: the brand's own history replayed twice, under its own policy and under the draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from commission.replay.compare import compare_plans
from commission.replay.compare_attribution import compare_attribution
from commission.replay.compare_returns import compare_returns
from commission.replay.replay import Watch
from infra.csv_text import BYTE_ORDER_MARK, csv_lines, plain_cell
from infra.database import Tx, transact
from services.history.past_document import Part, past_document
from services.jobs.outcome import JobMade
from services.jobs.turn import JobTurn
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.policy_versions import policy_versions
from services.policies.read_draft import read_draft
from services.trials.dry_run_attribution import attribution_dry_run
from services.trials.dry_run_plan import plan_dry_run
from services.trials.dry_run_policy import DryRunGiven
from services.trials.dry_run_returns import returns_dry_run
from services.trials.named import Named, names_of
from services.trials.worked_out import worked_out

MEDIA_TYPE = "text/csv; charset=utf-8"
Compare = Callable[[Mapping[str, Any], object, Watch | None], dict[str, Any]]
Answer = Callable[
    [Mapping[str, Any], Named, tuple[datetime, datetime], str], tuple[msgspec.Struct, list[list[object]]]
]


@dataclass(frozen=True, slots=True)
class DryRun:
    """One kind of policy: on which part of the history it is tried, by which comparison of the law, and how its answer
    is shown. `orders` names the list of the comparison that speaks of orders."""

    name: str
    part: Part
    compare: Compare
    answer: Answer
    orders: str | None


RETURN_POLICY_RUN = DryRun("return_policy", Part.STOCK, compare_returns, returns_dry_run, "returns")
COMMISSION_PLAN_RUN = DryRun("commission_plan", Part.SALES, compare_plans, plan_dry_run, None)
ATTRIBUTION_POLICY_RUN = DryRun(
    "attribution_policy", Part.SALES, compare_attribution, attribution_dry_run, "moved"
)


async def dry_run_return_policy(turn: JobTurn) -> JobMade:
    """The work of such a job; its result is a ReturnsDryRun, its file every return."""
    return await _dry_run(turn, RETURN_POLICY_RUN)


async def dry_run_commission_plan(turn: JobTurn) -> JobMade:
    """The work of such a job; its result is a PlanDryRun, its file every seller."""
    return await _dry_run(turn, COMMISSION_PLAN_RUN)


async def dry_run_attribution_policy(turn: JobTurn) -> JobMade:
    """The work of such a job; its result is an AttributionDryRun, its file every line that would have moved."""
    return await _dry_run(turn, ATTRIBUTION_POLICY_RUN)


async def _dry_run(turn: JobTurn, run: DryRun) -> JobMade:
    given = msgspec.convert(turn.given, DryRunGiven)

    async def read(tx: Tx) -> dict[str, Any]:
        return await past_document(
            tx, run.part, given.start, given.end, await _longest_window(tx, run, given)
        )

    document = await transact(turn.scope, read, snapshot=True)
    found = await worked_out(
        turn, lambda watch: run.compare(document, given.body, watch), 2 * len(document["events"])
    )
    named = await transact(turn.scope, lambda tx: _names(tx, run, found))
    answer, rows = run.answer(found, named, (given.start, given.end), document["brand"]["currency"])
    cells = [[plain_cell(each) if isinstance(each, str) else each for each in row] for row in rows]
    return JobMade(
        msgspec.to_builtins(answer),
        f"dry-run-{run.name}-{given.start:%Y%m%d}-{given.end:%Y%m%d}.csv",
        MEDIA_TYPE,
        BYTE_ORDER_MARK + csv_lines(cells),
    )


async def _longest_window(tx: Tx, run: DryRun, given: DryRunGiven) -> timedelta:
    """The widest window that any version of the attribution policy, or the draft of one, looks back through."""
    policies = [each.policy for each in await policy_versions(tx, ATTRIBUTION_POLICY)]
    if run.name == ATTRIBUTION_POLICY.name:
        policies.append((await read_draft(tx, ATTRIBUTION_POLICY, given.body)).policy)
    return max((each.longest_window() for each in policies), default=timedelta(0))


async def _names(tx: Tx, run: DryRun, found: Mapping[str, Any]) -> Named:
    orders = {each["order"] for each in found[run.orders]} if run.orders else set()
    parties = {party for each in found.get("moves", ()) for party in (each["from"], each["to"]) if party}
    return await names_of(tx, found["sellers"].keys() | parties, orders)
