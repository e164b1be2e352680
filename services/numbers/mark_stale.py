"""Something of a day changed: it is added up again at the next turn."""

from collections.abc import Sequence
from datetime import datetime

from infra.database import Tx

_STALE = """
UPDATE rolled_days AS r SET stale = true FROM brands AS b
WHERE r.brand_id = $1 AND b.id = $1 AND NOT r.stale
  AND r.day IN (SELECT (n.at AT TIME ZONE b.timezone)::date FROM unnest($2::timestamptz[]) AS n (at))
"""


async def mark_stale(tx: Tx, instants: Sequence[datetime]) -> None:
    """The days of the brand's calendar that hold these instants."""
    if instants:
        await tx.execute(_STALE, tx.brand_id, sorted(set(instants)))
