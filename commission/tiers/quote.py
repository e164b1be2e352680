"""A quote: the price of a stock order, what the next tier needs, why, and until when it is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commission.money.faults import Reason
from commission.money.window import utc
from commission.tiers.need import NextTier, Through, next_tier
from commission.tiers.price import PricedOrder, StockLine, graduated_pieces, price_order
from commission.tiers.schedule import Basis, Mode, TierSchedule, WindowKind

_COUNTED = {
    Basis.LIST: "list value of stock bought and not returned",
    Basis.PAID: "price of stock bought and not returned",
    Basis.SELL_THROUGH: "list value of own stock sold to customers and not refunded",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A promise until `expires_at`: paying before it charges `priced`, whatever moved meanwhile."""

    priced: PricedOrder
    next_tier: NextTier | None
    reasons: tuple[Reason, ...]
    quoted_at: datetime
    expires_at: datetime


def quote_order(
    schedule: TierSchedule, volume: int, lines: Sequence[StockLine], *, at: datetime, expires_at: datetime
) -> Quote:
    """Quote `lines` for a reseller whose qualifying volume is `volume` (V, minor units) at `at`."""
    priced = price_order(schedule, volume, lines)
    step = next_tier(schedule, priced, lines)
    reasons = [_volume_reason(schedule, volume), _tier_reason(schedule, priced)]
    reasons += _price_reasons(schedule, priced, lines)
    reasons.append(_next_reason(schedule, step))
    return Quote(priced, step, tuple(reasons), at, expires_at)


def quote_holds(expires_at: datetime, paid_at: datetime) -> bool:
    """Whether a payment at `paid_at` is still inside the promise: at the expiry itself it is not."""
    return utc(paid_at) < utc(expires_at)


def _volume_reason(schedule: TierSchedule, volume: int) -> Reason:
    window = schedule.window
    span = {
        WindowKind.ORDER: "no earlier order counts",
        WindowKind.ROLLING: f"in the last {window.days} days",
        WindowKind.CALENDAR: f"in this calendar {window.period}",
        WindowKind.LIFETIME: "of all time",
    }[window.kind]
    return Reason(
        "volume_before",
        f"The qualifying volume before this order is {volume}: {_COUNTED[schedule.basis]}, {span}.",
        {
            "volume": volume,
            "basis": str(schedule.basis),
            "window": str(window.kind),
            **({"days": window.days} if window.days else {}),
            **({"period": str(window.period)} if window.period else {}),
        },
    )


def _tier_reason(schedule: TierSchedule, priced: PricedOrder) -> Reason:
    added = 0
    if schedule.counts_current_order:
        paid = schedule.basis is Basis.PAID
        added = priced.tier.price_rate.of(priced.eligible_list) if paid else priced.eligible_list
    total = priced.volume_before + added
    order = (
        f"with {added} from this order" if schedule.counts_current_order else "this order itself not counted"
    )
    return Reason(
        "tier_reached",
        f"{total}, {order}, reaches tier {priced.tier.name} (from {priced.tier.threshold}).",
        {"tier": priced.tier.name, "threshold": priced.tier.threshold, "added": added, "reached": total},
    )


def _price_reasons(schedule: TierSchedule, priced: PricedOrder, lines: Sequence[StockLine]) -> list[Reason]:
    reasons: list[Reason] = []
    if schedule.mode is Mode.GRADUATED:
        for piece in graduated_pieces(schedule, priced.volume_before, priced.eligible_list):
            reasons.append(
                Reason(
                    "piece_price",
                    f"{piece.list_value} of list value lies in tier {piece.tier.name}"
                    f" and costs {piece.tier.price_rate} of it.",
                    {
                        "tier": piece.tier.name,
                        "list": piece.list_value,
                        "price_rate": str(piece.tier.price_rate),
                    },
                )
            )
    elif priced.eligible_list:
        rate = priced.tier.price_rate
        reasons.append(
            Reason(
                "tier_price",
                f"Every tier-eligible unit costs {rate} of its list price.",
                {"tier": priced.tier.name, "price_rate": str(rate)},
            )
        )
    for line, result in zip(lines, priced.lines, strict=True):
        if not line.tier_eligible:
            reasons.append(
                Reason(
                    "not_tier_eligible",
                    f"Line {line.line} ({line.sku}) is outside the tiers:"
                    f" it costs its list price {result.net} and counts in no volume.",
                    {"line": line.line, "sku": line.sku, "net": result.net},
                )
            )
    return reasons


def _next_reason(schedule: TierSchedule, step: NextTier | None) -> Reason:
    if step is None:
        return Reason("no_next_tier", "No further tier can be reached.")
    by_sku = "".join(
        f", {each.units} unit{'' if each.units == 1 else 's'} of {each.sku} alone" for each in step.units
    )
    goods = {
        Through.THIS_ORDER: f"a further {step.list_value} of list value in this order{by_sku}",
        Through.LATER_ORDER: f"a further {step.list_value} of list value bought before a later order{by_sku}",
        Through.SELL_THROUGH: f"a further {step.list_value} of list value sold to customers{by_sku}",
    }[step.through]
    if not step.amount:
        goods = "nothing more: once this order is paid, the next one has it"
    return Reason(
        "next_tier",
        f"Tier {step.tier.name} ({step.tier.price_rate} of list) needs {goods}.",
        {
            "tier": step.tier.name,
            "price_rate": str(step.tier.price_rate),
            "basis": str(schedule.basis),
            "through": str(step.through),
            "amount": step.amount,
            "list": step.list_value,
            "units": {each.sku: each.units for each in step.units},
        },
    )
