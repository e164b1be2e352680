"""The goods go to an address that the seller's own orders go to.

Source: money-rules.md, Attribution 2 (self-purchases); compliance.md, G-01 (buyer and payee are never one person). What
is known at the order is dropped there already; this rule finds what shows otherwise or later.
"""

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """How many of the buyer's addresses are the seller's too."""
    shared = sale.of_buyer.addresses & sale.of_seller.addresses
    return {"addresses_shared": len(shared)} if shared else None


RULE = FraudRule(
    code="self_purchase_address",
    reason="The sale may be your own purchase: the goods go to an address of yours.",
    reason_zh="该订单可能是您本人购买：收货地址与您的地址一致。",
    check=check,
)
