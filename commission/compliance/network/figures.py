"""What a scan keeps of a network for its trend: counts, shares and sums. Shares are text to four places."""

from typing import Any

import numpy as np

from commission.compliance.counting.sentinels import UNKNOWN_DAY
from commission.compliance.network.shares import Share
from commission.compliance.network.watch import Watch

QUARTER = 90
LEVELS_KEPT = 20


def figures(watch: Watch) -> dict[str, Any]:
    """Counts by level (organiser included), retail shares of 90 days and of the period, stock, buy-backs."""
    view, sales = watch.view, watch.sales
    count = view.counted.count
    told: dict[str, Any] = {
        "accounts": view.snapshot["persons"].rows,
        "persons": view.persons,
        "participants": count.headcount - 1,
        "headcount": count.headcount,
        "recorded_levels": count.recorded_levels,
        "heads_by_level": list(count.heads_by_level[:LEVELS_KEPT]),
        "stock_at_cost": int(view.total("stock_value_at_cost").sum()),
        "commission": int(view.total("reward_own_retail").sum()),
    }
    if sales is not None:
        for name, days in (("90d", QUARTER), ("period", None)):
            window = sales.window(days)
            told[f"sales_{name}"] = window.total
            told[f"retail_{name}"] = window.retail
            told[f"retail_share_{name}"] = Share(window.retail, window.total).text
        told["orders"] = sales.rows
        told["fake_retail_orders"] = int(np.count_nonzero(sales.fake))
        told |= _sell_through(watch)
    if view.snapshot.has("buyback_claims"):
        claims = view.snapshot["buyback_claims"]
        told_days = claims.told("days_to_pay")
        waits = np.sort(told_days[told_days != UNKNOWN_DAY])
        told["buy_backs"] = claims.rows
        told["buy_back_days_median"] = int(waits[(waits.size - 1) // 2]) if waits.size else None
        told["buy_back_days_longest"] = int(waits[-1]) if waits.size else None
    return told


def _sell_through(watch: Watch) -> dict[str, Any]:
    """At list, of 90 days: what sellers who buy stock sold to end customers, against what they stocked."""
    sales = watch.sales
    if sales is None or not sales.dated:
        return {}
    orders = sales.view.snapshot["orders"]
    inside = sales.within(QUARTER)
    listed = orders.known("list")
    stocked = inside & orders.words("kind", "stocking") & orders.words("paid", "true")
    sold = inside & sales.retail & (sales.seller != -1)
    sold &= (sales.view.total("purchases_for_resale") > 0)[sales.seller]
    share = Share(int(listed[sold].sum()), int(listed[stocked].sum()))
    return {"stocked_90d": share.whole, "sold_by_stockists_90d": share.part, "sell_through_90d": share.text}
