"""What the brand's jurisdiction asks of its policies."""

from datetime import date

from commission.compliance import jurisdiction_terms
from commission.compliance.countries import pack_of
from commission.compliance.packs import PackNotFound
from commission.returns.policy import ReturnLimits
from services.policies.kinds import BrandLaw


def brand_law(currency: str, country: str, on: date) -> BrandLaw:
    """The limits of the rule pack in force on a day; none where we have no pack of the jurisdiction.

    `country` is the brand's, by ISO 3166. The shortest return window is for the plan lint to judge (a finding with its
    reason), not for a form to refuse.
    """
    jurisdiction = pack_of(country)
    try:
        return BrandLaw(
            currency,
            ReturnLimits(
                restocking_ceiling=jurisdiction_terms.restocking_ceiling(jurisdiction, on),
                floor=jurisdiction_terms.floor_rate(jurisdiction, on),
            ),
            jurisdiction_terms.total_rate_cap(jurisdiction, on),
            jurisdiction_terms.consumer_return_days(jurisdiction, on) or 0,
        )
    except PackNotFound:
        return BrandLaw(currency)
