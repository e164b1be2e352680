"""Many customers, one door or one purse: a household, or a seller's own circle, that buys under many names.

Source: `customers` people (this one among them) whose orders, all credited to one seller, went to one address or were
paid by one payer within `days` before or after it: once the circle shows, its earlier orders are looked at as well.
"""

from datetime import timedelta

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits, Threshold


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """How many people share the door, where it is too many (at equality)."""
    length = timedelta(days=limits["days"])
    near = [order for order in sale.same_door if abs(order.at - sale.at) < length]
    people = {order.customer for order in near} | {sale.customer}
    if len(people) < limits["customers"]:
        return None
    return {"customers": len(people), "orders": len(near) + 1, "threshold": limits["customers"]}


RULE = FraudRule(
    code="one_household",
    reason="Several of your customers share one address or one means of payment.",
    reason_zh="您的多位顾客使用同一收货地址或同一付款账户。",
    check=check,
    thresholds={"customers": Threshold(3, 2, 1_000), "days": Threshold(30, 1, 3_650)},
)
