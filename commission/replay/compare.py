"""What another commission plan would have paid on the same history: who gains, who loses, what it costs."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from commission.money.rounding import round_half_up
from commission.replay.replay import Watch
from commission.replay.rows import RetailOrder
from commission.replay.side_by_side import Played, difference, played_twice

_PER_MYRIAD = 10_000


def compare_plans(
    document: Mapping[str, Any], new_plan: object, watch: Watch | None = None
) -> dict[str, Any]:
    """Replay `document` under its own commission plan and under `new_plan`, and set the two side by side.

    A single new plan is applied to the whole history, whatever its `effective_from`; a list of versions is
    taken as it is. Figures are minor units, commission net of reversals over the sales to which it belongs
    (sales from resellers' own stock pay none and are left out). Of a history with a `period` only orders paid in
    it are counted; what came before is replayed under both plans, for caps and new customers rest on it. `frozen` are
    the sales made while new commission stood still: neither plan pays for them, though they are among the sales.
    Raises ScenarioRefused, where it is the new plan's fault with paths that begin with `commission_plan`.
    """
    before, after = map(_Figures, played_twice(document, "commission_plan", new_plan, watch))
    sellers = {
        seller: difference(before.by_seller.get(seller, 0), after.by_seller.get(seller, 0))
        for seller in sorted(before.by_seller.keys() | after.by_seller.keys())
    }
    return {
        "sellers": sellers,
        "gains": [seller for seller, each in sellers.items() if each["difference"] > 0],
        "loses": [seller for seller, each in sellers.items() if each["difference"] < 0],
        "total_cost": difference(sum(before.by_seller.values()), sum(after.by_seller.values())),
        "sales": {"before": before.sales, "after": after.sales},
        "share_of_sales": {"before": before.share(), "after": after.share()},
        "frozen": {"before": before.frozen, "after": after.frozen},
        "rejected": {"before": before.rejected, "after": after.rejected},
    }


class _Figures:
    """One replay's commission by seller and the sales it was paid on, both net of refunds."""

    def __init__(self, played: Played) -> None:
        counted = played.orders()
        self.by_seller: dict[str, int] = {}
        for row in played.world.commissions:
            if row.order in counted:
                self.by_seller[row.seller] = self.by_seller.get(row.seller, 0) + row.earning.net
        of_brand = [order for order in counted.values() if order.stock_of is None]
        self.sales = _net_sales(of_brand)
        self.frozen = _net_sales(order for order in of_brand if not order.accrues)
        self.rejected = len(played.world.rejected)

    def share(self) -> str | None:
        """Commission as a share of sales, to four decimals; None where nothing was sold."""
        if not self.sales:
            return None
        share = round_half_up(Fraction(sum(self.by_seller.values()) * _PER_MYRIAD, self.sales))
        return f"{share // _PER_MYRIAD}.{share % _PER_MYRIAD:04d}"


def _net_sales(orders: Iterable[RetailOrder]) -> int:
    return sum(line.what.paid - line.refunded_amount for order in orders for line in order.lines.values())
