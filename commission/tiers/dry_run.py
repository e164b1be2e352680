"""The schedule editor's dry run: what another schedule would have charged for past orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from commission.money.window import utc
from commission.tiers.price import StockLine, price_order
from commission.tiers.schedule import Basis, TierSchedule
from commission.tiers.volume import VolumeTrack, lot_volume, qualifying_volume


@dataclass(frozen=True, slots=True)
class PastOrder:
    """A paid stock order: `id` is its payment event's, `nets` what each line was charged."""

    id: str
    at: datetime
    seller: str
    order: str
    lines: tuple[StockLine, ...]
    nets: tuple[int, ...]
    tier: str


@dataclass(frozen=True, slots=True)
class PastReturn:
    """Units of one line that came back at `at`."""

    id: str
    at: datetime
    order: str
    line: str
    qty: int


@dataclass(frozen=True, slots=True)
class PastSale:
    """Own stock sold at `at`, or (negative) refunded: `list_value` of tier-eligible units.

    `counted_at` is the sale's instant, for a refund that of the sale it undoes.
    """

    id: str
    at: datetime
    seller: str
    counted_at: datetime
    list_value: int


Past = PastOrder | PastReturn | PastSale


@dataclass(frozen=True, slots=True)
class OrderCompared:
    """One order of the period: tier and charge it had then, and those it would have had."""

    seller: str
    order: str
    at: datetime
    tier_then: str
    tier: str
    charged: int
    would_charge: int

    @property
    def difference(self) -> int:
        """Minor units the reseller would have paid more (negative: less)."""
        return self.would_charge - self.charged


@dataclass(frozen=True, slots=True)
class SellerCompared:
    """All of one reseller's orders of the period."""

    seller: str
    orders: int
    charged: int
    would_charge: int

    @property
    def difference(self) -> int:
        """Minor units the reseller would have paid more (negative: less)."""
        return self.would_charge - self.charged


@dataclass(frozen=True, slots=True)
class DryRun:
    """The comparison: `orders` by instant, `sellers` by what they would pay more, then by id."""

    orders: tuple[OrderCompared, ...]
    sellers: tuple[SellerCompared, ...]

    @property
    def pay_more(self) -> tuple[SellerCompared, ...]:
        return tuple(each for each in self.sellers if each.difference > 0)

    @property
    def pay_less(self) -> tuple[SellerCompared, ...]:
        return tuple(each for each in self.sellers if each.difference < 0)

    @property
    def charged(self) -> int:
        return sum(each.charged for each in self.sellers)

    @property
    def would_charge(self) -> int:
        return sum(each.would_charge for each in self.sellers)


@dataclass(slots=True)
class _Lot:
    seller: str
    at: datetime
    line: StockLine
    net: int
    returned: int = 0


def dry_run(
    schedule: TierSchedule, history: Iterable[Past], *, start: datetime, end: datetime, zone: tzinfo
) -> DryRun:
    """Reprice the orders paid in `start <= t < end` as if `schedule` had come into force at `start`.

    `history` holds the brand's stock orders, returns and own-stock sales in any order, as far back as the
    schedule's window reaches; what came before `start` keeps the price it was charged. Orders of the period
    keep their quantities and count in the volume at the price the schedule would have charged. Returns
    lower the volume from when they happened. Raises ValueError for a return of an order not in `history`.
    """
    first, last = utc(start), utc(end)
    tracks: dict[str, VolumeTrack] = {}
    lots: dict[tuple[str, str], _Lot] = {}
    compared: list[OrderCompared] = []
    for event in sorted(history, key=lambda past: (utc(past.at), past.id)):
        if isinstance(event, PastReturn):
            _take_back(schedule, event, lots, tracks)
            continue
        track = tracks.setdefault(event.seller, VolumeTrack())
        if isinstance(event, PastSale):
            if schedule.basis is Basis.SELL_THROUGH:
                track.add(event.counted_at, event.list_value)
            continue
        nets = event.nets
        if first <= utc(event.at) < last:
            priced = price_order(schedule, qualifying_volume(schedule, track, event.at, zone), event.lines)
            nets = tuple(line.net for line in priced.lines)
            compared.append(
                OrderCompared(
                    event.seller,
                    event.order,
                    event.at,
                    event.tier,
                    priced.tier.name,
                    sum(event.nets),
                    priced.net,
                )
            )
        for line, net in zip(event.lines, nets, strict=True):
            lot = lots[event.order, line.line] = _Lot(event.seller, event.at, line, net)
            track.add(event.at, _counts(schedule, lot))
    return DryRun(tuple(compared), _by_seller(compared))


def _take_back(
    schedule: TierSchedule,
    event: PastReturn,
    lots: dict[tuple[str, str], _Lot],
    tracks: dict[str, VolumeTrack],
) -> None:
    lot = lots.get((event.order, event.line))
    if lot is None:
        raise ValueError(f"the history holds no line {event.line} of order {event.order} before its return")
    before = _counts(schedule, lot)
    lot.returned += event.qty
    # Counted at the original order's instant, not at the return's (money-rules.md, Volume tiers).
    tracks[lot.seller].add(lot.at, _counts(schedule, lot) - before)


def _counts(schedule: TierSchedule, lot: _Lot) -> int:
    return lot_volume(
        schedule.basis,
        list_price=lot.line.list_price,
        qty=lot.line.qty,
        net=lot.net,
        returned=lot.returned,
        tier_eligible=lot.line.tier_eligible,
    )


def _by_seller(compared: Iterable[OrderCompared]) -> tuple[SellerCompared, ...]:
    sums: dict[str, list[int]] = {}
    for each in compared:
        entry = sums.setdefault(each.seller, [0, 0, 0])
        entry[0] += 1
        entry[1] += each.charged
        entry[2] += each.would_charge
    sellers = [SellerCompared(seller, *entry) for seller, entry in sums.items()]
    return tuple(sorted(sellers, key=lambda each: (-each.difference, each.seller)))
