"""The rules a brand sets: tier schedule, return policy, attribution policy, commission plan, declared terms."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope
from api.guards import allow
from infra.errors import NotFound
from services.policies.kinds import KINDS, PolicyKind
from services.policies.publish_policy import PolicyPublished, PublishPolicy, publish_policy
from services.queries.policies import (
    PolicyDiff,
    PolicyRow,
    diff_policies,
    list_policies,
    show_policy,
)

READERS = allow("admin", "operator", "finance")


@get("/policies/{kind:str}", guards=[READERS])
async def policies(brand_scope: BrandScope, kind: FromPath[str]) -> list[PolicyRow]:
    """All versions, latest first. `kind`: tier_schedule, return_policy, attribution_policy, commission_plan or
    declared_terms."""
    return await list_policies(brand_scope, _kind(kind))


@get("/policies/{kind:str}/{policy_id:uuid}", guards=[READERS])
async def policy(brand_scope: BrandScope, kind: FromPath[str], policy_id: FromPath[UUID]) -> PolicyRow:
    """One version."""
    return await show_policy(brand_scope, _kind(kind), policy_id)


@get("/policies/{kind:str}/{policy_id:uuid}/changes-since/{earlier_id:uuid}", guards=[READERS])
async def changes(
    brand_scope: BrandScope, kind: FromPath[str], policy_id: FromPath[UUID], earlier_id: FromPath[UUID]
) -> PolicyDiff:
    """What the version says differently from another one."""
    return await diff_policies(brand_scope, _kind(kind), earlier_id, policy_id)


@post("/policies/{kind:str}", guards=[allow("admin")])
async def publish(
    brand_scope: BrandScope, kind: FromPath[str], data: JSONBody[PublishPolicy]
) -> PolicyPublished:
    """Publish a new version; none is ever edited, and no order that was priced or decided changes. The plan as it will
    be is judged first: without a passing report in each of its jurisdictions nothing goes live."""
    return await publish_policy(brand_scope, _kind(kind), data)


def _kind(name: str) -> PolicyKind[Any]:
    try:
        return KINDS[name]
    except KeyError:
        raise NotFound(what="kind of policy", ref=name) from None


ROUTES = [policies, policy, changes, publish]
