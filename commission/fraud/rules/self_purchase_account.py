"""The buyer, or somebody who logged in on the browser that ordered, has the seller's own account.

Source: money-rules.md, Attribution 2 (self-purchases); compliance.md, G-01 (buyer and payee are never one person). What
is known at the order is dropped there already; this rule finds what shows otherwise or later.
"""

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """How many of the buyer's accounts are the seller's too."""
    shared = sale.of_buyer.accounts & sale.of_seller.accounts
    return {"accounts_shared": len(shared)} if shared else None


RULE = FraudRule(
    code="self_purchase_account",
    reason="The sale may be your own purchase: it was made where your account is logged in.",
    reason_zh="该订单可能是您本人购买：下单的浏览器登录过您的账号。",
    check=check,
)
