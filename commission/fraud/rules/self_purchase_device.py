"""The order came from a device and network that the seller logs in from.

Source: money-rules.md, Attribution 2 (self-purchases); compliance.md, G-01 (buyer and payee are never one person). What
is known at the order is dropped there already; this rule finds what shows otherwise or later.
"""

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """How many of the buyer's devices are the seller's too."""
    shared = sale.of_buyer.devices & sale.of_seller.devices
    return {"devices_shared": len(shared)} if shared else None


RULE = FraudRule(
    code="self_purchase_device",
    reason="The sale may be your own purchase: it was made on a device you log in from.",
    reason_zh="该订单可能是您本人购买：下单设备与您登录使用的设备一致。",
    check=check,
)
