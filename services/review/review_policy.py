"""The review policy in force, or what holds where a brand has published none."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commission.fraud.policy import ReviewPolicy, default_review_policy
from infra.database import Tx
from infra.errors import NoPolicyInForce
from services.policies.kinds import REVIEW_POLICY
from services.policies.policy_in_force import policy_in_force

_DEFAULT = default_review_policy()


@dataclass(frozen=True, slots=True)
class ReviewTerms:
    """`policy_id` is None for the terms that hold without a published version."""

    policy_id: UUID | None
    policy: ReviewPolicy


async def review_terms(tx: Tx, at: datetime) -> ReviewTerms:
    """What governs at an instant."""
    try:
        version = await policy_in_force(tx, REVIEW_POLICY, at)
    except NoPolicyInForce:
        return ReviewTerms(None, _DEFAULT)
    return ReviewTerms(version.id, version.policy)
