"""A seller's coupon stands on a coupon site: whoever buys with it was not brought by the seller.

Source: the buyer's path came from a host of the list, or `orders` customers who never touched a link of the seller's
paid with the coupon within `hours`. The list is a beginning; a brand sets its own.
"""

from datetime import timedelta

from commission.fraud.facts import SaleFacts
from commission.fraud.rule import Evidence, FraudRule, Limits, Threshold, in_one_window

COUPON_SITES = (
    "couponfollow.com",
    "coupons.com",
    "dealmoon.com",
    "honey.com",
    "joinhoney.com",
    "manmanbuy.com",
    "retailmenot.com",
    "slickdeals.net",
    "smzdm.com",
    "vouchercodes.co.uk",
    "wethrift.com",
)


def check(sale: SaleFacts, limits: Limits) -> Evidence | None:
    """The site, or the burst; the site first."""
    if sale.coupon is None:
        return None
    for touch in sorted(sale.touches, key=lambda touch: (touch.at, touch.id)):
        host = touch.referrer_host.lower()
        if any(host == site or host.endswith(f".{site}") for site in limits.hosts):
            return {"coupon": sale.coupon.code, "host": host, "at": touch.at.isoformat()}
    burst = in_one_window(sale.coupon.strangers, timedelta(hours=limits["hours"]))
    if len(burst) < limits["orders"]:
        return None
    return {
        "coupon": sale.coupon.code,
        "strangers": len(burst),
        "from": burst[0].isoformat(),
        "until": burst[-1].isoformat(),
        "threshold": limits["orders"],
    }


RULE = FraudRule(
    code="coupon_leaked",
    reason="Your coupon seems to stand on a coupon site, where people use it whom you did not bring.",
    reason_zh="您的优惠券可能被发布到优惠券网站，使用者并非由您带来。",
    check=check,
    thresholds={"orders": Threshold(20, 2, 100_000), "hours": Threshold(24, 1, 720)},
    hosts=COUPON_SITES,
)
