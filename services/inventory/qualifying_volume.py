"""A reseller's qualifying volume, read from the lots (money-rules.md, Volume tiers)."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from commission.tiers.schedule import Basis, TierSchedule
from commission.tiers.window import opens_after
from infra.database import Tx

# Each return is counted at its original order's instant, so a lot's date is its payment, whatever came back when.
_BOUGHT = """
SELECT coalesce(sum(list_price * (qty - returned)), 0)::bigint FROM lots
WHERE brand_id = $1 AND seller_id = $2 AND tier_eligible AND paid_at <= $4 AND ($3::timestamptz IS NULL OR paid_at > $3)
"""
# The net of what was not returned, by the cumulative rule: half a minor unit rounds up, in whole numbers.
_PAID = """
SELECT coalesce(sum(net - div(2::numeric * net * returned + qty, 2 * qty)), 0)::bigint FROM lots
WHERE brand_id = $1 AND seller_id = $2 AND tier_eligible AND paid_at <= $4 AND ($3::timestamptz IS NULL OR paid_at > $3)
"""
# Refunds to customers are counted at their sale's instant: a consumption keeps the instant it was made.
_SOLD = """
SELECT coalesce(sum(l.list_price * (c.qty - c.put_back)), 0)::bigint FROM lots l
JOIN lot_consumptions c ON c.brand_id = l.brand_id AND c.lot_id = l.id
WHERE l.brand_id = $1 AND l.seller_id = $2 AND l.tier_eligible AND c.at <= $4
  AND ($3::timestamptz IS NULL OR c.at > $3)
"""
_QUERIES = {Basis.LIST: _BOUGHT, Basis.PAID: _PAID, Basis.SELL_THROUGH: _SOLD}


async def qualifying_volume_of(
    tx: Tx, seller_id: UUID, schedule: TierSchedule, at: datetime, zone: ZoneInfo
) -> int:
    """`V` of the reseller at `at`, in minor units of the schedule's basis. Hold the reseller's volume lock
    (`lock_seller_volume`) where what is read decides what is written."""
    after = opens_after(schedule.window, at, zone)
    if after is not None and after >= at:
        return 0
    volume: int = await tx.fetchval(_QUERIES[schedule.basis], tx.brand_id, seller_id, after, at)
    return volume
