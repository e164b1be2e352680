"""Which tier a volume reaches."""

from __future__ import annotations

from commission.tiers.schedule import Basis, Tier, TierSchedule, WindowKind


def tier_reached(schedule: TierSchedule, volume: int, eligible_list: int) -> int:
    """The index of the highest tier reached; a threshold is reached at equality.

    `volume` is V, the qualifying volume before the order; `eligible_list` is L, the list value of the
    order's tier-eligible lines; both in minor units. Under `paid` the order counts at the price it would
    have at the tier in question (money-rules.md, Volume tiers). Raises ValueError for a negative volume.
    """
    if volume < 0 or eligible_list < 0:
        raise ValueError("a volume is not negative")
    tiers = schedule.tiers
    counts = eligible_list if schedule.counts_current_order else 0
    paid = schedule.basis is Basis.PAID
    # From the top: a higher tier's threshold is higher and its price lower, so the first hit is the highest.
    for index in range(len(tiers) - 1, 0, -1):
        tier = tiers[index]
        added = tier.price_rate.of(counts) if paid and counts else counts
        if volume + added >= tier.threshold:
            return index
    return 0


def standing_tier(schedule: TierSchedule, volume: int) -> Tier:
    """The tier that an order of value zero would reach now; with window `order` it is the first."""
    if schedule.window.kind is WindowKind.ORDER:
        return schedule.tiers[0]
    return schedule.tiers[tier_reached(schedule, volume, 0)]
