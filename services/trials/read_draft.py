"""Read the text of a policy that is not published."""

from typing import Any, TypeVar

import msgspec

from commission.money.faults import PolicyRefused, Reason
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from services.policies.brand_law import brand_law
from services.policies.kinds import BrandLaw, PolicyKind

P = TypeVar("P")


class TrialReason(msgspec.Struct, frozen=True):
    """Why a figure is what it is: `code` is stable, `facts` its figures, `text` the English sentence."""

    code: str
    text: str
    facts: dict[str, Any]


def reasons_of(reasons: tuple[Reason, ...] | list[Reason]) -> list[TrialReason]:
    """The law's reasons as answers carry them."""
    return [TrialReason(each.code, each.text, msgspec.to_builtins(dict(each.facts))) for each in reasons]


async def read_draft(tx: Tx, kind: PolicyKind[P], body: dict[str, Any]) -> tuple[P, BrandLaw, str]:
    """The policy, the brand's law and its jurisdiction. Raises InvalidInput with every fault (`body.tiers[1]…`)."""
    brand = await tx.fetchrow("SELECT currency, jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    law = brand_law(brand["currency"], brand["jurisdiction"], tx.now.date())
    try:
        (policy,) = kind.read({**kind.defaults(law), **body}, "body", law)
    except PolicyRefused as refused:
        raise InvalidInput(*(FieldFault(fault.path, fault.message) for fault in refused.faults)) from refused
    return policy, law, brand["jurisdiction"]
