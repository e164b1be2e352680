"""Own stock sold on: lots go first in, first out; a retail refund comes back last out, first back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commission.money.faults import Reason, Refused
from commission.money.window import utc
from commission.returns.lot import Lot


@dataclass(frozen=True, slots=True)
class Take:
    """`qty` units of the lot at `index` of the sequence they were taken from."""

    index: int
    qty: int


def consume(lots: Sequence[Lot], qty: int) -> list[Take]:
    """Which lots a sale of `qty` units takes from: the earliest paid first.

    `lots` are one reseller's lots of one SKU in the order of their payments (ties: by the payment's event
    id as text, then by the line's place in its order); empty ones may be left out. Raises Refused where
    they hold fewer units, and ValueError where they are out of order or `qty` is below one.
    """
    if qty < 1:
        raise ValueError("a sale takes at least one unit")
    if any(utc(later.paid_at) < utc(earlier.paid_at) for earlier, later in pairwise(lots)):
        raise ValueError("lots are consumed in the order of their payments")
    takes: list[Take] = []
    left = qty
    for index, lot in enumerate(lots):
        taken = min(left, lot.in_hand)
        if taken:
            takes.append(Take(index, taken))
            left -= taken
            if not left:
                return takes
    held = qty - left
    raise Refused(
        Reason(
            "not_enough_own_stock",
            f"the reseller's own stock holds {held} of the {qty} units sold",
            {"asked": qty, "in_hand": held},
        )
    )


def put_back(takes: Sequence[Take], already_back: int, qty: int) -> list[Take]:
    """Into which lots `qty` refunded units of a sale go back: the last taken first.

    `takes` is what `consume` answered for the retail line and `already_back` how many of its units earlier
    refunds put back. Raises Refused where fewer units are left to refund.
    """
    sold = sum(take.qty for take in takes)
    if qty < 1 or already_back + qty > sold:
        raise Refused(
            Reason(
                "too_many_refunded",
                f"only {sold - already_back} of the {sold} units sold can still be refunded",
                {"asked": qty, "refundable": sold - already_back},
            )
        )
    backs: list[Take] = []
    skip, left = already_back, qty
    for take in reversed(takes):
        free = take.qty - min(skip, take.qty)
        skip -= take.qty - free
        back = min(left, free)
        if back:
            backs.append(Take(take.index, back))
            left -= back
    return backs
