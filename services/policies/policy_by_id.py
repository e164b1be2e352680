"""The version of a policy that an order keeps."""

from typing import TypeVar
from uuid import UUID

from infra.database import Tx
from infra.errors import NotFound
from services.policies.kinds import PolicyKind
from services.policies.policy_versions import PolicyVersion, policy_versions

P = TypeVar("P")


async def policy_by_id(tx: Tx, kind: PolicyKind[P], policy_id: UUID) -> PolicyVersion[P]:
    """The version with this id, whether or not it is in force. Raises NotFound."""
    for fresh in (False, True):
        for version in await policy_versions(tx, kind, fresh=fresh):
            if version.id == policy_id:
                return version
    raise NotFound(what=kind.name, ref=policy_id)
