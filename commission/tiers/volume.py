"""Qualifying volume: what bought or sold stock counts, and the sum over a window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, tzinfo

from commission.money.cumulative import undone_after
from commission.money.window import utc
from commission.tiers.schedule import Basis, TierSchedule
from commission.tiers.window import opens_after


def lot_volume(
    basis: Basis, *, list_price: int, qty: int, net: int, returned: int, tier_eligible: bool
) -> int:
    """What one paid wholesale line counts, in minor units, dated at its order's payment.

    `list`: list value of the units not returned. `paid`: their net price, by the cumulative rule over the
    lot, whatever was refunded for the others. Nothing under `sell_through` (buying is not selling), and
    nothing ever for a line that is not tier-eligible (money-rules.md, Volume tiers).
    """
    if not tier_eligible or basis is Basis.SELL_THROUGH:
        return 0
    if basis is Basis.LIST:
        return list_price * (qty - returned)
    return net - undone_after(net, returned, qty)


def sale_volume(basis: Basis, *, list_price: int, qty: int, refunded: int, tier_eligible: bool) -> int:
    """What units sold from the reseller's own stock count, in minor units, dated at the sale's instant.

    Only under `sell_through`, net of the units refunded to the customer; `list_price` and `tier_eligible`
    are those of the lot the units left.
    """
    if not tier_eligible or basis is not Basis.SELL_THROUGH:
        return 0
    return list_price * (qty - refunded)


class VolumeTrack:
    """One reseller's dated volume, summed over any window in logarithmic time.

    A return or a refund is added as a negative amount at the instant of its original order or sale.
    In a live database the same sum is one SQL query with the bound of `opens_after`.
    """

    __slots__ = ("_amounts", "_instants", "_tree")

    def __init__(self) -> None:
        self._instants: list[datetime] = []
        self._amounts: list[int] = []
        self._tree: list[int] = []  # a Fenwick tree over _amounts

    def add(self, at: datetime, amount: int) -> None:
        """Count `amount` (minor units; negative takes away) at the instant `at`."""
        if not amount:
            return
        moment = utc(at)
        index = bisect_left(self._instants, moment)
        if index < len(self._instants) and self._instants[index] == moment:
            self._amounts[index] += amount
            self._raise_from(index, amount)
        elif index == len(self._instants):
            self._instants.append(moment)
            self._append(amount)
        else:
            # Facts come in order of time but for corrections: a full rebuild is rare.
            self._instants.insert(index, moment)
            amounts = [*self._amounts[:index], amount, *self._amounts[index:]]
            self._amounts, self._tree = [], []
            for each in amounts:
                self._append(each)

    def within(self, after: datetime | None, until: datetime) -> int:
        """The volume dated `after < t <= until`; `after` None means from the beginning."""
        volume = self._first(bisect_right(self._instants, utc(until)))
        if after is not None:
            volume -= self._first(bisect_right(self._instants, utc(after)))
        return volume

    def _append(self, amount: int) -> None:
        node = len(self._amounts)
        lowest = node & (node + 1)
        self._amounts.append(amount)
        # A node holds the sum of the amounts from its lowest place to its own.
        self._tree.append(amount + self._first(node) - self._first(lowest))

    def _raise_from(self, node: int, amount: int) -> None:
        while node < len(self._tree):
            self._tree[node] += amount
            node |= node + 1

    def _first(self, count: int) -> int:
        total = 0
        while count:
            total += self._tree[count - 1]
            count &= count - 1
        return total


def qualifying_volume(schedule: TierSchedule, track: VolumeTrack, at: datetime, zone: tzinfo) -> int:
    """`V` at the instant `at`, in minor units, from a track kept under the schedule's basis.

    What precedes an order of the same instant (by id) must be in the track, what follows it must not.
    """
    return track.within(opens_after(schedule.window, at, zone), at)
