"""What a draft of a return policy would have paid back for the returns of a past period."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from services.trials.named import MOST_SHOWN, Named


class ReturnCompared(msgspec.Struct, frozen=True):
    """Units of one line that came back. Minor units, net of the fee; `refused` says why the draft takes none."""

    order: str
    line: str
    seller: str
    returned_at: datetime
    qty: int
    refunded: int
    fee: int
    would_refund: int
    would_fee: int
    difference: int
    refused: str | None


class SellerReturns(msgspec.Struct, frozen=True):
    """All of one reseller's returns; `difference` is what they would have got more (negative: less)."""

    seller: str
    name: str
    returns: int
    units: int
    refused_units: int
    refunded: int
    would_refund: int
    difference: int


class ReturnsDryRun(msgspec.Struct, frozen=True):
    """`sellers` begins with who would have got most more. Of sellers and returns the first 500 are shown (`more`), all
    of them are in the file."""

    start: datetime
    end: datetime
    currency: str
    returns: int
    units: int
    refused_units: int
    refunded: int
    would_refund: int
    get_more: int
    get_less: int
    sellers: list[SellerReturns]
    lines: list[ReturnCompared]
    more: bool


def returns_dry_run(
    found: Mapping[str, Any], named: Named, period: tuple[datetime, datetime], currency: str
) -> tuple[ReturnsDryRun, list[list[object]]]:
    """The answer of `compare_returns` as the console shows it, and the rows of its file."""
    sellers = [
        SellerReturns(
            *named.seller(seller),
            each["returns"],
            each["units"],
            each["refused_units"],
            each["before"],
            each["after"],
            each["difference"],
        )
        for seller, each in found["sellers"].items()
    ]
    sellers.sort(key=lambda each: (-each.difference, each.seller))
    lines = [
        ReturnCompared(
            named.order(each["order"]),
            each["line"],
            named.seller(each["seller"])[0],
            each["at"],
            each["qty"],
            each["before"]["refund"],
            each["before"]["fee"],
            each["after"]["refund"],
            each["after"]["fee"],
            each["after"]["refund"] - each["before"]["refund"],
            each["refused"],
        )
        for each in found["returns"]
    ]
    answer = ReturnsDryRun(
        *period,
        currency,
        len(lines),
        found["units"],
        found["refused_units"],
        found["refunds"]["before"],
        found["refunds"]["after"],
        len(found["gets_more"]),
        len(found["gets_less"]),
        sellers[:MOST_SHOWN],
        lines[:MOST_SHOWN],
        more=len(lines) > MOST_SHOWN or len(sellers) > MOST_SHOWN,
    )
    head: list[object] = ["order", "line", "seller", "returned_at", "qty", "refunded", "fee", "would_refund"]
    head += ["would_fee", "difference", "refused", "currency"]
    return answer, [head, *([*msgspec.structs.astuple(each), currency] for each in lines)]
