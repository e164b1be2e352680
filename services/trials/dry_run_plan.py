"""What a draft of a commission plan would have paid for the sales of a past period."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from services.trials.named import MOST_SHOWN, Named


class SellerEarned(msgspec.Struct, frozen=True):
    """Minor units, net of what refunds took back; `difference` is what the seller would have earned more."""

    seller: str
    name: str
    earned: int
    would_earn: int
    difference: int


class PlanDryRun(msgspec.Struct, frozen=True):
    """`sales` pay commission and are net of refunds; `frozen` of them were made while new commission stood still.

    Neither plan pays for those. Shares are decimals of four places, null where nothing was sold. `sellers` begins with
    who would have gained most; the first 500 are shown (`more`).
    """

    start: datetime
    end: datetime
    currency: str
    sales: int
    frozen: int
    cost: int
    would_cost: int
    share: str | None
    would_share: str | None
    gain: int
    lose: int
    sellers: list[SellerEarned]
    more: bool


def plan_dry_run(
    found: Mapping[str, Any], named: Named, period: tuple[datetime, datetime], currency: str
) -> tuple[PlanDryRun, list[list[object]]]:
    """The answer of `compare_plans` as the console shows it, and the rows of its file."""
    sellers = [
        SellerEarned(*named.seller(seller), each["before"], each["after"], each["difference"])
        for seller, each in found["sellers"].items()
    ]
    sellers.sort(key=lambda each: (-each.difference, each.seller))
    answer = PlanDryRun(
        *period,
        currency,
        found["sales"]["before"],
        found["frozen"]["before"],
        found["total_cost"]["before"],
        found["total_cost"]["after"],
        found["share_of_sales"]["before"],
        found["share_of_sales"]["after"],
        len(found["gains"]),
        len(found["loses"]),
        sellers[:MOST_SHOWN],
        more=len(sellers) > MOST_SHOWN,
    )
    head: list[object] = ["seller", "name", "earned", "would_earn", "difference", "currency"]
    return answer, [head, *([*msgspec.structs.astuple(each), currency] for each in sellers)]
