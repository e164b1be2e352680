"""More clicks on the way to one order than people make: cookies stuffed by a script, or a button pressed for show.

Source: `clicks` touches within `minutes`; a person who compares a few products opens a handful of links in that time.
"""

from datetime import timedelta

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits, Threshold, in_one_window


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """The busiest window, where it reaches the threshold (at equality)."""
    busiest = in_one_window((touch.at for touch in sale.touches), timedelta(minutes=limits["minutes"]))
    if len(busiest) < limits["clicks"]:
        return None
    return {
        "clicks": len(busiest),
        "from": busiest[0].isoformat(),
        "until": busiest[-1].isoformat(),
        "threshold": limits["clicks"],
    }


RULE = FraudRule(
    code="click_flood",
    reason="Your links were opened far more often on the way to this order than people open them.",
    reason_zh="该订单之前您的链接被打开的次数远超常人。",
    check=check,
    thresholds={"clicks": Threshold(30, 2, 100_000), "minutes": Threshold(10, 1, 1_440)},
)
