"""The brand's time zone."""

from zoneinfo import ZoneInfo

from infra.database import Tx


async def brand_zone(tx: Tx) -> ZoneInfo:
    """In it the brand's days, months and calendar windows are counted."""
    return ZoneInfo(await tx.fetchval("SELECT timezone FROM brands WHERE id = $1", tx.brand_id))
