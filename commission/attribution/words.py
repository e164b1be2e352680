"""A decision in one English sentence. Other languages are made from the codes by the edges."""

from collections.abc import Sequence
from fractions import Fraction

from commission.attribution.decision import Candidate, Credit

_DROPPED = {
    "not_human_bot": "was opened by a bot",
    "not_human_preview": "was opened by a link preview",
    "seller_inactive_at_touch": "led to a seller or store that was not active then",
    "self_purchase_same_account": "would credit the buyer's own account",
    "self_purchase_same_phone": "would credit a seller with the buyer's own phone number",
    "self_purchase_same_identity": "would credit the buyer's own verified identity",
    "seller_inactive_at_order": "names a seller who was not active at the order",
    "coupon_not_yet_valid": "was not valid yet",
    "coupon_expired": "was not valid any more",
    "binding_expired": "had expired",
}
DROP_REASONS = frozenset(_DROPPED)


def credited(by: str, shares: Sequence[Credit], model: str, deciding: Candidate | None) -> str:
    """Why these sellers are credited."""
    if len(shares) > 1:
        parts = ", ".join(f"{credit.seller} {_share(credit.weight)}" for credit in shares)
        return f"Shared by the {model} model over the counting touches: {parts}."
    seller = shares[0].seller
    if by == "coupon" and deciding is not None:
        return f"Credited to {seller}: the order used the coupon {deciding.id}, which belongs to them."
    if by == "binding" and deciding is not None and deciding.at is not None:
        return f"Credited to {seller}: the buyer was bound to them on {deciding.at.isoformat()}."
    if by == "store":
        return f"Credited to {seller}: the order was placed in their store, and nothing before that decides."
    if deciding is None or deciding.at is None:
        return f"Credited to {seller}: every counting touch of the {model} model is theirs."
    return f"Credited to {seller}: theirs is the {model} counting touch, on {deciding.at.isoformat()}."


def nobody(candidates: Sequence[Candidate]) -> str:
    """Why nobody is credited."""
    if not candidates:
        return "Nobody is credited: no coupon, binding, touch or store of a seller led to this order."
    reasons = "; ".join(
        f"the {candidate.source} of {candidate.seller} {_DROPPED[candidate.dropped]}"
        for candidate in candidates
        if candidate.dropped is not None
    )
    if not reasons:
        return "Nobody is credited: the policy does not look at what led to this order."
    return f"Nobody is credited: {reasons}."


def _share(weight: Fraction) -> str:
    """A weight in per cent with two decimals, floored: for reading, never for money."""
    hundredths = weight.numerator * 10_000 // weight.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d} %"
