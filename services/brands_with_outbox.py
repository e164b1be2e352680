"""Which brands have messages due in the outbox."""

from datetime import datetime
from uuid import UUID

from infra.database import read_directory


async def brands_with_outbox(now: datetime) -> list[UUID]:
    """Their ids and nothing else: the one question that is asked across brands."""
    return [row["id"] for row in await read_directory("SELECT storelet_brands_with_outbox($1) AS id", now)]
