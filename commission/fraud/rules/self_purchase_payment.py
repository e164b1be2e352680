"""The order was paid by a card or account that the seller pays with.

Source: money-rules.md, Attribution 2 (self-purchases); compliance.md, G-01 (buyer and payee are never one person). What
is known at the order is dropped there already; this rule finds what shows otherwise or later.
"""

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """How many of the buyer's payers are the seller's too."""
    shared = sale.of_buyer.payers & sale.of_seller.payers
    return {"payers_shared": len(shared)} if shared else None


RULE = FraudRule(
    code="self_purchase_payment",
    reason="The sale may be your own purchase: it was paid with a card or account of yours.",
    reason_zh="该订单可能是您本人购买：付款账户与您的一致。",
    check=check,
)
