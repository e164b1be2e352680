"""All versions of a policy as the law reads them, remembered for a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from infra.database import Tx
from infra.json_text import from_json
from services.policies.kinds import BrandLaw, PolicyKind

P = TypeVar("P")

# A version takes effect at least LEAD_TIME after it was published, so a list that was read less than KEPT ago holds
# every version in force now; the rest of the lead covers the publishing transaction and clocks that differ.
LEAD_TIME = timedelta(seconds=60)
KEPT = timedelta(seconds=20)
_MOST = 4096


@dataclass(frozen=True, slots=True)
class PolicyVersion(Generic[P]):
    """One version: `policy` is what the laws of commission/ take."""

    id: UUID
    version: int
    effective_from: datetime
    policy: P


@dataclass(frozen=True, slots=True)
class _Known:
    read_at: datetime
    versions: tuple[PolicyVersion[Any], ...]


_lists: dict[tuple[UUID, str], _Known] = {}
_parsed: dict[tuple[UUID, str, UUID], Any] = {}


async def policy_versions(
    tx: Tx, kind: PolicyKind[P], *, fresh: bool = False
) -> tuple[PolicyVersion[P], ...]:
    """The brand's versions, earliest first; empty where it has none. `fresh` reads past what this process remembers.

    Age is told by the transaction's own instant: a clock that a test or the demo moves makes a list old, or one from
    the future, and both are read again. An empty list is never remembered: a first version may be dated back.
    """
    known = _lists.get((tx.brand_id, kind.name))
    if known and not fresh and timedelta(0) <= tx.now - known.read_at < KEPT:
        return known.versions
    rows = await tx.fetch(
        f"SELECT id, version, effective_from FROM {kind.table} WHERE brand_id = $1 ORDER BY effective_from",  # noqa: S608
        tx.brand_id,
    )
    await _parse(tx, kind, [row["id"] for row in rows])
    versions: tuple[PolicyVersion[P], ...] = tuple(
        PolicyVersion(
            row["id"], row["version"], row["effective_from"], _parsed[tx.brand_id, kind.name, row["id"]]
        )
        for row in rows
    )
    if versions:
        if len(_lists) >= _MOST:
            _lists.clear()
        _lists[tx.brand_id, kind.name] = _Known(tx.now, versions)
    return versions


async def _parse(tx: Tx, kind: PolicyKind[P], ids: list[UUID]) -> None:
    """Read the bodies not read before: a body never changes."""
    missing = [each for each in ids if (tx.brand_id, kind.name, each) not in _parsed]
    if not missing:
        return
    if len(_parsed) + len(ids) >= _MOST:
        _parsed.clear()
        missing = ids
    rows = await tx.fetch(
        f"SELECT p.id, p.body, b.currency FROM {kind.table} AS p JOIN brands AS b ON b.id = p.brand_id"  # noqa: S608
        " WHERE p.brand_id = $1 AND p.id = ANY($2::uuid[])",
        tx.brand_id,
        missing,
    )
    for row in rows:
        # Without the jurisdiction's limits: what was lawful when it was published stays readable for ever.
        (policy,) = kind.read(from_json(row["body"]), kind.name, BrandLaw(row["currency"]))
        _parsed[tx.brand_id, kind.name, row["id"]] = policy
