"""The version of a policy that governs an instant."""

from datetime import datetime
from typing import TypeVar

from infra.database import Tx
from infra.errors import NoPolicyInForce
from services.policies.kinds import PolicyKind
from services.policies.policy_versions import PolicyVersion, policy_versions

P = TypeVar("P")


async def policy_in_force(tx: Tx, kind: PolicyKind[P], at: datetime) -> PolicyVersion[P]:
    """The latest version with `effective_from <= at`. Raises NoPolicyInForce where there is none.

    `at` is the instant of the event that is decided, never later than the transaction's own.
    """
    for version in reversed(await policy_versions(tx, kind)):
        if version.effective_from <= at:
            return version
    raise NoPolicyInForce(policy=kind.name, at=at.isoformat())
