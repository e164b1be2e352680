"""Read the text of a policy that is not published."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from commission.money.faults import PolicyRefused
from infra.database import Tx
from infra.errors import InvalidInput
from services.policies.brand_law import brand_law
from services.policies.fault_words import field_faults
from services.policies.kinds import BrandLaw, PolicyKind

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Draft(Generic[P]):
    """`body` is whole: with what the law fills in where the text is silent, as it would be published."""

    policy: P
    body: dict[str, Any]
    law: BrandLaw
    jurisdiction: str


async def read_draft(tx: Tx, kind: PolicyKind[P], body: dict[str, Any]) -> Draft[P]:
    """Raises InvalidInput with every fault (`body.tiers[1]…`)."""
    brand = await tx.fetchrow("SELECT currency, jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    law = brand_law(brand["currency"], brand["jurisdiction"], tx.now.date())
    whole = {**kind.defaults(law), **body}
    try:
        (policy,) = kind.read(whole, "body", law)
    except PolicyRefused as refused:
        raise InvalidInput(*field_faults(refused.faults)) from refused
    return Draft(policy, whole, law, brand["jurisdiction"])
