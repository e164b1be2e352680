"""Publish a new version of a policy."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from commission.money.faults import PolicyRefused
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.fields import Instant
from infra.ids import new_id
from infra.json_text import content_hash, from_json, to_json
from infra.scope import Scope
from services.audit import record_change
from services.compliance.errors import PlanNotPassed
from services.compliance.gate_publish import gate_publish, keep_refusal
from services.locks import lock_brand_rules
from services.policies.brand_law import brand_law
from services.policies.errors import InstantTaken, PolicyUnchanged
from services.policies.fault_words import field_faults
from services.policies.kinds import JUDGED_KINDS, BrandLaw, PolicyKind
from services.policies.policy_versions import LEAD_TIME

_EXAMPLE = {
    "window_days": 365,
    "restocking_rate": "0",
    "pricing": "keep_price",
    "floor_rate": "0.90",
}


class PublishPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`body` is the policy in the JSON shape of scenario.md, without `effective_from`, which stands beside it.

    Without `effective_from` the version takes effect as soon as it can: a minute from now, or, where nothing has yet
    happened that it would govern, at once.
    """

    body: Annotated[dict[str, Any], Meta(examples=[_EXAMPLE])]
    effective_from: Instant | None = None
    note: Annotated[str, Meta(max_length=2000)] = ""


class PolicyPublished(msgspec.Struct, frozen=True):
    policy_id: UUID
    version: int
    effective_from: datetime
    body_hash: str


async def publish_policy(scope: Scope, kind: PolicyKind[Any], command: PublishPolicy) -> PolicyPublished:
    """Add a version; none is ever edited, and no order that was priced or decided is touched.

    Raises InvalidInput with every fault of the body (`body.tiers[1].threshold`) or for an instant too early,
    PolicyUnchanged, InstantTaken; PlanIllegal, PlanNeedsData, SignOffNeeded where the plan as it would be has no
    passing report of the current rule pack: the refusal and its report are kept.
    """
    if "effective_from" in command.body:
        raise InvalidInput(
            FieldFault("body.effective_from", "stands beside the body, not in it", "应写在正文之外")
        )

    async def work(tx: Tx) -> PolicyPublished:
        brand = await lock_brand_rules(tx)
        versions = await tx.fetch(
            f"SELECT version, effective_from, body, body_hash FROM {kind.table} WHERE brand_id = $1"  # noqa: S608
            " ORDER BY effective_from",
            tx.brand_id,
        )
        effective_from = await _effective_from(tx, kind, command, bool(versions))
        law = brand_law(brand["currency"], brand["jurisdiction"], effective_from.date())
        body = _checked_body(kind, command, law)
        before = _version_before(versions, effective_from, content_hash(body))
        published = PolicyPublished(new_id(), len(versions) + 1, effective_from, content_hash(body))
        if kind in JUDGED_KINDS:
            await gate_publish(tx, kind.name, published.policy_id, published.version, body, effective_from)
        await tx.execute(
            f"INSERT INTO {kind.table} (brand_id, id, version, effective_from, body, body_hash, note, created_by,"  # noqa: S608
            " created_at) VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)",
            tx.brand_id,
            published.policy_id,
            published.version,
            effective_from,
            to_json(body),
            published.body_hash,
            command.note,
            scope.actor.account_id,
            tx.now,
        )
        await record_change(
            tx,
            "publish_policy",
            kind.name,
            published.policy_id,
            before and {"version": before["version"], "body": from_json(before["body"])},
            {
                "version": published.version,
                "effective_from": effective_from,
                "note": command.note,
                "body": body,
            },
        )
        return published

    try:
        return await transact(scope, work)
    except PlanNotPassed as refusal:
        await keep_refusal(scope, kind.name, command.body, refusal)
        raise


async def _effective_from(
    tx: Tx, kind: PolicyKind[Any], command: PublishPolicy, has_versions: bool
) -> datetime:
    """When it takes effect. The past is closed: what happened was decided by the versions of then. A first version may
    be dated back as far as nothing has happened that it would govern (an import brings such a past along)."""
    asked, soonest = command.effective_from, tx.now + LEAD_TIME
    if asked is not None and asked >= soonest:
        return asked
    if has_versions:
        if asked is None:
            return soonest
        raise _too_early("must be at least a minute from now", "生效时间须至少在一分钟之后")
    start = asked or tx.now
    if not await tx.fetchval(kind.governed, tx.brand_id, start):
        return start
    if asked is None:
        return soonest
    raise _too_early(
        "lies before orders that this version would govern; let it take effect a minute from now or later",
        "该时间之后已有订单受此规则约束，生效时间须至少在一分钟之后",
    )


def _too_early(message: str, message_zh: str) -> InvalidInput:
    return InvalidInput(FieldFault("effective_from", message, message_zh))


def _checked_body(kind: PolicyKind[Any], command: PublishPolicy, law: BrandLaw) -> dict[str, Any]:
    """The body with its law-dependent defaults written out, so that it means the same under any later law."""
    body = {**kind.defaults(law), **command.body}
    try:
        kind.read(body, "body", law)
    except PolicyRefused as refused:
        raise InvalidInput(*field_faults(refused.faults)) from refused
    return body


def _version_before(versions: list[asyncpg.Record], at: datetime, body_hash: str) -> asyncpg.Record | None:
    """The version this one takes over from, if any."""
    earlier = [version for version in versions if version["effective_from"] <= at]
    before = earlier[-1] if earlier else None
    if before and before["effective_from"] == at:
        raise InstantTaken(version=before["version"], at=at.isoformat())
    if before and before["body_hash"] == body_hash:
        raise PolicyUnchanged(version=before["version"])
    return before
