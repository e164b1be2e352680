"""What a stock order costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commission.money.allocate import allocate
from commission.money.rounding import round_half_up
from commission.tiers.reach import tier_reached
from commission.tiers.schedule import Mode, Tier, TierSchedule


@dataclass(frozen=True, slots=True)
class StockLine:
    """One line of a stock order. `list_price` in minor units a unit; `qty` in whole units."""

    line: str
    sku: str
    list_price: int
    qty: int
    tier_eligible: bool = True


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`list_value` and `net` are for the whole line, in minor units."""

    line: str
    list_value: int
    net: int


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """A stock order's price and how it came about. All amounts in minor units.

    `volume_before` is V. `eligible_list` is L; `list_value` is that of all lines, eligible or not.
    """

    tier: Tier
    tier_index: int
    volume_before: int
    eligible_list: int
    list_value: int
    net: int
    lines: tuple[PricedLine, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of graduated volume that lies in one tier: `list_value` minor units at its rate."""

    tier: Tier
    list_value: int


def price_order(schedule: TierSchedule, volume: int, lines: Sequence[StockLine]) -> PricedOrder:
    """Price `lines` for a reseller whose qualifying volume before the order is `volume` (V).

    `all_units`: each line's net is `round_half_up(list_price * qty * price_rate)` of the tier reached.
    `graduated`: the pieces of [V, V + L) at their own rates, the exact sum rounded once, the lines by
    `allocate` with their list values as weights. A line that is not tier-eligible costs its list price.
    """
    values = [line.list_price * line.qty for line in lines]
    eligible = sum(value for value, line in zip(values, lines, strict=True) if line.tier_eligible)
    index = tier_reached(schedule, volume, eligible)
    tier = schedule.tiers[index]
    if schedule.mode is Mode.GRADUATED:
        nets = _graduated_nets(schedule, volume, eligible, values, lines)
    else:
        rate = tier.price_rate
        nets = [
            rate.of(value) if line.tier_eligible else value for value, line in zip(values, lines, strict=True)
        ]
    priced = tuple(
        PricedLine(line.line, value, net) for line, value, net in zip(lines, values, nets, strict=True)
    )
    return PricedOrder(tier, index, volume, eligible, sum(values), sum(nets), priced)


def kept_price(schedule: TierSchedule, volume_before: int, kept: Iterable[StockLine]) -> int:
    """The price of what is kept of an order, in minor units, for `reprice_kept`.

    `schedule` is the version the order was priced with and `volume_before` the V it had; `kept` are its
    lines with the quantities that remain (money-rules.md, Right of return).
    """
    return price_order(schedule, volume_before, [line for line in kept if line.qty]).net


def graduated_pieces(schedule: TierSchedule, volume: int, eligible_list: int) -> list[Piece]:
    """The interval [V, V + L) cut at the thresholds, from below; empty pieces are left out."""
    pieces: list[Piece] = []
    end = volume + eligible_list
    for index, tier in enumerate(schedule.tiers):
        top = schedule.tiers[index + 1].threshold if index + 1 < len(schedule.tiers) else end
        length = min(end, top) - max(volume, tier.threshold)
        if length > 0:
            pieces.append(Piece(tier, length))
    return pieces


def _graduated_nets(
    schedule: TierSchedule, volume: int, eligible: int, values: list[int], lines: Sequence[StockLine]
) -> list[int]:
    pieces = graduated_pieces(schedule, volume, eligible)
    exact = sum((piece.tier.price_rate.fraction * piece.list_value for piece in pieces), Fraction(0))
    weights = [value for value, line in zip(values, lines, strict=True) if line.tier_eligible]
    shares = iter(allocate(round_half_up(exact), weights))
    return [next(shares) if line.tier_eligible else value for value, line in zip(values, lines, strict=True)]
