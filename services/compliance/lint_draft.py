"""Judge a policy before it is published: the plan as it would be, without changing anything but the list of reports."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from commission.money.faults import PolicyRefused
from infra.database import Tx, transact
from infra.errors import InvalidInput, NotFound
from infra.fields import Instant
from infra.ids import new_id
from infra.scope import Scope
from services.compliance.errors import NoRulePack, refusal_of
from services.compliance.judge_plan import judge_plan
from services.compliance.live_policies import live_policies
from services.compliance.write_report import write_report
from services.policies.brand_law import brand_law
from services.policies.fault_words import field_faults
from services.policies.kinds import JUDGED_KINDS


class LintDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """`kind` and `body` as they would be published; without both, what is in force is judged as it is."""

    kind: str | None = None
    body: Annotated[dict[str, Any], Meta(examples=[{"window_days": 365}])] | None = None
    effective_from: Instant | None = None


class PlanLinted(Struct, frozen=True):
    """`ready`: it could be published now. Otherwise `code` says what stands in its way: plan_illegal, plan_needs_data,
    sign_off_needed. `verdicts` by jurisdiction; the whole is in the report."""

    report_id: UUID
    ready: bool
    code: str | None
    verdicts: dict[str, str]
    illegal: int
    unknown: int
    unsigned: int


async def lint_draft(scope: Scope, command: LintDraft) -> PlanLinted:
    """Raises NotFound for a kind that is not judged, InvalidInput for a body that cannot be read, NoRulePack."""
    return await transact(scope, lambda tx: _lint(tx, command))


async def _lint(tx: Tx, command: LintDraft) -> PlanLinted:
    at = max(tx.now, command.effective_from or tx.now)
    live = await live_policies(tx, at)
    if command.kind is not None:
        live = live.with_policy(
            command.kind,
            new_id(),
            live.versions.get(command.kind, 0) + 1,
            await _read(tx, command, command.kind),
        )
    try:
        judged = await judge_plan(tx, live)
    except LookupError as missing:
        raise NoRulePack(jurisdiction=str(missing)) from missing
    cause = "demand" if command.kind is None else "draft"
    report_id = await write_report(tx, judged.report, cause, plan=judged.compiled.plan)
    refusal = refusal_of(judged)
    return PlanLinted(
        report_id,
        ready=refusal is None,
        code=None if refusal is None else refusal.code,
        verdicts={part.jurisdiction: part.verdict.value for part in judged.report.jurisdictions},
        illegal=sum(len(one.illegal) for one in judged.standings),
        unknown=sum(len(one.unknown) for one in judged.standings),
        unsigned=sum(len(one.unsigned) for one in judged.standings),
    )


async def _read(tx: Tx, command: LintDraft, name: str) -> dict[str, Any]:
    kind = next((each for each in JUDGED_KINDS if each.name == name), None)
    if kind is None:
        raise NotFound(what="kind of policy", ref=name)
    brand = await tx.fetchrow("SELECT currency, jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    law = brand_law(brand["currency"], brand["jurisdiction"], tx.now.date())
    body = {**kind.defaults(law), **(command.body or {})}
    try:
        kind.read(body, "body", law)
    except PolicyRefused as refused:
        raise InvalidInput(*field_faults(refused.faults)) from refused
    return body
