"""The brand's policies in force together at an instant, as they lie in the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from infra.database import Tx
from infra.json_text import content_hash, from_json
from services.policies.kinds import JUDGED_KINDS

# Each name is one of ours; the brand and the instant are bound.
_ONE = """(SELECT '{kind}' AS kind, id, version, effective_from, body FROM {table}
  WHERE brand_id = $1 AND effective_from <= $2 ORDER BY effective_from DESC LIMIT 1)"""
_ONE_ID = """(SELECT '{kind}' AS kind, id, {extra} AS jurisdictions FROM {table}
  WHERE brand_id = $1 AND effective_from <= $2 ORDER BY effective_from DESC LIMIT 1)"""
_IDS = " UNION ALL ".join(
    _ONE_ID.format(
        kind=kind.name,
        table=kind.table,
        extra="body -> 'jurisdictions'" if kind.name == "declared_terms" else "NULL::jsonb",
    )
    for kind in JUDGED_KINDS
)
_IN_FORCE = " UNION ALL ".join(_ONE.format(kind=kind.name, table=kind.table) for kind in JUDGED_KINDS)
_LATER = " UNION ".join(
    f"SELECT effective_from FROM {kind.table} WHERE brand_id = $1 AND effective_from > $2"  # noqa: S608
    for kind in JUDGED_KINDS
)


@dataclass(frozen=True, slots=True)
class LivePolicies:
    """By kind: the id, the version number and the body of the version in force. A kind without one is absent."""

    at: datetime
    ids: Mapping[str, UUID]
    versions: Mapping[str, int]
    bodies: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Pins which versions are in force together."""
        return live_key(self.ids)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(kind.name for kind in JUDGED_KINDS if kind.name not in self.ids)

    def with_policy(self, kind: str, policy_id: UUID, version: int, body: Any) -> "LivePolicies":
        return replace(
            self,
            ids={**self.ids, kind: policy_id},
            versions={**self.versions, kind: version},
            bodies={**self.bodies, kind: body},
        )


def live_key(ids: Mapping[str, UUID]) -> str:
    """The hash of the ids by kind."""
    return content_hash({kind: str(policy_id) for kind, policy_id in ids.items()})


async def live_policies(tx: Tx, at: datetime) -> LivePolicies:
    """What governs an event at `at`."""
    rows = await tx.fetch(_IN_FORCE, tx.brand_id, at)
    return LivePolicies(
        at,
        {row["kind"]: row["id"] for row in rows},
        {row["kind"]: row["version"] for row in rows},
        {row["kind"]: from_json(row["body"]) for row in rows},
    )


async def live_ids(tx: Tx, at: datetime) -> tuple[dict[str, UUID], list[str]]:
    """The ids in force by kind, and the jurisdictions declared beside the brand's own: what a sale asks, so little."""
    rows = await tx.fetch(_IDS, tx.brand_id, at)
    declared = [name for row in rows if row["jurisdictions"] for name in from_json(row["jurisdictions"])]
    return {row["kind"]: row["id"] for row in rows}, declared


async def changes_after(tx: Tx, at: datetime) -> Sequence[datetime]:
    """Instants later than `at` at which some version takes effect, earliest first."""
    rows = await tx.fetch(_LATER, tx.brand_id, at)
    return sorted(row["effective_from"] for row in rows)
