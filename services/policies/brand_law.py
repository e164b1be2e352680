"""What the brand's jurisdiction asks of its policies."""

from datetime import date

from commission.compliance import jurisdiction_terms
from commission.compliance.packs import PackNotFound
from commission.returns.policy import ReturnLimits
from services.policies.kinds import BrandLaw


def brand_law(currency: str, jurisdiction: str, on: date) -> BrandLaw:
    """The limits of the rule pack in force on a day; none where we have no pack of the jurisdiction.

    The shortest return window is the plan lint's to judge (a finding with its reason), not a form's to refuse.
    """
    try:
        return BrandLaw(
            currency,
            ReturnLimits(
                restocking_ceiling=jurisdiction_terms.restocking_ceiling(jurisdiction, on),
                floor=jurisdiction_terms.floor_rate(jurisdiction, on),
            ),
            jurisdiction_terms.total_rate_cap(jurisdiction, on),
        )
    except PackNotFound:
        return BrandLaw(currency)
