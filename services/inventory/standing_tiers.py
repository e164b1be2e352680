"""Where resellers stand by the volume they bought: what a commission rule on the tier reads."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from commission.tiers.reach import standing_tier
from infra.database import Tx
from infra.errors import NoPolicyInForce
from services.inventory.qualifying_volume import qualifying_volume_of
from services.policies.kinds import TIER_SCHEDULE
from services.policies.policy_in_force import policy_in_force

# Who never bought stock and is no reseller stands nowhere (scenario.md, Output).
_STANDING = """
SELECT s.id FROM sellers AS s WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[])
  AND (s.kind = 'reseller' OR EXISTS (SELECT FROM lots AS l WHERE l.brand_id = s.brand_id AND l.seller_id = s.id))
"""


async def standing_tiers(tx: Tx, seller_ids: Iterable[UUID], at: datetime, zone: ZoneInfo) -> dict[UUID, str]:
    """Each seller's standing tier at `at`; who has none is left out, as all are where no schedule is in force."""
    try:
        schedule = (await policy_in_force(tx, TIER_SCHEDULE, at)).policy
    except NoPolicyInForce:
        return {}
    rows = await tx.fetch(_STANDING, tx.brand_id, list(seller_ids))
    return {
        row["id"]: standing_tier(schedule, await qualifying_volume_of(tx, row["id"], schedule, at, zone)).name
        for row in rows
    }
