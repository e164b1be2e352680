"""The buyer, or the parcel, has a phone number of the seller's.

Source: money-rules.md, Attribution 2 (self-purchases); compliance.md, G-01 (buyer and payee are never one person). What
is known at the order is dropped there already; this rule finds what shows otherwise or later.
"""

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """How many of the buyer's phones are the seller's too."""
    shared = sale.of_buyer.phones & sale.of_seller.phones
    return {"phones_shared": len(shared)} if shared else None


RULE = FraudRule(
    code="self_purchase_phone",
    reason="The sale may be your own purchase: the buyer's phone number is one of yours.",
    reason_zh="该订单可能是您本人购买：购买者的手机号与您的一致。",
    check=check,
)
