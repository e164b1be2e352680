"""What a jurisdiction allows a line's commission to be at most, as a share of what the customer paid."""

from commission.money.rate import Rate

# CN: Regulation on Direct Selling (Order 443) Art. 24, 30 % of the seller's own sales to consumers; binding
# on licensed direct sellers and the best statutory picture of what Chinese law tolerates of others [V2].
# KR: Door-to-Door Sales Act Art. 20(3), 35 % of sales [V2]; the 38 % of sponsored selling is not assumed.
_CEILINGS = {"CN": Rate.parse("0.30"), "KR": Rate.parse("0.35")}


def statutory_rate_ceiling(jurisdiction: str) -> Rate | None:
    """The ceiling on a line's total commission rate, or None where the jurisdiction sets none."""
    return _CEILINGS.get(jurisdiction)
