"""Versions of a policy, and what two of them say differently."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import asyncpg
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.scope import Scope
from services.policies.diff_bodies import BodyChange, diff_bodies
from services.policies.kinds import PolicyKind


class PolicyRow(Struct, frozen=True):
    """A version. `state`: the one `in_force` now, `scheduled` ones that begin later, `past` ones that keep governing
    the orders of their time."""

    policy_id: UUID
    version: int
    state: Literal["past", "in_force", "scheduled"]
    effective_from: datetime
    body: dict[str, Any]
    body_hash: str
    note: str
    created_by: UUID | None
    created_by_name: str | None
    created_at: datetime


class PolicyDiff(Struct, frozen=True):
    """What `after` says differently from `before`, by version number."""

    before: int
    after: int
    changes: list[BodyChange]


async def list_policies(scope: Scope, kind: PolicyKind[Any]) -> list[PolicyRow]:
    """All versions, latest first."""
    return await transact(scope, lambda tx: _rows(tx, kind))


async def show_policy(scope: Scope, kind: PolicyKind[Any], policy_id: UUID) -> PolicyRow:
    """One version. Raises NotFound."""

    async def work(tx: Tx) -> PolicyRow:
        return _one(await _rows(tx, kind), kind, policy_id)

    return await transact(scope, work)


async def diff_policies(scope: Scope, kind: PolicyKind[Any], before: UUID, after: UUID) -> PolicyDiff:
    """Two versions compared. Raises NotFound."""

    async def work(tx: Tx) -> PolicyDiff:
        rows = await _rows(tx, kind)
        old, new = _one(rows, kind, before), _one(rows, kind, after)
        return PolicyDiff(old.version, new.version, diff_bodies(old.body, new.body))

    return await transact(scope, work)


async def _rows(tx: Tx, kind: PolicyKind[Any]) -> list[PolicyRow]:
    rows = await tx.fetch(
        f"SELECT p.*, a.display_name FROM {kind.table} p"  # noqa: S608 - our own words
        " LEFT JOIN accounts a ON a.brand_id = p.brand_id AND a.id = p.created_by"
        " WHERE p.brand_id = $1 ORDER BY p.effective_from DESC",
        tx.brand_id,
    )
    begun = [row["id"] for row in rows if row["effective_from"] <= tx.now]
    return [_row(row, tx.now, begun[0] if begun else None) for row in rows]


def _row(row: asyncpg.Record, now: datetime, in_force: UUID | None) -> PolicyRow:
    state: Literal["past", "in_force", "scheduled"] = "scheduled" if row["effective_from"] > now else "past"
    return PolicyRow(
        row["id"],
        row["version"],
        "in_force" if row["id"] == in_force else state,
        row["effective_from"],
        from_json(row["body"]),
        row["body_hash"],
        row["note"],
        row["created_by"],
        row["display_name"],
        row["created_at"],
    )


def _one(rows: list[PolicyRow], kind: PolicyKind[Any], policy_id: UUID) -> PolicyRow:
    for row in rows:
        if row.policy_id == policy_id:
            return row
    raise NotFound(what=kind.name, ref=policy_id)
