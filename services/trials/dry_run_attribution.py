"""Which sales of a past period a draft of an attribution policy would have credited to somebody else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from services.trials.named import MOST_SHOWN, Named


class CreditMove(msgspec.Struct, frozen=True):
    """From whom to whom, by code; null is nobody. `sales` is what customers paid for what moves, net of refunds."""

    giver: str | None
    giver_name: str | None
    taker: str | None
    taker_name: str | None
    lines: int
    sales: int


class SellerCredited(msgspec.Struct, frozen=True):
    seller: str
    name: str
    sales: int
    would_sell: int
    earned: int
    would_earn: int
    difference: int
    """Of the commission: what the seller would have earned more."""


class LineMoved(msgspec.Struct, frozen=True):
    """A line that would have been somebody else's; the shares of several stand beside their codes."""

    order: str
    line: str
    paid_at: datetime
    sales: int
    then: str
    would: str
    commission: int
    would_commission: int


class AttributionDryRun(msgspec.Struct, frozen=True):
    """`moves` begins with the largest, `sellers` with who would have earned most more. `nobody` is what is credited to
    nobody. The first 500 of each are shown (`more`), all moved lines are in the file."""

    start: datetime
    end: datetime
    currency: str
    lines: int
    moved: int
    moved_sales: int
    nobody: int
    would_nobody: int
    cost: int
    would_cost: int
    moves: list[CreditMove]
    sellers: list[SellerCredited]
    moved_lines: list[LineMoved]
    more: bool


def attribution_dry_run(
    found: Mapping[str, Any], named: Named, period: tuple[datetime, datetime], currency: str
) -> tuple[AttributionDryRun, list[list[object]]]:
    """The answer of `compare_attribution` as the console shows it, and the rows of its file."""
    moves = [
        CreditMove(*named.party(each["from"]), *named.party(each["to"]), each["lines"], each["sales"])
        for each in found["moves"]
    ]
    sellers = [
        SellerCredited(
            *named.seller(seller),
            each["sales"]["before"],
            each["sales"]["after"],
            each["commission"]["before"],
            each["commission"]["after"],
            each["commission"]["difference"],
        )
        for seller, each in found["sellers"].items()
    ]
    sellers.sort(key=lambda each: (-each.difference, each.sales - each.would_sell, each.seller))
    lines = [
        LineMoved(
            named.order(each["order"]),
            each["line"],
            each["paid_at"],
            each["sales"],
            _shared(each["before"], named),
            _shared(each["after"], named),
            each["commission"]["before"],
            each["commission"]["after"],
        )
        for each in found["moved"]
    ]
    answer = AttributionDryRun(
        *period,
        currency,
        found["lines"],
        len(lines),
        found["moved_sales"],
        found["nobody"]["before"],
        found["nobody"]["after"],
        found["total_cost"]["before"],
        found["total_cost"]["after"],
        moves[:MOST_SHOWN],
        sellers[:MOST_SHOWN],
        lines[:MOST_SHOWN],
        more=max(len(moves), len(sellers), len(lines)) > MOST_SHOWN,
    )
    head: list[object] = ["order", "line", "paid_at", "sales", "then", "would", "commission"]
    head += ["would_commission", "currency"]
    return answer, [head, *([*msgspec.structs.astuple(each), currency] for each in lines)]


def _shared(parties: list[dict[str, Any]], named: Named) -> str:
    if len(parties) == 1:
        return named.party(parties[0]["seller"])[0] or ""
    return ", ".join(f"{named.seller(each['seller'])[0]} {each['sales']}" for each in parties)
